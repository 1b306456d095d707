package io.onsale.inventory.flow;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.OpenPerformanceEncoder;
import io.onsale.contracts.sbe.SectionKind;
import io.onsale.inventory.model.SeatEngine;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Records the golden log of a release, once, when it is released: {@code -Dtest=RecordGoldenLog
 * -Dgolden.release=0.2.0}. No part of the suite. It writes over nothing: what an earlier release
 * did is a fact.
 */
final class RecordGoldenLog {
  private static final int COMMANDS = 5_000;
  private static final int SHOWS = 3;
  private static final int SEATS = 600;
  private static final int BUYERS = 40;
  private static final long BEGINS = 1_700_000_000_000L;
  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;
  private static final int BUYER = HEADER + CommandHeaderEncoder.buyerEncodingOffset();
  private static final int IDENTITY = HEADER + CommandHeaderEncoder.identityEncodingOffset();
  private static final int SHOW = HEADER + CommandHeaderEncoder.ENCODED_LENGTH;

  private final String release;
  private final Random random;
  private final Wire wire = new Wire();
  private final GoldenLog.Outcome outcome = new GoldenLog.Outcome();
  private final List<GoldenLog.Entry> entries = new ArrayList<>();
  private final long[] holds = new long[32];
  private final long[] showOfHold = new long[holds.length];
  private final long[] buyerOfHold = new long[holds.length];
  private final int[] seatOfHold = new int[holds.length];
  private int made;
  private long time = BEGINS;

  RecordGoldenLog() {
    release = System.getProperty("golden.release", "");
    random = new Random(release.hashCode());
  }

  @Test
  void records() throws Exception {
    assumeThat(release).as("-Dgolden.release").isNotEmpty();
    Path folder = Files.createDirectories(Path.of("src/test/resources" + GoldenLogTest.FOLDER));
    record();
    try (OutputStream out =
        Files.newOutputStream(
            folder.resolve(release + GoldenLogTest.LOG), StandardOpenOption.CREATE_NEW)) {
      GoldenLog.write(entries, out);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "# What release " + release + " made of its golden log. Never edited, only added to.");
    lines.addAll(GoldenLog.outcome(entries, false));
    Files.write(
        folder.resolve(release + GoldenLogTest.OUTCOME), lines, StandardOpenOption.CREATE_NEW);
  }

  private void record() throws Exception {
    take(wire.activate(SeatEngine.BEHAVIOUR));
    take(wire.open());
    take(big(show(1)));
    upload(big(show(2)));
    while (entries.size() < COMMANDS) {
      time += random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(300);
      if (outcome.engine().nextDeadline() <= time && random.nextInt(3) > 0) {
        take(new GoldenLog.Entry(time, new byte[0]));
      }
      if (random.nextInt(12) == 0 && !entries.isEmpty()) {
        again();
      } else if (random.nextInt(10) == 0) {
        List<DirectBuffer> batch =
            IntStream.range(0, random.nextInt(1, 9)).mapToObj(i -> command()).toList();
        take(wire.batch(batch));
      } else {
        take(command());
      }
    }
    take(forShow(wire.close(), show(1)));
    take(forShow(wire.holdSeats(1), show(1)));
    take(new UnsafeBuffer(new byte[] {1, 2, 3}));
  }

  /** A command of chance: what sells, what undoes, and now and then what is refused. */
  private DirectBuffer command() {
    long show = show(random.nextInt(SHOWS));
    long buyer = 100L + random.nextInt(BUYERS);
    int held = random.nextInt(holds.length);
    return switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4 -> by(buyer, forShow(wire.holdSeats(seats(1 + random.nextInt(4))), show));
      case 5, 6, 7, 8, 9, 10 ->
          by(buyer, forShow(wire.holdBest(random.nextInt(3), random.nextInt(8)), show));
      case 11, 12 -> of(held, wire.release(holds[held]));
      case 13, 14, 15 -> of(held, wire.confirm(holds[held]));
      case 16 -> of(held, wire.extend(holds[held], random.nextInt(90_000)));
      case 17 -> of(held, wire.returnSeats(holds[held]));
      case 18 -> of(held, wire.exchangeSeats(holds[held], seatOfHold[held], seats(1)[0]));
      case 19 -> of(held, wire.exchangeBest(holds[held], random.nextInt(2), 1 + random.nextInt(4)));
      case 20 -> forShow(wire.block(seats(1 + random.nextInt(20))), show);
      case 21, 22 -> forShow(wire.unblock(seats(1)), show);
      default -> forShow(wire.amendPrices(random.nextInt(90_000), random.nextInt(90_000)), show);
    };
  }

  /** Seats of chance: few of them again and again, so that some are taken. */
  private int[] seats(int count) {
    int most = random.nextBoolean() ? 24 : SEATS;
    return IntStream.generate(() -> random.nextInt(most)).limit(count).distinct().toArray();
  }

  /** What was sent before comes again, as it was or changed under the same id. */
  private void again() {
    byte[] before =
        entries.get(entries.size() - 1 - random.nextInt(Math.min(entries.size(), 50))).message();
    if (before.length == 0) {
      return;
    }
    byte[] same = before.clone();
    if (random.nextInt(5) == 0) {
      same = Arrays.copyOf(same, random.nextInt(same.length));
    } else if (random.nextInt(5) == 0 && same.length > SHOW) {
      int fingerprint = HEADER + CommandHeaderEncoder.fingerprintEncodingOffset();
      same[fingerprint] ^= 1;
    }
    take(new UnsafeBuffer(same));
  }

  private void upload(DirectBuffer command) throws Exception {
    byte[] content = GoldenLog.bytes(command, command.capacity());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
    int half = content.length / 2;
    take(wire.uploadBegin(5, content.length, digest));
    take(wire.uploadChunk(5, 0, Arrays.copyOfRange(content, 0, half)));
    take(wire.uploadChunk(5, half + 1, Arrays.copyOfRange(content, half, content.length)));
    take(wire.uploadChunk(5, half, Arrays.copyOfRange(content, half, content.length)));
    take(
        wire.uploadCommit(
            5,
            header ->
                header
                    .organizer(Wire.ORGANIZER)
                    .actor(Wire.ORGANIZER)
                    .buyer(Wire.BUYER)
                    .identity(0)
                    .idempotencyHigh(
                        command.getLong(
                            HEADER + CommandHeaderEncoder.idempotencyHighEncodingOffset(),
                            ByteOrder.LITTLE_ENDIAN))
                    .idempotencyLow(
                        command.getLong(
                            HEADER + CommandHeaderEncoder.idempotencyLowEncodingOffset(),
                            ByteOrder.LITTLE_ENDIAN))
                    .fingerprint(
                        command.getLong(
                            HEADER + CommandHeaderEncoder.fingerprintEncodingOffset(),
                            ByteOrder.LITTLE_ENDIAN))
                    .correlation(77)));
  }

  private void take(DirectBuffer message) {
    take(new GoldenLog.Entry(time, GoldenLog.bytes(message, message.capacity())));
  }

  private void take(GoldenLog.Entry entry) {
    entries.add(entry);
    long hold = outcome.apply(entry);
    UnsafeBuffer message = new UnsafeBuffer(entry.message());
    if (hold != 0 && !isBatch(message)) {
      int at = made++ % holds.length;
      holds[at] = hold;
      showOfHold[at] = message.getLong(SHOW, ByteOrder.LITTLE_ENDIAN);
      seatOfHold[at] = outcome.seatHeld();
      buyerOfHold[at] = message.getLong(BUYER, ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static boolean isBatch(UnsafeBuffer message) {
    return new MessageHeaderDecoder().wrap(message, 0).templateId() == BatchDecoder.TEMPLATE_ID;
  }

  private static long show(int index) {
    return Wire.SHOW + index;
  }

  /** Who has the hold asks, or now and then somebody else. */
  private DirectBuffer of(int held, DirectBuffer command) {
    long buyer = random.nextInt(10) == 0 ? 1 : buyerOfHold[held];
    return by(buyer, forShow(command, showOfHold[held]));
  }

  private DirectBuffer by(long buyer, DirectBuffer command) {
    UnsafeBuffer changed = (UnsafeBuffer) command;
    changed.putLong(BUYER, buyer, ByteOrder.LITTLE_ENDIAN);
    changed.putLong(IDENTITY, buyer % 3 == 0 ? 0 : buyer / 4, ByteOrder.LITTLE_ENDIAN);
    return changed;
  }

  private static DirectBuffer forShow(DirectBuffer command, long show) {
    ((UnsafeBuffer) command).putLong(SHOW, show, ByteOrder.LITTLE_ENDIAN);
    return command;
  }

  /** Twenty rows with an aisle, a box, wheelchair places, restricted views and limits. */
  private DirectBuffer big(long show) {
    ExpandableArrayBuffer room = GoldenLog.room();
    OpenPerformanceEncoder open = new OpenPerformanceEncoder();
    open.wrapAndApplyHeader(room, 0, new MessageHeaderEncoder());
    wire.header(open.header());
    for (int i = 0; i < 32; i++) {
      open.mapDigest(i, (short) (show + i));
    }
    open.performance(show)
        .seats(SEATS)
        .onSaleFrom(BEGINS + 5_000)
        .onSaleUntil(BEGINS + 86_400_000)
        .limitPerBuyer(24)
        .limitPerIdentity(30)
        .holdDuration(45_000)
        .currency("CNY");
    open.sectionsCount(3)
        .next()
        .firstSeat(0)
        .seats(300)
        .kind(SectionKind.SEATED)
        .name("看台")
        .next()
        .firstSeat(300)
        .seats(260)
        .kind(SectionKind.SEATED)
        .name("Balcony")
        .next()
        .firstSeat(560)
        .seats(40)
        .kind(SectionKind.STANDING)
        .name("Floor");
    var runs = open.runsCount(29);
    for (int run = 0; run < 28; run++) {
      runs.next().section(run < 15 ? 0 : 1).row(run / 2).firstSeat(run * 20).seats(20).rank(run);
    }
    runs.next().section(2).row(0).firstSeat(560).seats(40).rank(5);
    open.tierSpansCount(3)
        .next()
        .seats(200)
        .tier(0)
        .next()
        .seats(300)
        .tier(1)
        .next()
        .seats(100)
        .tier(2);
    var attributes = open.attributeSpansCount(2);
    attributes.next().firstSeat(0).seats(4).attributes().wheelchair(true);
    attributes.next().firstSeat(299).seats(10).attributes().restrictedView(true);
    open.tiersCount(3)
        .next()
        .price(98_000)
        .name("一等")
        .next()
        .price(68_000)
        .name("t2")
        .next()
        .price(0)
        .name("standing");
    int length = MessageHeaderEncoder.ENCODED_LENGTH + open.encodedLength();
    return new UnsafeBuffer(GoldenLog.bytes(room, length));
  }
}
