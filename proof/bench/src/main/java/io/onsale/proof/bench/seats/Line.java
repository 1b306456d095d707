package io.onsale.proof.bench.seats;

/**
 * A way to a server that one thread uses without waiting for answers: it asks, and looks for what
 * has been answered.
 */
interface Line extends AutoCloseable {
  /** Sends a request, now or with the next {@link #poll}; refuses nothing. */
  void ask(Request request);

  /** Gives the answers that are there to {@code crowd}; each request to {@code answered} too. */
  void poll(Crowd crowd, Answered answered);

  /** Waits until there is an answer, but no longer than this. */
  void await(long nanos);

  @Override
  void close();

  /** Is told of each request that was answered. */
  interface Answered {
    void answered(Request request);
  }
}
