package io.onsale.inventory.flow;

import java.util.concurrent.CompletableFuture;

/** Puts commands into the seat log. Safe for any number of threads; no call waits. */
public interface SeatLog {
  /**
   * Sends a command. A command that gets no answer is sent again under its id, so its outcome is
   * one.
   *
   * @return completes with the answer, never on the log's own thread and never exceptionally
   */
  CompletableFuture<Answer> submit(Origin origin, SeatCommand command);

  /**
   * How far the log had come with the latest of all answers so far: a reader who waits for that
   * sees what was answered.
   */
  long answered();
}
