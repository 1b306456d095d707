package io.onsale.kit.life;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a bounded piece of work again and again, with a pause in between. A piece that fails is
 * logged, and the next one comes at its time.
 *
 * <pre>{@code
 * Context.named("orders").component(new Clockwork("orders-expiry", Duration.ofSeconds(1), expireOrders::run));
 * }</pre>
 */
public final class Clockwork implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  private final String name;
  private final Duration pause;
  private final Component.Step piece;
  private final CountDownLatch over = new CountDownLatch(1);
  private @Nullable Thread thread;

  /**
   * @param name unique within a process
   * @param pause from the end of one piece to the begin of the next
   * @param piece what is done; it must end by itself soon
   */
  public Clockwork(String name, Duration pause, Component.Step piece) {
    this.name = name;
    this.pause = pause;
    this.piece = piece;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name(name).start(this::loop);
  }

  private void loop() {
    try {
      while (!over.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() throws InterruptedException {
    try {
      piece.run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable t) { // one bad piece must not be the last
      Fatal.endIf(t);
      LOG.warn("{} failed; it comes again in {} ms", name, pause.toMillis(), t);
    }
  }

  /** Lets a piece at work end; interrupts one that takes too long. */
  @Override
  public void stop() throws InterruptedException {
    over.countDown();
    Thread running = thread;
    if (running != null && !running.join(STOP_MAX)) {
      running.interrupt();
    }
  }
}
