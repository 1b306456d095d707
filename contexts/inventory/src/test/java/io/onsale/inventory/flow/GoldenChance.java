package io.onsale.inventory.flow;

import static io.onsale.inventory.flow.GoldenHalls.ANOTHER;
import static io.onsale.inventory.flow.GoldenHalls.BIG;
import static io.onsale.inventory.flow.GoldenHalls.FIELD;
import static io.onsale.inventory.flow.GoldenHalls.NOWHERE;
import static io.onsale.inventory.flow.GoldenHalls.SMALL;
import static io.onsale.inventory.flow.GoldenHalls.STADIUM;
import static io.onsale.inventory.flow.GoldenHalls.STUDIO;
import static io.onsale.inventory.flow.GoldenHalls.UPLOADED;

import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What chance writes into a golden log: all that a client can ask for, mostly sensibly. */
final class GoldenChance {
  private static final int BUYERS = 14;

  private static final long[] SHOWS = {
    SMALL, SMALL, SMALL, BIG, BIG, BIG, UPLOADED, UPLOADED, FIELD, STUDIO, STUDIO, STUDIO, STUDIO
  };

  private final Random random;
  private final GoldenPen pen;
  private final Wire wire;

  GoldenChance(GoldenPen pen, Random random) {
    this.pen = pen;
    this.random = random;
    wire = pen.wire();
  }

  /** Writes as many entries, and a timer wherever something is due. */
  void draw(int count) {
    for (int left = count; left > 0; left--) {
      pen.pass(pause());
      if (pen.engine().nextDeadline() <= pen.time() && random.nextInt(3) > 0) {
        pen.timer(pen.time());
      }
      switch (random.nextInt(60)) {
        case 0, 1, 2, 3, 4 -> pen.take(again());
        case 5, 6, 7, 8 -> pen.take(batch());
        case 9 -> pen.take(GoldenDamage.damaged(random, command()));
        case 10, 11 -> pen.take(GoldenDamage.changed(random, command()));
        case 12 -> pen.takeAt(pen.time() - random.nextInt(90_000), command());
        case 13 -> pen.timer(pen.time() - random.nextInt(90_000));
        case 14 -> pen.take(GoldenDamage.withoutId(command()));
        default -> pen.take(command());
      }
    }
  }

  /** Mostly not long. */
  private long pause() {
    return switch (random.nextInt(400)) {
      case 0 -> random.nextInt(900_000);
      case 1, 2, 3, 4, 5, 6 -> random.nextInt(20_000);
      default -> random.nextInt(200);
    };
  }

  private DirectBuffer batch() {
    List<DirectBuffer> commands = new ArrayList<>();
    for (int left = 1 + random.nextInt(random.nextInt(20) == 0 ? 64 : 8); left > 0; left--) {
      commands.add(
          switch (random.nextInt(40)) {
            case 0 -> GoldenDamage.damaged(random, command());
            case 1 -> wire.batch(List.of(command()));
            case 2 -> wire.uploadBegin(3, 100, new byte[32]);
            case 3 -> again();
            case 4 -> GoldenDamage.withoutId(command());
            default -> command();
          });
    }
    return wire.batch(commands);
  }

  private DirectBuffer command() {
    return switch (random.nextInt(80)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> {
        long _ = forABuyer();
        yield wire.holdSeats(afterPayment(), seats());
      }
      case 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 -> {
        Best best = best(forABuyer());
        yield wire.holdBest(best.tier, best.section, best.count, best.attributes, afterPayment());
      }
      case 33, 34, 35 -> aboutHold(hold -> wire.release(number(hold)));
      case 36, 37, 38, 39, 40, 41, 42, 43 -> aboutHold(hold -> wire.confirm(number(hold)));
      case 44, 45, 46, 47, 48 ->
          aboutHold(hold -> wire.extend(number(hold), duration(), random.nextBoolean()));
      case 49, 50, 51, 52, 53 -> aboutHold(hold -> wire.returnSeats(number(hold), someOf(hold)));
      case 54, 55, 56, 57, 58, 59 ->
          aboutHold(hold ->
              wire.exchangeSeats(number(hold), someOf(hold), afterPayment(), seatsFor(hold)));
      case 60, 61, 62, 63, 64, 65, 66 ->
          aboutHold(hold -> {
            Best best = best(hold.show());
            return wire.exchangeBest(
                number(hold),
                someOf(hold),
                best.tier,
                best.section,
                best.count,
                best.attributes,
                afterPayment());
          });
      case 67, 68, 69, 70 -> {
        long _ = forOrganizer();
        yield wire.block(seats());
      }
      case 71, 72, 73, 74 -> {
        long show = forOrganizer();
        yield wire.unblock(random.nextInt(4) == 0 ? seats() : blocked(show));
      }
      default -> wire.amend(amendment(forOrganizer()));
    };
  }

  private long show() {
    return switch (random.nextInt(120)) {
      case 0 -> NOWHERE;
      case 1 -> 0;
      case 2 -> STADIUM;
      default -> SHOWS[random.nextInt(SHOWS.length)];
    };
  }

  private long aBuyer() {
    return random.nextInt(80) == 0 ? 0 : 100 + random.nextInt(BUYERS);
  }

  /** The buyer's own request, or now and then one at the organizer's box office. */
  private long forABuyer() {
    long show = show();
    if (random.nextInt(10) == 0) {
      pen.by(GoldenPen.ownerOf(show), 70, aBuyer()).at(show);
    } else {
      pen.buyer(aBuyer()).at(show);
    }
    return show;
  }

  private long forOrganizer() {
    long show = show();
    pen.organizer(show);
    if (random.nextInt(25) == 0) {
      pen.by(GoldenPen.ownerOf(show) == ANOTHER ? Wire.ORGANIZER : ANOTHER, 90, 0);
    }
    return show;
  }

  /** Who has the hold asks, its organizer, or now and then somebody else. */
  private DirectBuffer aboutHold(Function<GoldenPen.Hold, DirectBuffer> command) {
    int young = Math.min(pen.holds().size(), 20);
    int back = random.nextInt(random.nextInt(6) == 0 ? pen.holds().size() : young);
    GoldenPen.Hold hold = pen.holds().get(pen.holds().size() - 1 - back);
    long owner = GoldenPen.ownerOf(hold.show());
    switch (random.nextInt(24)) {
      case 0 -> pen.buyer(aBuyer());
      case 1 -> pen.by(owner == ANOTHER ? Wire.ORGANIZER : ANOTHER, 90, 0);
      case 2, 3, 4, 5, 6, 7 -> pen.by(owner, 71, 0);
      default -> pen.buyer(hold.buyer());
    }
    wire.at(
        switch (random.nextInt(60)) {
          case 0 -> show();
          case 1 -> NOWHERE;
          default -> hold.show();
        });
    return command.apply(hold);
  }

  private long number(GoldenPen.Hold hold) {
    return switch (random.nextInt(150)) {
      case 0 -> 0;
      case 1 -> -hold.number();
      case 2 -> hold.number() + (1L << 40);
      default -> hold.number();
    };
  }

  private boolean afterPayment() {
    return random.nextInt(8) == 0;
  }

  private record Best(int tier, int section, int count, int attributes) {}

  /** As some seat is, or just any. */
  private Best best(long show) {
    Performance known = pen.engine().performance(show);
    if (known == null || random.nextInt(3) == 0) {
      int tier = random.nextInt(20) == 0 ? random.nextInt(70) - 3 : random.nextInt(2);
      int section = random.nextInt(20) == 0 ? random.nextInt(12) - 2 : random.nextInt(4) - 1;
      return new Best(tier, section, count(), attributes());
    }
    int seat = random.nextInt(known.capacity());
    int section = random.nextInt(3) > 0 ? -1 : known.sectionOf(seat);
    int attributes = known.attributesOf(seat);
    int count = attributes == 0 ? count() : 1 + random.nextInt(2);
    return new Best(known.tierOf(seat), section, count, attributes);
  }

  private int count() {
    return switch (random.nextInt(80)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> 65;
      case 3 -> Integer.MAX_VALUE;
      case 4, 5, 6, 7, 8, 9 -> 5 + random.nextInt(12);
      default -> 1 + random.nextInt(4);
    };
  }

  private int attributes() {
    return switch (random.nextInt(60)) {
      case 0, 1 -> random.nextInt(256);
      case 2, 3, 4, 5, 6, 7, 8, 9, 10 -> random.nextInt(8);
      default -> 0;
    };
  }

  private long duration() {
    return switch (random.nextInt(40)) {
      case 0 -> -1;
      case 1 -> Opening.LONGEST_HOLD + 1;
      case 2, 3 -> 900_000 + random.nextInt(900_000);
      case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> 0;
      default -> 1 + random.nextInt(90_000);
    };
  }

  /** Close together, and now and then where there is none, the same twice, none or too many. */
  private int[] seats() {
    int count =
        switch (random.nextInt(60)) {
          case 0 -> 0;
          case 1 -> 65;
          case 2, 3 -> 10 + random.nextInt(50);
          default -> 1 + random.nextInt(5);
        };
    int near = random.nextInt(random.nextInt(3) > 0 ? 20 : 600);
    int[] seats =
        IntStream.range(0, count)
            .map(i -> random.nextInt(25) == 0 ? random.nextInt(near + 20) - 1 : near + i)
            .toArray();
    if (count > 1 && random.nextInt(25) == 0) {
      seats[random.nextInt(count)] = seats[random.nextInt(count)];
    }
    return seats;
  }

  /** As many as are given up, or so; often some of those that it has. */
  private int[] seatsFor(GoldenPen.Hold hold) {
    int[] seats = seats();
    if (random.nextInt(3) == 0) {
      seats = Arrays.copyOf(seats, 1);
      seats[0] = hold.seats().get(random.nextInt(hold.seats().size()));
    }
    return seats;
  }

  /** None for all, some, and now and then one that it never had. */
  private int[] someOf(GoldenPen.Hold hold) {
    int from = random.nextInt(hold.seats().size());
    int[] some =
        hold.seats().subList(from, hold.seats().size()).stream().mapToInt(s -> s).toArray();
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> new int[0];
      case 4 -> seats();
      default -> some;
    };
  }

  private int[] blocked(long show) {
    Performance known = pen.engine().performance(show);
    return known == null || known.count(SeatState.BLOCKED) == 0
        ? seats()
        : IntStream.range(0, known.capacity())
            .filter(seat -> known.state(seat) == SeatState.BLOCKED)
            .limit(1 + random.nextInt(30))
            .toArray();
  }

  private Amendment amendment(long show) {
    Performance known = pen.engine().performance(show);
    int seats = known == null || known.capacity() > 1_600 ? 22 : known.capacity();
    int tiers = known == null ? 2 : known.tiers().size() + random.nextInt(12) / 11;
    return new Amendment(
        show,
        random.nextInt(2) == 0 || (known != null && known.window().until() <= pen.time())
            ? window()
            : null,
        random.nextInt(3) == 0
            ? new Opening.Limits(4 * random.nextInt(5), 5 * random.nextInt(4))
            : null,
        random.nextInt(3) == 0 ? Long.valueOf(random.nextInt(60_000)) : null,
        random.nextInt(3) == 0 ? prices(random.nextInt(12) == 0 ? 1 : tiers) : null,
        random.nextInt(4) == 0 ? tierSpans(seats, tiers) : null,
        random.nextInt(4) == 0 ? attributeSpans(seats) : null);
  }

  /** Mostly open for long. */
  private Opening.Window window() {
    if (random.nextInt(3) > 0) {
      return new Opening.Window(pen.time() - 1_000, GoldenHalls.FOR_EVER);
    }
    long from = pen.time() - 20_000 + random.nextInt(30_000);
    return new Opening.Window(from, from + random.nextInt(60_000));
  }

  private List<Opening.Tier> prices(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Opening.Tier("t" + i, random.nextInt(90_000)))
        .toList();
  }

  private List<Opening.TierSpan> tierSpans(int seats, int tiers) {
    List<Opening.TierSpan> spans = new ArrayList<>();
    for (int seat = 0; seat < seats; ) {
      int length = Math.min(seats - seat, 1 + random.nextInt(seats));
      spans.add(new Opening.TierSpan(length, random.nextInt(Math.min(tiers, 3))));
      seat += length;
    }
    return spans;
  }

  private List<Opening.AttributeSpan> attributeSpans(int seats) {
    List<Opening.AttributeSpan> spans = new ArrayList<>();
    for (int seat = random.nextInt(8); seat < seats && spans.size() < 8; ) {
      int length = Math.min(seats - seat, 1 + random.nextInt(3));
      spans.add(new Opening.AttributeSpan(seat, length, 1 + random.nextInt(7)));
      seat += length + random.nextInt(20);
    }
    return spans;
  }

  /** What was sent before, mostly not long ago: as it was, or another under the same id. */
  DirectBuffer again() {
    int most = random.nextInt(3) == 0 ? pen.entries().size() : Math.min(pen.entries().size(), 50);
    byte[] same =
        pen.entries().get(pen.entries().size() - 1 - random.nextInt(most)).message().clone();
    UnsafeBuffer message = new UnsafeBuffer(same);
    // Nothing is to become what is unknown today and may be known to a later release: an
    // activation, which is the shortest command, or the header of a command in a batch.
    if (same.length <= GoldenDamage.BODY + Integer.BYTES || same.length > 4_000) {
      return command();
    }
    if (new MessageHeaderDecoder().wrap(message, 0).templateId() == BatchDecoder.TEMPLATE_ID) {
      return message;
    }
    return switch (random.nextInt(10)) {
      // Only the lower bits of a fingerprint are kept.
      case 0 -> GoldenDamage.withFingerprint(message, 1L << random.nextInt(64));
      case 1 -> GoldenDamage.changed(random, message);
      case 2 -> GoldenDamage.withIdOf(message, command());
      default -> message;
    };
  }
}
