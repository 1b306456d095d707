package io.onsale.inventory.flow;

import io.onsale.inventory.model.Performance;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One performance as it changes: its newest {@link PerformanceView}, and its last changes one by
 * one. The replica's thread writes; any thread reads.
 */
public final class PerformanceFeed {
  /** So many of the last changes can be read; who is further behind reads the view again. */
  static final int CHANGES = 4096;

  private static final int FEW_CHANGES = 16;

  /**
   * By the lower bits of their versions. Made with the first change, and larger when that is not
   * enough: most performances of a long log never change again.
   */
  private volatile @Nullable AtomicReferenceArray<SeatEvent> changes;

  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

  /** Pages of the states that have changed since the view. */
  private final BitSet changedPages = new BitSet();

  private PerformanceView.Terms terms;
  private volatile PerformanceView view;

  /** What a reader finds after a version. */
  public sealed interface Next {
    /** The next change. */
    record Found(SeatEvent event) implements Next {}

    /** There is no further change yet. */
    record NothingYet() implements Next {}

    /** The next change is no longer, or was never, known here. */
    record Gone() implements Next {}
  }

  PerformanceFeed(Performance performance, PerformanceView.Terms terms, byte[] head) {
    this.terms = terms;
    view = PerformanceView.of(terms, performance, head);
  }

  /** Goes on from a later state; what has changed up to there is not known. */
  void goOn(Performance performance, PerformanceView.Terms now, byte[] head) {
    terms = now;
    changes = null;
    changedPages.clear();
    view = PerformanceView.of(now, performance, head);
    listeners.forEach(Runnable::run);
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
    AtomicReferenceArray<SeatEvent> known = changes;
    SeatEvent event =
        known == null || version < 0 || version > latest
            ? null
            : known.get(place(known, version + 1));
    return event != null && event.version() == version + 1
        ? new Next.Found(event)
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

  /** Remembers the next change; it is seen when it is published. */
  void remember(SeatEvent event) {
    if (event.terms() != null) {
      terms = event.terms();
    }
    for (int seat : event.seats()) {
      changedPages.set(SeatStates.page(seat));
    }
    AtomicReferenceArray<SeatEvent> known = changes;
    if (known == null) {
      known = new AtomicReferenceArray<>(FEW_CHANGES);
      changes = known;
    } else if (known.length() < CHANGES && known.get(place(known, event.version())) != null) {
      known = larger(known);
      changes = known;
    }
    known.setRelease(place(known, event.version()), event);
  }

  private static AtomicReferenceArray<SeatEvent> larger(AtomicReferenceArray<SeatEvent> known) {
    AtomicReferenceArray<SeatEvent> larger = new AtomicReferenceArray<>(4 * known.length());
    for (int i = 0; i < known.length(); i++) {
      SeatEvent event = known.get(i);
      if (event != null) {
        larger.set(place(larger, event.version()), event);
      }
    }
    return larger;
  }

  /** For how many changes there is room here now. */
  int room() {
    AtomicReferenceArray<SeatEvent> known = changes;
    return known == null ? 0 : known.length();
  }

  /** Forgets all changes: whoever has not read them reads the view again. */
  void forgetChanges() {
    changes = null;
  }

  /** Forgets a change before its time. */
  void forget(SeatEvent event) {
    AtomicReferenceArray<SeatEvent> known = changes;
    if (known != null) {
      known.compareAndSet(place(known, event.version()), event, null);
    }
  }

  /** What the performance's terms are after the last change that is remembered. */
  PerformanceView.Terms terms() {
    return terms;
  }

  /** Makes all changes visible at once. */
  void publish(Performance performance, byte[] head) {
    view = view.after(terms, performance, changedPages, head);
    changedPages.clear();
    listeners.forEach(Runnable::run);
  }

  private static int place(AtomicReferenceArray<SeatEvent> among, long version) {
    return (int) (version & (among.length() - 1));
  }
}
