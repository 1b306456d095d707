package io.onsale.kit.life;

/**
 * A part that is started and stopped: a connection pool, a server, a loop.
 *
 * <pre>{@code
 * Component expiry = Component.of("orders-expiry", loop::start, loop::close);
 * }</pre>
 */
public interface Component {
  /** Tells the component in logs; unique within a process. */
  String name();

  /**
   * Returns when the component works; throws when it cannot, and has then cleaned up after itself.
   */
  void start() throws Exception;

  /** Ends it, calls in flight included. Called once, and only after a start that succeeded. */
  void stop() throws Exception;

  /** Something that may fail. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  static Component of(String name, Step start, Step stop) {
    return new Component() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() throws Exception {
        start.run();
      }

      @Override
      public void stop() throws Exception {
        stop.run();
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
