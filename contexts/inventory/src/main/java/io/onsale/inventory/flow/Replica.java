package io.onsale.inventory.flow;

import io.onsale.inventory.flow.PerformanceView.Terms;
import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Seats;
import io.onsale.inventory.model.Selection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/**
 * The seats for readers: a {@link Chronicle} of its own, fed by one thread with the committed log,
 * so that no read ever reaches the log. Its events are the one source of all that is shown: the
 * views, the changes of each performance, and the feed of all.
 *
 * <p>The feeding thread calls the methods of the first part. Any thread calls those of the second:
 * views and changes are there at once; what asks the engine itself is handed to the feeding thread,
 * which answers when it has applied the log as far as the question demands.
 */
public final class Replica implements LogSink {
  /** So many questions may wait for the feeding thread. */
  static final int QUESTIONS_MAX = 65_536;

  /** Longer than it takes to follow another node when the one that was followed has died. */
  private static final long ANSWER_MILLIS = 6_000;

  /** Who reads what is older than this does not wait for what is new. */
  private static final long OLD_MILLIS = 1_000;

  /** Who waits gets what there is after this: by then it is old, and is told to be. */
  private static final long PATIENCE_MILLIS = OLD_MILLIS + 100;

  /**
   * Openings and amendments have lists of all seats with them, and blocks can have long ones: so
   * much of that is remembered, and who is further behind reads it from the log.
   */
  private static final long HEAVY_BYTES = 64 << 20;

  /** Changes that all performances together have room for, of some 200 bytes each. */
  private static final int CHANGES_MOST = 1 << 18;

  private static final long PUBLISH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long PROGRESS_MILLIS = 10;
  private static final long REACHED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Executor executor;
  private final long heavyMost;
  private final int changesMost;
  private final ConcurrentMap<Long, PerformanceFeed> feeds = new ConcurrentHashMap<>();
  private final EventRing ring = new EventRing();
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final Set<Performance> dirty = new LinkedHashSet<>();
  private final Queue<Question<?>> asked = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final PriorityQueue<Question<?>> early =
      new PriorityQueue<>(Comparator.comparingLong(Question::position));
  // Feeds that remember changes, in the order in which they changed last, with the room they have.
  private final Map<PerformanceFeed, Integer> rooms = new LinkedHashMap<>(16, 0.75f, true);
  private long room;

  private final Queue<Heavy> heavy = new ArrayDeque<>();
  private long heavyBytes;
  private final EventChain chain = new EventChain();
  private Chronicle chronicle = new Chronicle(this::onEvent);
  private long publishedNanos;
  private long reachedNanos;
  private volatile long position;
  private volatile long visible;
  private volatile boolean caughtUp;
  private volatile Reached reached = new Reached(0, 0, 0);
  // How much was committed when, which is being read.
  private long awaited;
  private long awaitedAt;

  private volatile Progress progress = new Progress(0, 0, Long.MAX_VALUE);
  private volatile Fill fill = new Fill(0, 0, 0);

  /**
   * A place of the log that has been applied.
   *
   * @param position where an entry of the log ends
   * @param time the cluster's time there
   * @param events the ring's number of the first event behind it
   */
  public record Reached(long position, long time, long events) {}

  /**
   * How far the feeding is.
   *
   * @param position up to where the log has been applied
   * @param committed up to where it was committed when that was last looked at
   * @param currentAt when nothing committed was missing for the last time, in milliseconds since
   *     1970
   */
  public record Progress(long position, long committed, long currentAt) {
    /** Bytes of the log that are not applied yet. */
    public long behind() {
      return Math.max(0, committed - position);
    }

    /** How old the views may be at {@code now}, in milliseconds. */
    public long age(long now) {
      return Math.max(0, now - currentAt);
    }
  }

  /**
   * How full the log's state is, a second ago or so.
   *
   * @param holds live and sold ones, of at most {@link SeatEngine#HOLDS_MOST}
   * @param answers that are remembered
   */
  public record Fill(int performances, int holds, int answers) {}

  /** All performances at one place of the log. */
  public record Snapshot(long position, long time, List<PerformanceView> performances) {}

  /**
   * What stands where at one place of the log.
   *
   * @param performanceHash of the performance with its holds
   * @param shardHash of all that the engine knows
   */
  public record Audit(long position, PerformanceView view, long performanceHash, long shardHash) {}

  /** The replica can't answer: it is still reading the log, or too many questions wait. */
  public static final class Behind extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Behind(String message) {
      super(message, null, false, false);
    }
  }

  private record Heavy(SeatEvent event, long number, int bytes) {}

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
    this(executor, HEAVY_BYTES, CHANGES_MOST);
  }

  Replica(Executor executor, long heavyMost, int changesMost) {
    this.executor = executor;
    this.heavyMost = heavyMost;
    this.changesMost = changesMost;
  }

  // The feeding thread's part.

  /** Goes on from the newest sound checkpoint, if there is one. Before anything else. */
  public void restore(Checkpoints checkpoints) {
    checkpoints.newest(Long.MAX_VALUE, this::onEvent).ifPresent(this::goOn);
  }

  /**
   * Starts from a snapshot of a node, which is the state of the log at {@code at}: when what was
   * before can't be read any more. The heads of the chains are not known then, until they are
   * brought: {@link #takeHeads}.
   */
  public void restore(Snapshots snapshots, ChunkSource pieces, long at) {
    goOn(Chronicle.from(new Chronicle.Image(at, 0, Map.of(), pieces), snapshots, this::onEvent));
  }

  private void goOn(Chronicle found) {
    chronicle = found;
    dirty.clear();
    ring.startAt(found.position());
    SeatEngine engine = found.engine();
    for (int i = 0; i < engine.performances(); i++) {
      Performance performance = engine.performanceAt(i);
      Terms terms = Terms.of(performance);
      byte[] head = found.head(performance.id());
      PerformanceFeed known = feeds.get(performance.id());
      if (known == null) {
        feeds.put(performance.id(), new PerformanceFeed(performance, terms, head));
      } else {
        known.goOn(performance, terms, head);
      }
    }
    position = found.position();
    listeners.forEach(Runnable::run);
  }

  @Override
  public void onMessage(long end, long time, DirectBuffer buffer, int offset, int length) {
    chronicle.onMessage(end, time, buffer, offset, length);
    position = end;
  }

  @Override
  public void onTimer(long end, long time) {
    chronicle.onTimer(end, time);
    position = end;
  }

  @Override
  public void onOther(long end) {
    chronicle.onOther(end);
    position = end;
  }

  private void onEvent(SeatEvent event, Performance performance) {
    if (event.kind() == SeatEvent.Kind.OPENED) {
      Terms terms = Objects.requireNonNull(event.terms());
      feeds.put(performance.id(), new PerformanceFeed(performance, terms, event.head()));
    }
    dirty.add(performance);
    PerformanceFeed feed = feed(performance);
    SeatEvent told =
        event.terms() == null ? event : event.with(event.terms().sharing(feed.terms()));
    feed.remember(told);
    ring.add(told);
    int bytes = heavyBytes(told);
    if (bytes > 0) {
      heavy.add(new Heavy(told, ring.newest(), bytes));
      heavyBytes += bytes;
      while (heavyBytes > heavyMost) {
        forget(heavy.remove());
      }
    }
  }

  private static int heavyBytes(SeatEvent event) {
    if (event.terms() != null) {
      return 2 * event.terms().capacity();
    }
    return event.seats().length > Seats.MOST_IN_HOLD ? Integer.BYTES * event.seats().length : 0;
  }

  private void forget(Heavy oldest) {
    heavyBytes -= oldest.bytes;
    ring.forget(oldest.number);
    PerformanceFeed feed = feeds.get(oldest.event.performance());
    if (feed != null) {
      feed.forget(oldest.event);
    }
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
    if (early.size() > QUESTIONS_MAX) {
      early.removeIf(question -> question.answer.isDone());
    }
    Question<?> next = early.peek();
    boolean due = next != null && next.position <= position;
    if (!dirty.isEmpty() && (due || idle || nowNanos - publishedNanos >= PUBLISH_NANOS)) {
      work += publishChanges();
      publishedNanos = nowNanos;
    }
    if (dirty.isEmpty()) {
      visible = position;
      if (position > reached.position && nowNanos - reachedNanos >= REACHED_NANOS) {
        reached = new Reached(position, chronicle.time(), ring.end());
        reachedNanos = nowNanos;
        SeatEngine engine = chronicle.engine();
        fill = new Fill(engine.performances(), engine.keptHolds(), engine.rememberedAnswers());
        listeners.forEach(Runnable::run);
      }
    }
    for (next = early.peek(); next != null && next.position <= position; next = early.peek()) {
      early.remove();
      next.answer(chronicle.engine(), executor);
      work++;
    }
    return work;
  }

  private int publishChanges() {
    int changed = dirty.size();
    for (Performance performance : dirty) {
      PerformanceFeed feed = feed(performance);
      feed.publish(performance, chronicle.head(performance.id()));
      remembers(feed);
    }
    dirty.clear();
    ring.publish();
    listeners.forEach(Runnable::run);
    return changed;
  }

  /** Keeps the sum of all feeds' memory within bounds: the one that changed last goes last. */
  private void remembers(PerformanceFeed feed) {
    Integer before = rooms.put(feed, feed.room());
    room += feed.room() - (before == null ? 0 : before);
    for (var oldest = rooms.entrySet().iterator(); room > changesMost && rooms.size() > 1; ) {
      Map.Entry<PerformanceFeed, Integer> one = oldest.next();
      one.getKey().forgetChanges();
      room -= one.getValue();
      oldest.remove();
    }
  }

  /** Says whether the log has been applied as far as it was committed when the feeding began. */
  public void caughtUp(boolean is) {
    caughtUp = is;
  }

  /**
   * Notes how far the log is committed.
   *
   * @param alive what the log commits is seen; false while it can't be followed
   * @param now in milliseconds since 1970
   */
  public void committed(long committed, boolean alive, long now) {
    Progress before = progress;
    long currentAt = Math.min(before.currentAt, now);
    // What was seen beyond it was of a leader that is none any more.
    awaited = Math.min(awaited, committed);
    if (alive && position >= awaited) {
      // Under load there is always more: what is shown is as old as what it had to reach for it.
      currentAt = position >= committed ? now : Math.max(currentAt, Math.min(awaitedAt, now));
      awaited = committed;
      awaitedAt = now;
    }
    if (before.committed != committed
        || before.position != position
        || currentAt - before.currentAt >= PROGRESS_MILLIS
        || before.currentAt > now) {
      progress = new Progress(position, committed, currentAt);
    }
  }

  /** Writes down where it stands; the answer puts that on disk for good. */
  public Runnable write(Checkpoints checkpoints) {
    return checkpoints.write(chronicle);
  }

  /** Whether the head of some performance's chain is not known here. */
  public boolean lacksHeads() {
    return chronicle.heads().size() < chronicle.engine().performances();
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

  /** How far the feeding is. */
  public Progress progress() {
    return progress;
  }

  /** How full the log's state is. */
  public Fill fill() {
    return fill;
  }

  /** A performance, if the log as applied so far has it. */
  public Optional<PerformanceFeed> performance(long id) {
    return Optional.ofNullable(feeds.get(id));
  }

  /** The last events of all performances. */
  public EventRing events() {
    return ring;
  }

  /** The place that was reached about a second ago or later. */
  public Reached reached() {
    return reached;
  }

  /**
   * Calls back, from the feeding thread, whenever there may be further events or another place is
   * reached: it must not wait.
   */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Ends the calls back. */
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /**
   * A performance as it is once the log has been applied up to a position.
   *
   * @return completes exceptionally with {@link Behind}, or a TimeoutException after six seconds
   */
  public CompletableFuture<Optional<PerformanceFeed>> performance(long id, long at) {
    if (caughtUp && visible >= at) {
      return CompletableFuture.completedFuture(performance(id));
    }
    return ask(at, engine -> performance(id));
  }

  /**
   * A performance as it is once the log has been applied up to a position; as it was last while the
   * log can't be followed that far, which {@link #progress} tells.
   *
   * @param now in milliseconds since 1970
   * @return completes exceptionally with {@link Behind}, or with a TimeoutException when nothing is
   *     known of the performance for six seconds
   */
  public CompletableFuture<Optional<PerformanceFeed>> newest(long id, long at, long now) {
    PerformanceFeed known = feeds.get(id);
    if (caughtUp && known != null && progress.age(now) >= OLD_MILLIS) {
      return CompletableFuture.completedFuture(Optional.of(known));
    }
    CompletableFuture<Optional<PerformanceFeed>> asked = performance(id, at);
    return known == null || !caughtUp
        ? asked
        : asked.completeOnTimeout(Optional.of(known), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
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

  /** All performances at one place of the log, at or behind {@code at}. */
  public CompletableFuture<Snapshot> snapshot(long at) {
    return ask(
        at,
        engine -> {
          List<PerformanceView> views = new ArrayList<>(engine.performances());
          for (int i = 0; i < engine.performances(); i++) {
            views.add(feed(engine.performanceAt(i)).view());
          }
          return new Snapshot(chronicle.position(), chronicle.time(), List.copyOf(views));
        });
  }

  /** What stands where, at or behind {@code at}; empty when there is no such performance. */
  public CompletableFuture<Optional<Audit>> audit(long performance, long at) {
    return ask(
        at,
        engine ->
            performance(performance)
                .map(feed ->
                    new Audit(
                        chronicle.position(),
                        feed.view(),
                        engine.stateHash(performance),
                        engine.stateHash())));
  }

  /**
   * Takes over the heads of chains that this replica does not know.
   *
   * @param heads as they were at a place of the log that this replica has passed
   * @return false when it has passed it too long ago: what has happened since is no longer here
   */
  public CompletableFuture<Boolean> takeHeads(long at, Map<Long, byte[]> heads) {
    return ask(0, engine -> takeHeadsNow(at, heads));
  }

  private boolean takeHeadsNow(long at, Map<Long, byte[]> heads) {
    publishChanges();
    long first = ring.after(at, SeatEvent.LAST_INDEX);
    if (first < 0) {
      return false;
    }
    Map<Long, byte[]> now = new HashMap<>(heads);
    for (long number = first; number < ring.end(); number++) {
      SeatEvent event = ring.get(number);
      if (event == null) {
        return false;
      }
      now.computeIfPresent(event.performance(), (_, head) -> chain.extend(head, event));
    }
    chronicle.take(now);
    SeatEngine engine = chronicle.engine();
    for (int i = 0; i < engine.performances(); i++) {
      dirty.add(engine.performanceAt(i));
    }
    publishChanges();
    return true;
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
    answer.orTimeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    var _ = answer.whenComplete((_, _) -> waiting.decrementAndGet());
    asked.add(new Question<>(at, question, answer));
    return answer;
  }

  private PerformanceFeed feed(Performance performance) {
    PerformanceFeed feed = feeds.get(performance.id());
    if (feed == null) {
      throw new IllegalStateException("A performance changed before it was opened.");
    }
    return feed;
  }
}
