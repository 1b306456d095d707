package io.onsale.inventory.flow;

import io.onsale.inventory.flow.PerformanceView.Terms;
import io.onsale.inventory.flow.SeatEvent.Kind;
import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Seats;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The log told as events: applies what the log has to an engine of its own, makes an event of each
 * change, and extends the chain of its performance. The same log gives the same events on every
 * machine and for ever, so whoever stopped at an event goes on behind it anywhere.
 *
 * <p>One thread uses it. Where it stands can be written down and gone on from: see {@link Image}.
 */
public final class Chronicle implements LogSink {
  private static final int[] NO_SEATS = {};
  private static final long[] NO_PRICES = {};
  private static final byte[] UNKNOWN = {};

  /** Takes each event, with the performance as it is then; the performance changes later. */
  @FunctionalInterface
  public interface Listener {
    /** The next event. */
    void onEvent(SeatEvent event, Performance performance);
  }

  /**
   * Where a chronicle stood, to go on from: everything before {@code position} is in the engine's
   * state and in the heads.
   *
   * @param position in the log
   * @param time the cluster's there
   * @param heads of each performance's chain; one that lacks stays unknown
   * @param state of the engine
   */
  public record Image(long position, long time, Map<Long, byte[]> heads, ChunkSource state) {}

  private final Listener listener;
  private final EventChain chain = new EventChain();
  private final Long2ObjectHashMap<byte[]> heads = new Long2ObjectHashMap<>();
  private final UnsafeBuffer unread = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private final HoldView view = new HoldView();
  private final Told told = new Told();
  private CommandAdapter adapter = new CommandAdapter(new SeatEngine(told));
  private long position;
  private long time;
  private int index;
  private long events;

  /** A chronicle that stands before the beginning of the log. */
  public Chronicle(Listener listener) {
    this.listener = listener;
  }

  /**
   * A chronicle that goes on from where another stood.
   *
   * @throws IllegalStateException when the image is damaged
   */
  public static Chronicle from(Image image, Snapshots snapshots, Listener listener) {
    Chronicle chronicle = new Chronicle(listener);
    chronicle.adapter = new CommandAdapter(snapshots.read(image.state(), chronicle.told));
    chronicle.position = image.position();
    chronicle.time = image.time();
    SeatEngine engine = chronicle.adapter.engine();
    for (int i = 0; i < engine.performances(); i++) {
      long performance = engine.performanceAt(i).id();
      chronicle.heads.put(performance, image.heads().getOrDefault(performance, UNKNOWN));
    }
    return chronicle;
  }

  @Override
  public void onMessage(long end, long at, DirectBuffer buffer, int offset, int length) {
    begin(end, at);
    adapter.onMessage(at, buffer, offset, length, unread, 0);
  }

  @Override
  public void onTimer(long end, long at) {
    begin(end, at);
    adapter.onTimer(at);
  }

  @Override
  public void onOther(long end) {
    position = end;
  }

  private void begin(long end, long at) {
    position = end;
    time = Math.max(time, at);
    index = 0;
  }

  /** Where in the log it stands. */
  public long position() {
    return position;
  }

  /** The latest time that an entry of the log told, in milliseconds of cluster time. */
  public long time() {
    return time;
  }

  /** How many events it has told. */
  public long events() {
    return events;
  }

  /** The state that the log has led to; for reading. */
  public SeatEngine engine() {
    return adapter.engine();
  }

  /**
   * Head of a performance's chain, empty when it is not known because its beginning was never read;
   * not to be written to.
   */
  public byte[] head(long performance) {
    byte[] head = heads.get(performance);
    return head == null ? EventChain.start() : head;
  }

  /** Takes over heads of chains that are not known, as they are at this place of the log. */
  void take(Map<Long, byte[]> found) {
    found.forEach((performance, head) -> {
      if (head(performance).length == 0) {
        heads.put(performance, head);
      }
    });
  }

  /** The heads of all chains that are known. */
  public Map<Long, byte[]> heads() {
    Map<Long, byte[]> known = HashMap.newHashMap(heads.size());
    heads.forEach((performance, head) -> {
      if (head.length > 0) {
        known.put(performance, head);
      }
    });
    return known;
  }

  /** Hears of the changes from the engine, one call for each version of a performance. */
  private final class Told implements SeatChanges {
    @Override
    public void opened(Performance performance) {
      tell(performance, Kind.OPENED, Terms.of(performance));
    }

    @Override
    public void amended(Performance performance) {
      tell(performance, Kind.AMENDED, Terms.of(performance));
    }

    @Override
    public void closed(Performance performance) {
      tell(performance, Kind.CLOSED, null);
    }

    @Override
    public void held(Performance performance, long hold, long buyer, long deadline, Seats seats) {
      engine().findHold(performance.id(), hold, view);
      long[] prices = new long[view.size()];
      for (int i = 0; i < prices.length; i++) {
        prices[i] = view.price(i);
      }
      tell(performance, Kind.HELD, hold, buyer, deadline, inHoldsOrder(), prices, null);
    }

    @Override
    public void extended(Performance performance, long hold, long deadline) {
      tell(performance, Kind.EXTENDED, hold, buyer(performance, hold), deadline, NO_SEATS);
    }

    @Override
    public void released(Performance performance, long hold, Seats seats) {
      tell(performance, Kind.RELEASED, hold, buyer(performance, hold), 0, copy(seats));
    }

    @Override
    public void expired(Performance performance, long hold, Seats seats) {
      tell(performance, Kind.EXPIRED, hold, buyer(performance, hold), 0, copy(seats));
    }

    @Override
    public void sold(Performance performance, long hold, long buyer, Seats seats) {
      tell(performance, Kind.SOLD, hold, buyer, 0, copy(seats));
    }

    @Override
    public void returned(Performance performance, long hold, Seats seats) {
      tell(performance, Kind.RETURNED, hold, buyer(performance, hold), 0, copy(seats));
    }

    @Override
    public void blocked(Performance performance, Seats seats) {
      tell(performance, Kind.BLOCKED, 0, 0, 0, copy(seats));
    }

    @Override
    public void unblocked(Performance performance, Seats seats) {
      tell(performance, Kind.UNBLOCKED, 0, 0, 0, copy(seats));
    }

    private int[] inHoldsOrder() {
      int[] seats = new int[view.size()];
      for (int i = 0; i < seats.length; i++) {
        seats[i] = view.seat(i);
      }
      return seats;
    }

    private static int[] copy(Seats seats) {
      int[] copy = new int[seats.size()];
      for (int i = 0; i < copy.length; i++) {
        copy[i] = seats.get(i);
      }
      return copy;
    }

    private long buyer(Performance performance, long hold) {
      return engine().findHold(performance.id(), hold, view) ? view.buyer() : 0;
    }

    private void tell(Performance performance, Kind kind, @Nullable Terms terms) {
      tell(performance, kind, 0, 0, 0, NO_SEATS, NO_PRICES, terms);
    }

    private void tell(
        Performance performance, Kind kind, long hold, long buyer, long deadline, int[] seats) {
      tell(performance, kind, hold, buyer, deadline, seats, NO_PRICES, null);
    }

    private void tell(
        Performance performance,
        Kind kind,
        long hold,
        long buyer,
        long deadline,
        int[] seats,
        long[] prices,
        @Nullable Terms terms) {
      boolean byTime = kind == Kind.EXPIRED;
      byte[] before = head(performance.id());
      byte[] head = before.length == 0 ? UNKNOWN : new byte[EventChain.HEAD_LENGTH];
      SeatEvent event =
          new SeatEvent(
              position,
              index++,
              performance.id(),
              performance.version(),
              performance.changedAt(),
              kind,
              !byTime && adapter.isExchange(),
              byTime ? 0 : adapter.actor(),
              buyer,
              hold,
              deadline,
              seats,
              prices,
              terms,
              head);
      if (head.length > 0) {
        chain.extend(before, event, head);
        heads.put(performance.id(), head);
      }
      events++;
      listener.onEvent(event, performance);
    }
  }
}
