package io.onsale.kit.life;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts components in order and stops them in reverse. When one fails to start, those that had
 * started are stopped and the failure is thrown. Before it stops, readiness says no for a while, so
 * that a load balancer sends nothing new; each stop has a bounded time, so that one that hangs does
 * not keep the others, and so have all of them together.
 *
 * <pre>{@code
 * Application app = new Application(List.of(database, internalServer, publicServer), readiness,
 *         Duration.ofSeconds(1), Duration.ofSeconds(10));
 * app.start();
 * app.stopOnShutdown();
 * app.awaitStop();
 * }</pre>
 */
public final class Application implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Application.class);

  /** All stops together have the time of so many that hang. */
  private static final int HANGING_MAX = 3;

  private final List<Component> components;
  private final Readiness readiness;
  private final Duration drain;
  private final Duration stopTimeout;
  private final Deque<Component> started = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ReentrantLock steps = new ReentrantLock();
  private volatile boolean stopAsked;

  /**
   * @param drain how long readiness says no before anything stops
   * @param stopTimeout the longest that one component may take to stop; three times this is the
   *     longest that all of them may take
   */
  public Application(
      List<Component> components, Readiness readiness, Duration drain, Duration stopTimeout) {
    this.components = List.copyOf(components);
    this.readiness = readiness;
    this.drain = drain;
    this.stopTimeout = stopTimeout;
  }

  /**
   * Starts all, or none.
   *
   * @throws StartFailed when a component did not start; nothing is left running then
   */
  public void start() {
    steps.lock();
    try {
      for (Component component : components) {
        start(component);
      }
      readiness.enter(Readiness.Phase.RUNNING);
    } finally {
      steps.unlock();
    }
  }

  private void start(Component component) {
    long before = System.nanoTime();
    try {
      if (stopAsked) {
        throw new IllegalStateException("told to stop meanwhile");
      }
      component.start();
    } catch (Throwable t) { // whatever it is, what had started is stopped
      Fatal.endIf(t);
      StartFailed failed = new StartFailed(component.name(), t);
      stopStarted(failed);
      throw failed;
    }
    started.push(component);
    LOG.info("{} started in {} ms", component.name(), (System.nanoTime() - before) / 1_000_000);
  }

  /**
   * Drains and stops; harmless when it has been done. A failure to stop is logged, and the rest
   * stops all the same. A start under way goes no further; one that hangs is not waited for.
   */
  public void stop() {
    stopAsked = true;
    boolean mine = false;
    try {
      mine = steps.tryLock(stopTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!mine) {
      LOG.warn("a start or stop under way hangs; it is left as it is");
      return;
    }
    try {
      stopOnce();
    } finally {
      steps.unlock();
    }
  }

  private void stopOnce() {
    if (stopped.getCount() == 0) {
      return;
    }
    readiness.enter(Readiness.Phase.DRAINING);
    if (!started.isEmpty() && !drain.isZero()) {
      try {
        TimeUnit.NANOSECONDS.sleep(drain.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    stopStarted(null);
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
  }

  /** Stops when the process is told to end (Ctrl-C, SIGTERM). */
  public void stopOnShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
  }

  /** Waits until it has been stopped. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  private void stopStarted(@Nullable Exception because) {
    long end = System.nanoTime() + stopTimeout.multipliedBy(HANGING_MAX).toNanos();
    while (!started.isEmpty()) {
      Component component = started.pop();
      long before = System.nanoTime();
      Exception fault = stopWithin(component, Math.min(stopTimeout.toNanos(), end - before));
      LOG.info("{} stopped in {} ms", component.name(), (System.nanoTime() - before) / 1_000_000);
      if (fault != null) {
        LOG.warn("{} did not stop well", component.name(), fault);
        if (because != null) {
          because.addSuppressed(fault);
        }
      }
    }
  }

  private static @Nullable Exception stopWithin(Component component, long nanos) {
    FutureTask<Void> stop =
        new FutureTask<>(() -> {
          component.stop();
          return null;
        });
    Thread thread = Thread.ofPlatform().daemon().name("stop-" + component.name()).start(stop);
    try {
      stop.get(nanos, TimeUnit.NANOSECONDS);
      return null;
    } catch (TimeoutException e) {
      thread.interrupt();
      return e;
    } catch (ExecutionException e) {
      return e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }
}
