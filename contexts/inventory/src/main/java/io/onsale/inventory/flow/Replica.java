package io.onsale.inventory.flow;

import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The seats for readers: an engine of its own, fed by one thread with the committed log, so that no
 * read ever reaches the log.
 *
 * <p>The feeding thread calls the methods of the first part. Any thread calls those of the second:
 * views and changes are there at once; what asks the engine itself is handed to the feeding thread,
 * which answers when it has applied the log as far as the question demands.
 */
public final class Replica implements LogSink {
  /** So many questions may wait for the feeding thread. */
  static final int QUESTIONS_MAX = 65_536;

  private static final long ANSWER_MILLIS = 2_000;
  private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Executor executor;
  private final UnsafeBuffer unread = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private final Changes changes = new Changes();
  private final ConcurrentMap<Long, PerformanceFeed> feeds = new ConcurrentHashMap<>();
  private final Set<Performance> dirty = new LinkedHashSet<>();
  private final Queue<Question<?>> asked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final PriorityQueue<Question<?>> early =
      new PriorityQueue<>(Comparator.comparingLong(Question::position));
  private CommandAdapter adapter = new CommandAdapter(new SeatEngine(changes));
  private long publishedNanos;
  private volatile long position;
  private volatile long visible;
  private volatile boolean caughtUp;

  /** The replica can't answer: it is still reading the log, or too many questions wait. */
  public static final class Behind extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Behind(String message) {
      super(message, null, false, false);
    }
  }

  private record Question<T>(
      long position, Function<SeatEngine, T> question, CompletableFuture<T> answer) {
    void answer(SeatEngine engine, Executor executor) {
      try {
        T found = question.apply(engine);
        executor.execute(() -> answer.complete(found));
      } catch (RuntimeException e) {
        executor.execute(() -> answer.completeExceptionally(e));
      }
    }
  }

  /**
   * @param executor completes the answers to questions
   */
  public Replica(Executor executor) {
    this.executor = executor;
  }

  // The feeding thread's part.

  /** Starts from a snapshot, which is the state of the log at {@code at}. */
  public void restore(Snapshots snapshots, ChunkSource pieces, long at) {
    adapter = new CommandAdapter(snapshots.read(pieces, changes));
    SeatEngine engine = adapter.engine();
    for (int i = 0; i < engine.performances(); i++) {
      Performance performance = engine.performanceAt(i);
      feeds.put(performance.id(), new PerformanceFeed(performance));
    }
    position = at;
  }

  @Override
  public void onMessage(long end, long time, DirectBuffer buffer, int offset, int length) {
    adapter.onMessage(time, buffer, offset, length, unread, 0);
    position = end;
  }

  @Override
  public void onTimer(long end, long time) {
    adapter.onTimer(time);
    position = end;
  }

  @Override
  public void onOther(long end) {
    position = end;
  }

  /**
   * Makes changes visible and answers questions.
   *
   * @param idle there was nothing to apply
   * @return how much was done
   */
  public int publish(long nowNanos, boolean idle) {
    int work = 0;
    for (Question<?> question = asked.poll(); question != null; question = asked.poll()) {
      early.add(question);
    }
    Question<?> next = early.peek();
    boolean due = next != null && next.position <= position;
    if (!dirty.isEmpty() && (due || idle || nowNanos - publishedNanos >= PUBLISH_NANOS)) {
      for (Performance performance : dirty) {
        feed(performance).publish(performance);
        work++;
      }
      dirty.clear();
      publishedNanos = nowNanos;
    }
    if (dirty.isEmpty()) {
      visible = position;
    }
    for (next = early.peek(); next != null && next.position <= position; next = early.peek()) {
      early.remove();
      waiting.decrementAndGet();
      next.answer(adapter.engine(), executor);
      work++;
    }
    return work;
  }

  /** Says whether the log has been applied as far as it was committed when the feeding began. */
  public void caughtUp(boolean is) {
    caughtUp = is;
  }

  /** Where in the log it stands. */
  public long position() {
    return position;
  }

  // Everybody's part.

  /** Whether reads may be answered. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** A performance, if the log as applied so far has it. */
  public Optional<PerformanceFeed> performance(long id) {
    return Optional.ofNullable(feeds.get(id));
  }

  /**
   * A performance as it is once the log has been applied up to a position.
   *
   * @return completes exceptionally with {@link Behind}, or a TimeoutException after two seconds
   */
  public CompletableFuture<Optional<PerformanceFeed>> performance(long id, long at) {
    if (caughtUp && visible >= at) {
      return CompletableFuture.completedFuture(performance(id));
    }
    return ask(at, engine -> performance(id));
  }

  /**
   * A hold, as it is once the log has been applied up to a position; empty when it is not known
   * (any more).
   */
  public CompletableFuture<Optional<HoldState>> hold(long performance, long hold, long at) {
    return ask(
        at,
        engine -> {
          HoldView view = new HoldView();
          return engine.findHold(performance, hold, view)
              ? Optional.of(HoldState.of(performance, view))
              : Optional.<HoldState>empty();
        });
  }

  /** Seats that the best available would give now; empty when there are none. */
  public CompletableFuture<int[]> offer(long performance, SeatCommand.Best wanted, long at) {
    return ask(
        at,
        engine -> {
          Selection selection =
              new Selection()
                  .best(wanted.tier(), wanted.section(), wanted.count(), wanted.attributes());
          Seats seats = new Seats(Seats.MOST_IN_HOLD);
          if (!engine.offer(performance, selection, seats)) {
            return new int[0];
          }
          int[] found = new int[seats.size()];
          for (int i = 0; i < found.length; i++) {
            found[i] = seats.get(i);
          }
          return found;
        });
  }

  /** Hash of the whole state, equal on every replica at the same place of the log. */
  public CompletableFuture<Long> stateHash(long at) {
    return ask(at, SeatEngine::stateHash);
  }

  private <T> CompletableFuture<T> ask(long at, Function<SeatEngine, T> question) {
    if (!caughtUp) {
      return CompletableFuture.failedFuture(new Behind("The seats are being read from the log."));
    }
    if (waiting.incrementAndGet() > QUESTIONS_MAX) {
      waiting.decrementAndGet();
      return CompletableFuture.failedFuture(new Behind("Too many wait for the seats."));
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    asked.add(new Question<>(at, question, answer));
    return answer.orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Collects what has changed; called within the engine, on the feeding thread. */
  private final class Changes implements SeatChanges {
    @Override
    public void opened(Performance performance) {
      feeds.put(performance.id(), new PerformanceFeed(performance));
    }

    @Override
    public void amended(Performance performance) {
      changed(performance).amended(performance);
    }

    @Override
    public void closed(Performance performance) {
      changed(performance).changed(performance);
    }

    @Override
    public void held(Performance performance, long hold, long buyer, long deadline, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.HELD);
    }

    @Override
    public void extended(Performance performance, long hold, long deadline) {
      changed(performance).changed(performance);
    }

    @Override
    public void released(Performance performance, long hold, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.FREE);
    }

    @Override
    public void expired(Performance performance, long hold, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.FREE);
    }

    @Override
    public void sold(Performance performance, long hold, long buyer, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.SOLD);
    }

    @Override
    public void returned(Performance performance, long hold, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.FREE);
    }

    @Override
    public void blocked(Performance performance, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.BLOCKED);
    }

    @Override
    public void unblocked(Performance performance, Seats seats) {
      changed(performance).changed(performance, seats, SeatState.FREE);
    }

    private PerformanceFeed changed(Performance performance) {
      dirty.add(performance);
      return feed(performance);
    }
  }

  private PerformanceFeed feed(Performance performance) {
    PerformanceFeed feed = feeds.get(performance.id());
    if (feed == null) {
      throw new IllegalStateException("A performance changed before it was opened.");
    }
    return feed;
  }
}
