package io.onsale.inventory.flow;

import static io.onsale.inventory.flow.GoldenHalls.ANOTHER;
import static io.onsale.inventory.flow.GoldenHalls.BIG;
import static io.onsale.inventory.flow.GoldenHalls.CHANGED;
import static io.onsale.inventory.flow.GoldenHalls.EVENING;
import static io.onsale.inventory.flow.GoldenHalls.FIELD;
import static io.onsale.inventory.flow.GoldenHalls.NOWHERE;
import static io.onsale.inventory.flow.GoldenHalls.SMALL;
import static io.onsale.inventory.flow.GoldenHalls.STADIUM;
import static io.onsale.inventory.flow.GoldenHalls.STUDIO;
import static io.onsale.inventory.flow.GoldenHalls.UPLOADED;

import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.OpenPerformanceDecoder;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SeatState;
import io.onsale.inventory.model.Seats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What chance would not find, and is in a golden log all the same. */
final class GoldenScenes {
  private final GoldenPen pen;
  private final Wire wire;
  private final GoldenUploads uploads;

  /** Makes a hold that lives through the whole log, so that its answer is kept as long. */
  private DirectBuffer lasting = new UnsafeBuffer(new byte[0]);

  GoldenScenes(GoldenPen pen, GoldenUploads uploads) {
    this.pen = pen;
    this.uploads = uploads;
    wire = pen.wire();
  }

  /** Before all else: nothing can be done until performances are open. */
  void open() throws Exception {
    pen.organizer(SMALL);
    pen.take(wire.holdSeats(1));
    DirectBuffer activate = wire.activate(SeatEngine.BEHAVIOUR);
    pen.take(activate);
    pen.take(activate);
    pen.take(GoldenDamage.withFingerprint(activate, 1));
    pen.take(wire.activate(SeatEngine.BEHAVIOUR));
    // Never one that a later release might know, and never under an id: what is remembered tells
    // the newest behaviour that the release knows, so the state would be another with each.
    for (int unknown : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      pen.take(GoldenDamage.withoutId(wire.activate(unknown)));
    }
    DirectBuffer open = wire.open();
    pen.take(open);
    pen.take(open);
    pen.take(GoldenDamage.withFingerprint(open, 1));
    pen.take(wire.open());
    // The last millisecond in which an answer is surely remembered.
    pen.buyer(104).at(SMALL);
    DirectBuffer first = wire.holdSeats(1);
    pen.take(first);
    pen.take(wire.release(pen.newest().number()));
    for (long at :
        new long[] {
          GoldenHalls.BEGINS + GoldenHalls.KEPT - 1, GoldenHalls.BEGINS + GoldenHalls.KEPT
        }) {
      pen.at(at);
      for (int i = 0; i < 4; i++) {
        pen.take(wire.activate(SeatEngine.BEHAVIOUR));
      }
      pen.take(first);
    }
    pen.organizer(BIG);
    Opening big = GoldenHalls.big(BIG);
    pen.take(wire.open(big));
    pen.organizer(STUDIO);
    pen.take(wire.open(GoldenHalls.studio(STUDIO)));
    pen.take(wire.open(GoldenHalls.studio(BIG)));
    pen.take(pen.by(ANOTHER, 80, 0).open(big));
    pen.take(pen.by(0, 80, 3).open(GoldenHalls.studio(17)));
    pen.take(pen.by(ANOTHER, 80, 0).open(GoldenHalls.field(FIELD)));
    pen.organizer(STADIUM);
    pen.take(wire.open(GoldenHalls.plain(STADIUM, Opening.MOST_SEATS)));
    pen.take(wire.open(GoldenHalls.plain(17, Opening.MOST_SEATS + 1)));
    pen.take(wire.open(GoldenHalls.tiers(17, Opening.MOST_TIERS + 1, 5)));
    pen.take(wire.open(GoldenHalls.tiers(17, 2, Opening.HIGHEST_PRICE + 1)));
    pen.take(wire.open(GoldenHalls.tiers(17, Opening.MOST_TIERS, Opening.HIGHEST_PRICE)));
    uploads.upload(70, wire.open(GoldenHalls.big(UPLOADED)));
    pen.organizer(CHANGED);
    Opening.Section section = new Opening.Section("", 0, 4, false);
    Opening.Section noSection = new Opening.Section("", 4, 0, false);
    Opening.Run run = new Opening.Run(0, 0, 0, 4, 0);
    Opening.Run noRun = new Opening.Run(0, 0, 4, 0, 0);
    Opening.TierSpan span = new Opening.TierSpan(4, 0);
    Opening.TierSpan noSpan = new Opening.TierSpan(0, 0);
    pen.take(
        wire.open(GoldenHalls.four(19, List.of(section, noSection), List.of(run), List.of(span))));
    pen.take(wire.open(GoldenHalls.four(19, List.of(section), List.of(run, noRun), List.of(span))));
    pen.take(
        wire.open(GoldenHalls.four(19, List.of(section), List.of(run), List.of(span, noSpan))));
    pen.take(wire.open(GoldenHalls.four(19, List.of(section), List.of(run), List.of(span))));
    Opening as = GoldenHalls.tiny(CHANGED);
    pen.take(wire.open(as));
    changedEverywhere(() -> wire.open(as));
    changedEverywhere(() ->
        wire.amend(
            new Amendment(
                CHANGED,
                as.window(),
                as.limits(),
                as.holdDuration(),
                as.tiers(),
                as.tierSpans(),
                as.attributeSpans())));
    pen.buyer(3).at(STADIUM);
    lasting = wire.holdSeats(5, 4);
    pen.take(lasting);
    pen.take(wire.extend(pen.newest().number(), Opening.LONGEST_HOLD, false));
    pen.holds().clear();
    pen.pass(5_000);
    pen.take(wire.holdSeats(7, 8, 9));
  }

  /** The command again and again, one byte of what it says changed each time. */
  private void changedEverywhere(Supplier<DirectBuffer> command) {
    List<DirectBuffer> commands = new ArrayList<>();
    int length = command.get().capacity();
    for (int at = GoldenDamage.BODY; at < length; at++) {
      for (int way = 0; way < 4; way++) {
        UnsafeBuffer changed = (UnsafeBuffer) command.get();
        byte before = changed.getByte(at);
        byte other = (byte) new int[] {0, -1, before + 1, before ^ 0x20}[way];
        // What comes after an opening's performance is the digest: one byte of it is enough.
        boolean digest =
            at > GoldenDamage.BODY + Long.BYTES && at < GoldenDamage.BODY + Long.BYTES + 32;
        if (other != before && !(digest && isOpening(changed))) {
          changed.putByte(at, other);
          commands.add(changed);
        }
        if (commands.size() == CommandAdapter.MAX_BATCH) {
          pen.take(wire.batch(commands));
          commands.clear();
        }
      }
    }
    pen.take(wire.batch(commands));
  }

  private static boolean isOpening(DirectBuffer command) {
    return new MessageHeaderDecoder().wrap(command, 0).templateId()
        == OpenPerformanceDecoder.TEMPLATE_ID;
  }

  /**
   * The first and the last millisecond of a sale, for those who have paid and those who haven't.
   */
  void windows() {
    pen.organizer(EVENING);
    pen.take(wire.open(GoldenHalls.studio(EVENING)));
    long from = pen.time() + 1_000;
    long until = from + 1_000;
    ready(EVENING, new Opening.Window(from, until), 60_000);
    for (long at : new long[] {from - 1, from, until - 1, until}) {
      pen.at(at);
      pen.buyer(7).at(EVENING);
      long best = after(0, wire.holdBest(1, -1, 1, 0, true));
      long named = after(0, wire.holdSeats(true, freeSeat()));
      pen.take(wire.holdBest(0, -1, 2, 0, false));
      pen.take(wire.holdSeats(false, freeSeat()));
      for (boolean afterPayment : new boolean[] {false, true}) {
        best = after(best, wire.exchangeBest(best, new int[0], 1, -1, 1, 0, afterPayment));
        named = after(named, wire.exchangeSeats(named, new int[0], afterPayment, freeSeat()));
      }
      pen.take(wire.confirm(best));
      pen.organizer(EVENING);
      best = after(best, wire.exchangeBest(best, new int[0], 1, -1, 1, 0, false));
      pen.take(wire.exchangeSeats(best, new int[0], true, freeSeat()));
    }
    // The best with each set of attributes; then only a restricted view is left, and places.
    pen.buyer(7).at(EVENING);
    for (int attributes = 0; attributes <= 8; attributes++) {
      for (int tier = 0; tier < 2; tier++) {
        pen.take(wire.holdBest(tier, -1, 1, attributes, true));
        pen.take(
            wire.exchangeBest(pen.newest().number(), new int[0], tier, -1, 1, attributes, true));
      }
    }
    // Restricted ones are free, but none beside another.
    pen.take(wire.holdSeats(true, 21, 23));
    pen.take(wire.holdBest(0, -1, 2, 4, true));
    pen.take(wire.release(pen.newest().number()));
    pen.organizer(EVENING);
    for (int seat = 4; seat < 52; seat++) {
      if (seat < 20 || seat >= 25) {
        pen.take(wire.block(seat));
      }
    }
    pen.buyer(7).at(EVENING);
    pen.take(wire.holdBest(0, -1, 3, 0, true));
    pen.take(wire.holdBest(0, -1, 1, 4, true));
    pen.take(wire.holdBest(0, -1, 2, 0, true));
    pen.take(wire.holdBest(1, -1, 4, 0, true));
    pen.take(lasting);
  }

  /** The hold after an exchange: a new one, or the old one if it was refused. */
  private long after(long hold, DirectBuffer exchange) {
    int before = pen.holds().size();
    pen.take(exchange);
    return pen.holds().size() > before ? pen.newest().number() : hold;
  }

  /** As it was opened, but with that window, without limits, and with that duration. */
  private void ready(long show, Opening.Window window, long holdDuration) {
    Opening as =
        switch ((int) show) {
          case (int) BIG -> GoldenHalls.big(BIG);
          case (int) STUDIO, (int) EVENING -> GoldenHalls.studio(show);
          case (int) FIELD -> GoldenHalls.field(FIELD);
          default -> GoldenHalls.plain(STADIUM, Opening.MOST_SEATS);
        };
    pen.organizer(show);
    pen.take(
        wire.amend(
            new Amendment(
                show,
                window,
                new Opening.Limits(0, 0),
                holdDuration,
                null,
                as.tierSpans(),
                as.attributeSpans())));
  }

  private int freeSeat() {
    Performance show = pen.engine().performance(EVENING);
    return show == null
        ? 0
        : IntStream.range(10, show.capacity())
            .filter(seat -> show.state(seat) == SeatState.FREE)
            .findFirst()
            .orElse(0);
  }

  /** The last millisecond of a hold, and what an extension may be. */
  void deadlines() {
    ready(FIELD, new Opening.Window(pen.time(), pen.time()), 700);
    for (long duration : new long[] {Opening.LONGEST_HOLD, Opening.LONGEST_HOLD + 1, 0, -1, 1}) {
      ready(FIELD, new Opening.Window(pen.time(), GoldenHalls.FOR_EVER), duration);
    }
    ready(FIELD, new Opening.Window(0, GoldenHalls.FOR_EVER), 700);
    List<Function<GoldenPen.Hold, DirectBuffer>> commands =
        List.of(
            hold -> wire.confirm(hold.number()),
            hold -> wire.release(hold.number()),
            hold -> wire.extend(hold.number(), 0, false),
            hold -> wire.returnSeats(hold.number()),
            hold -> wire.exchangeBest(hold.number(), 0, 1),
            hold -> wire.exchangeSeats(hold.number(), new int[0], false, 1_599));
    for (long late : new long[] {-1, 0, 1}) {
      for (Function<GoldenPen.Hold, DirectBuffer> command : commands) {
        pen.buyer(8).at(FIELD);
        pen.take(wire.holdBest(0, 2));
        pen.pass(700 + late);
        pen.take(command.apply(pen.newest()));
        pen.pass(1);
      }
    }
    for (long duration :
        new long[] {
          Opening.LONGEST_HOLD, Opening.LONGEST_HOLD + 1, -1, 0, 1, 5_000, Long.MAX_VALUE
        }) {
      for (boolean once : new boolean[] {false, true, true, false}) {
        pen.take(wire.holdBest(0, 1));
        pen.take(wire.extend(pen.newest().number(), duration, once));
        pen.take(wire.extend(pen.newest().number(), 800, once));
        pen.take(wire.exchangeBest(pen.newest().number(), 0, 1));
        pen.take(wire.extend(pen.newest().number(), 0, once));
        pen.pass(600);
        pen.take(wire.release(pen.newest().number()));
      }
    }
    pen.pass(1_000);
    pen.timer(pen.time());
  }

  /** As many seats as there may be, and one more. */
  void counts() {
    int[] some = IntStream.range(500, 500 + Seats.MOST_IN_HOLD + 1).toArray();
    int[] most = Arrays.copyOf(some, Seats.MOST_IN_HOLD);
    ready(STADIUM, new Opening.Window(0, GoldenHalls.FOR_EVER), 60_000);
    pen.buyer(9).at(STADIUM);
    pen.take(wire.holdSeats(some));
    pen.take(wire.holdSeats(most));
    GoldenPen.Hold full = pen.newest();
    pen.take(wire.holdBest(0, 0, Seats.MOST_IN_HOLD + 1, 0, false));
    pen.take(wire.holdBest(0, 0, Seats.MOST_IN_HOLD, 0, false));
    pen.take(wire.exchangeBest(full.number(), new int[] {500, 563}, 0, -1, 3, 0, false));
    pen.take(wire.exchangeSeats(full.number(), new int[] {500, 563}, false, 600, 601, 602));
    pen.take(wire.exchangeSeats(full.number(), some, false, 600));
    pen.take(wire.exchangeSeats(full.number(), new int[0], false));
    pen.take(wire.exchangeBest(full.number(), some, 0, -1, 1, 0, false));
    pen.take(wire.exchangeBest(full.number(), new int[] {563, 500}, 0, 0, 2, 0, false));
    pen.take(wire.confirm(pen.newest().number()));
    pen.take(wire.returnSeats(pen.newest().number(), some));
    pen.take(wire.returnSeats(pen.newest().number(), most));
    pen.take(wire.returnSeats(pen.newest().number(), 510, 511));
    pen.take(wire.returnSeats(pen.newest().number(), 510));
    pen.organizer(STADIUM);
    pen.take(wire.exchangeBest(pen.newest().number(), new int[] {512}, 0, -1, 3, 0, false));
    pen.take(wire.exchangeSeats(pen.newest().number(), new int[0], false, 512, 700));
    pen.take(wire.exchangeSeats(pen.newest().number(), new int[] {700}, false, 512));
    // A refusal that is told again names the seats of the part that it is about.
    DirectBuffer strange =
        wire.exchangeSeats(pen.newest().number(), new int[] {7, 8}, false, 710, 711);
    pen.take(strange);
    pen.take(strange);
    // Who has more than a later limit may still exchange it for as much, or for less.
    pen.buyer(7).at(STADIUM);
    for (Opening.Limits fewer : List.of(new Opening.Limits(2, 0), new Opening.Limits(0, 2))) {
      pen.take(wire.holdSeats(800, 801, 802, 803));
      pen.organizer(STADIUM);
      pen.take(wire.amend(new Amendment(STADIUM, null, fewer, null, null, null, null)));
      pen.buyer(7).at(STADIUM);
      pen.take(wire.exchangeBest(pen.newest().number(), 0, 5));
      pen.take(
          wire.exchangeSeats(pen.newest().number(), new int[0], false, 802, 803, 804, 805, 806));
      pen.take(wire.exchangeSeats(pen.newest().number(), new int[0], false, 802, 803, 804, 805));
      pen.take(wire.exchangeBest(pen.newest().number(), 0, 3));
      pen.take(wire.release(pen.newest().number()));
      ready(STADIUM, new Opening.Window(0, GoldenHalls.FOR_EVER), 60_000);
      pen.buyer(7).at(STADIUM);
    }
    // Every command under an id that is known.
    long hold = pen.newest().number();
    for (DirectBuffer command :
        List.of(
            wire.holdSeats(820, 820),
            wire.holdBest(0, 1),
            wire.extend(hold, 0),
            wire.confirm(hold),
            wire.release(hold),
            wire.returnSeats(hold),
            wire.exchangeSeats(hold, new int[0], false, 821, 821),
            wire.exchangeBest(hold, 0, 1),
            wire.block(822, 822),
            wire.unblock(822, 822),
            wire.close(),
            wire.amend(new Amendment(STADIUM, null, null, null, null, null, null)))) {
      pen.take(command);
      pen.take(command);
      pen.take(GoldenDamage.withFingerprint(command, 1));
    }
    pen.organizer(STADIUM);
    int[] block = IntStream.range(1_000, 1_000 + Seats.MOST_IN_BLOCK).toArray();
    pen.take(wire.block(new int[Seats.MOST_IN_BLOCK + 1]));
    pen.take(wire.block(block));
    pen.take(wire.unblock(new int[Seats.MOST_IN_BLOCK + 1]));
    pen.take(wire.unblock(block));
    // A refusal names 64 seats at most, from the first one on.
    pen.buyer(9).at(STADIUM);
    pen.take(wire.holdSeats(Arrays.stream(most).map(seat -> seat + 9_510).toArray()));
    pen.take(wire.holdSeats(Arrays.stream(most).map(seat -> seat + 9_590).toArray()));
    pen.organizer(STADIUM);
    pen.take(wire.block(IntStream.range(10_000, 10_150).toArray()));
    pen.take(wire.unblock(IntStream.range(10_000, 10_150).toArray()));
  }

  /** More holds end at once than one command frees, and more than one timer does. */
  void crowd() {
    ready(FIELD, new Opening.Window(0, GoldenHalls.FOR_EVER), 30_000);
    pen.take(lasting);
    pen.pass(120_000);
    pen.timer(pen.time());
    pen.buyer(199).at(FIELD);
    pen.take(wire.holdBest(0, 1));
    pen.take(wire.extend(pen.newest().number(), Opening.LONGEST_HOLD, false));
    long longer = pen.newest().number();
    for (int round = 0; round < 4; round++) {
      for (int left = round == 0 ? 20 : 3; left > 0; left--) {
        List<DirectBuffer> commands = new ArrayList<>();
        for (int i = 0; i < CommandAdapter.MAX_BATCH; i++) {
          pen.buyer(200 + i % 20).at(FIELD);
          commands.add(wire.holdBest(0, 1));
        }
        pen.take(wire.batch(commands));
      }
      GoldenPen.Hold late = pen.newest();
      pen.pass(30_000);
      if (round == 0) {
        pen.timer(pen.time());
      }
      // Its time is over, and yet it is not freed: what is told has as many changes behind it.
      pen.buyer(late.buyer()).at(FIELD);
      pen.take(wire.confirm(late.number()));
      int seat = late.seats().getFirst();
      // Taken, but for those whose time is over.
      switch (round) {
        case 0 -> pen.timer(pen.time());
        case 1 -> pen.take(wire.holdSeats(seat));
        case 2 -> pen.take(pen.buyer(199).at(FIELD).exchangeSeats(longer, new int[0], false, seat));
        default -> pen.take(pen.organizer(FIELD).block(seat));
      }
    }
    pen.buyer(200).at(FIELD);
    List<DirectBuffer> many = new ArrayList<>();
    for (int i = 0; i <= CommandAdapter.MAX_BATCH; i++) {
      many.add(GoldenDamage.withoutId(wire.holdBest(0, 1)));
    }
    pen.take(wire.batch(many));
    pen.take(wire.batch(List.of()));
  }

  /** Two sales are closed, with seats held and sold. */
  void close() {
    for (long show : new long[] {BIG, STUDIO}) {
      ready(show, new Opening.Window(0, GoldenHalls.FOR_EVER), 300_000);
      pen.take(wire.unblock(IntStream.range(0, 40).toArray()));
      for (int i = 0; i < 12; i++) {
        pen.buyer(100 + i).at(show);
        pen.take(wire.holdBest(i % 2, 1));
        if (i % 3 == 0) {
          pen.take(wire.confirm(pen.newest().number()));
        }
      }
      pen.by(ANOTHER, 80, 0);
      pen.take(wire.close());
      pen.organizer(show);
      pen.take(wire.close());
      pen.take(wire.close());
      for (int i = 0; i < 2; i++) {
        boolean afterPayment = i == 1;
        for (int back = 2; back < 4; back++) {
          GoldenPen.Hold hold = pen.holds().get(pen.holds().size() - back);
          pen.buyer(hold.buyer());
          pen.take(wire.holdSeats(afterPayment, 30));
          pen.take(wire.holdBest(0, -1, 1, 0, afterPayment));
          pen.take(wire.exchangeBest(hold.number(), new int[0], 0, -1, 1, 0, afterPayment));
          pen.take(wire.exchangeSeats(hold.number(), new int[0], afterPayment, 30));
        }
      }
    }
    pen.take(pen.organizer(NOWHERE).close());
  }

  /** All holds end, and times come that nobody believes, and the last that is. */
  void end() {
    pen.pass(700_000);
    pen.timer(pen.time());
    pen.take(lasting);
    for (Supplier<DirectBuffer> last :
        List.<Supplier<DirectBuffer>>of(
            () -> wire.holdSeats(1), () -> wire.holdBest(0, 1), () -> wire.block(1))) {
      for (long at : new long[] {GoldenHalls.END_OF_TIME + 1, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
        pen.organizer(SMALL);
        pen.by(Wire.ORGANIZER, 70, 104);
        pen.takeAt(at, last.get());
      }
    }
    pen.timer(GoldenHalls.END_OF_TIME + 1);
    pen.takeAt(GoldenHalls.END_OF_TIME, wire.holdSeats(1, 2));
    pen.takeAt(GoldenHalls.END_OF_TIME, wire.release(pen.newest().number()));
  }
}
