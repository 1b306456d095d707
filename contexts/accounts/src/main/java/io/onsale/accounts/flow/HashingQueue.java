package io.onsale.accounts.flow;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where slow hashes wait for their turn. A few threads of their own work on them, so that a flood
 * of sign-ins takes no more than those cores from everything else; the queue is bounded, and who
 * finds it full is told so at once.
 */
public final class HashingQueue implements AutoCloseable {
  private final ThreadPoolExecutor threads;
  private final Duration patience;

  /**
   * @param threads how many hashes at once
   * @param waiting how many may wait
   * @param patience how long one may wait
   */
  public HashingQueue(int threads, int waiting, Duration patience) {
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().daemon().name("password-hash-", 0).factory());
    this.patience = patience;
  }

  /**
   * Does the work when its turn comes, and answers what it answered.
   *
   * @return empty when too many wait already, or when it took too long; work that has not begun by
   *     then is not done
   */
  public <T> Optional<T> run(Supplier<T> work) {
    Future<T> turn;
    try {
      turn = threads.submit(work::get);
    } catch (RejectedExecutionException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(turn.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      turn.cancel(false);
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      turn.cancel(false);
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
