package io.onsale.kit.life;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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
 * Starts components in order, or lines of them side by side, and stops them in reverse. When one
 * fails to start, those that had started are stopped and the failure is thrown. Before it stops,
 * readiness says no for a while, so that a load balancer sends nothing new; each stop has a bounded
 * time, so that one that hangs does not keep the others, and so have all of them together.
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

  private final List<Stage> stages;
  private final Readiness readiness;
  private final Duration drain;
  private final Duration stopTimeout;
  private final Deque<Component> started = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ReentrantLock steps = new ReentrantLock();
  private volatile boolean stopAsked;

  /**
   * Lines of components. In a line one starts after the other, the lines start side by side, and
   * all of them have started when the stage has. They stop one after the other, the last line
   * first.
   */
  public record Stage(List<List<Component>> lines) {
    public Stage {
      lines = lines.stream().map(List::copyOf).toList();
    }

    public static Stage of(List<Component> line) {
      return new Stage(List.of(line));
    }
  }

  /**
   * @param drain how long readiness says no before anything stops
   * @param stopTimeout the longest that one component may take to stop; three times this is the
   *     longest that all of them may take
   */
  public Application(
      List<Component> components, Readiness readiness, Duration drain, Duration stopTimeout) {
    this(readiness, drain, stopTimeout, List.of(Stage.of(components)));
  }

  /** The same with some that start side by side; one stage starts after the other. */
  public Application(
      Readiness readiness, Duration drain, Duration stopTimeout, List<Stage> stages) {
    this.stages = List.copyOf(stages);
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
      for (Stage stage : stages) {
        start(stage);
      }
      readiness.enter(Readiness.Phase.RUNNING);
    } finally {
      steps.unlock();
    }
  }

  private void start(Stage stage) {
    List<Line> lines = stage.lines.stream().map(Line::new).toList();
    List<Thread> others = new ArrayList<>();
    for (Line line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      others.add(Thread.ofPlatform().daemon().name("start-beside").start(() -> line.start(lines)));
    }
    lines.stream().limit(1).forEach(line -> line.start(lines));
    others.forEach(Application::await);
    lines.forEach(line -> line.started.forEach(started::push));
    lines.stream()
        .map(line -> line.failed)
        .filter(Objects::nonNull)
        .reduce((first, other) -> {
          first.addSuppressed(other);
          return first;
        })
        .ifPresent(failed -> {
          stopStarted(failed);
          throw failed;
        });
  }

  /** A start that was interrupted goes on to its end all the same: what has begun must be known. */
  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One line while it starts, on a thread of its own. */
  private final class Line {
    private final List<Component> components;
    private final List<Component> started = new ArrayList<>();
    private volatile @Nullable StartFailed failed;

    Line(List<Component> components) {
      this.components = components;
    }

    void start(List<Line> all) {
      for (Component component : components) {
        if (all.stream().anyMatch(line -> line.failed != null)) {
          return;
        }
        long before = System.nanoTime();
        try {
          if (stopAsked) {
            throw new IllegalStateException("told to stop meanwhile");
          }
          component.start();
        } catch (Throwable t) { // whatever it is, what had started is stopped
          Fatal.endIf(t);
          failed = new StartFailed(component.name(), t);
          return;
        }
        started.add(component);
        LOG.info("{} started in {} ms", component.name(), (System.nanoTime() - before) / 1_000_000);
      }
    }
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
