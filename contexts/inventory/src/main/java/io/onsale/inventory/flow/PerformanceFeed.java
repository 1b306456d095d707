package io.onsale.inventory.flow;

import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.Seats;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One performance as it changes: its newest {@link PerformanceView}, and its last changes one by
 * one. The replica's thread writes; any thread reads.
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public final class PerformanceFeed {
  /** So many of the last changes can be read; who is further behind reads the view again. */
  static final int CHANGES = 4096;

  private static final int[] NO_SEATS = {};

  /** Made with the first change: most performances of a long log never change again. */
  private volatile @Nullable AtomicReferenceArray<Change> changes;

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private PerformanceView.Terms terms;
  private volatile PerformanceView view;

  /**
   * What one version changed: these seats have this state now; no seats when it changed something
   * else.
   */
  public record Change(long version, int[] seats, int state) {}

  /** What a reader finds after a version. */
  public sealed interface Next {
    /** The next change. */
    record Found(Change change) implements Next {}

    /** There is no further change yet. */
    record NothingYet() implements Next {}

    /** The next change is no longer, or was never, known here. */
    record Gone() implements Next {}
  }

  PerformanceFeed(Performance performance) {
    terms = PerformanceView.Terms.of(performance);
    view = PerformanceView.of(terms, performance);
  }

  /** The newest view. */
  public PerformanceView view() {
    return view;
  }

  /** What comes after a version. */
  public Next after(long version) {
    long latest = view.version();
    if (version == latest) {
      return new Next.NothingYet();
    }
    AtomicReferenceArray<Change> known = changes;
    Change change =
        known == null || version < 0 || version > latest ? null : known.get(place(version + 1));
    return change != null && change.version() == version + 1
        ? new Next.Found(change)
        : new Next.Gone();
  }

  /**
   * Calls back, from the replica's thread, whenever there may be a further change: it must not
   * wait.
   */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  /** Ends the calls back. */
  public void forget(Runnable listener) {
    listeners.remove(listener);
  }

  void changed(Performance performance, Seats seats, int state) {
    int[] copy = new int[seats.size()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = seats.get(i);
    }
    remember(new Change(performance.version(), copy, state));
  }

  void changed(Performance performance) {
    remember(new Change(performance.version(), NO_SEATS, 0));
  }

  void amended(Performance performance) {
    terms = PerformanceView.Terms.of(performance);
    changed(performance);
  }

  /** Makes all changes visible at once. */
  void publish(Performance performance) {
    view = PerformanceView.of(terms, performance);
    listeners.forEach(Runnable::run);
  }

  private void remember(Change change) {
    AtomicReferenceArray<Change> known = changes;
    if (known == null) {
      known = new AtomicReferenceArray<>(CHANGES);
      changes = known;
    }
    known.set(place(change.version()), change);
  }

  private static int place(long version) {
    return (int) (version & (CHANGES - 1));
  }
}
