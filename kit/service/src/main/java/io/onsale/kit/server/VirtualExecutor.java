package io.onsale.kit.server;

import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs each task in a virtual thread of its own; one timer thread starts those that are due later.
 */
final class VirtualExecutor extends AbstractExecutorService implements ScheduledExecutorService {
  private final ExecutorService threads;
  private final ScheduledExecutorService timer;

  private VirtualExecutor(String name) {
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-timer").factory());
  }

  static VirtualExecutor named(String name) {
    return new VirtualExecutor(name);
  }

  BlockingTaskExecutor asBlockingTaskExecutor() {
    return BlockingTaskExecutor.of(this);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return timer.schedule(() -> threads.execute(task), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return timer.schedule(task, delay, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return timer.scheduleAtFixedRate(() -> threads.execute(task), initialDelay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return timer.scheduleWithFixedDelay(() -> threads.execute(task), initialDelay, delay, unit);
  }

  @Override
  public void shutdown() {
    timer.shutdown();
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    timer.shutdownNow();
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
