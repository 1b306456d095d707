package io.onsale.inventory.flow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.sbe.DoneDecoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.RefusalReason;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.contracts.sbe.ResultBatchDecoder;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.SeatState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands as bytes in, results as bytes out. */
class CommandAdapterTest {
  private static final int OUT = 24;

  private final Wire wire = new Wire();
  private final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
  private final CommandAdapter adapter = new CommandAdapter(engine);
  private final UnsafeBuffer out =
      new UnsafeBuffer(new byte[OUT + CommandAdapter.MAX_RESULT_LENGTH]);
  private long time = 5_000;

  @BeforeEach
  void open() {
    assertThat(done(send(wire.open())).version()).isEqualTo(1);
  }

  @Test
  void opensAPerformanceWithAllItsFacts() {
    Performance show = show();

    assertThat(show.organizer()).isEqualTo(Wire.ORGANIZER);
    assertThat(show.capacity()).isEqualTo(22);
    assertThat(show.mapDigest()[31]).isEqualTo((byte) 231);
    assertThat(show.currency()).isEqualTo("CNY");
    assertThat(show.sections().get(0).name()).isEqualTo("看台");
    assertThat(show.sections().get(1).standing()).isTrue();
    assertThat(show.tiers().get(0).name()).isEqualTo("一等");
    assertThat(show.tiers().get(1).price()).isEqualTo(38_000);
    assertThat(show.attributesOf(20)).isEqualTo(1);
    assertThat(show.tierOf(10)).isEqualTo(1);
    assertThat(show.holdDuration()).isEqualTo(60_000);
    assertThat(show.limits().perBuyer()).isEqualTo(10);
  }

  @Test
  void answersAHoldWithSeatsPricesDeadlineAndVersion() {
    HeldDecoder held = held(send(wire.holdSeats(3, 12)));

    assertThat(held.correlation()).isEqualTo(wire.correlation());
    assertThat(held.performance()).isEqualTo(Wire.SHOW);
    assertThat(held.version()).isEqualTo(2);
    assertThat(held.deadline()).isEqualTo(65_000);
    assertThat(held.total()).isEqualTo(106_000);
    HeldDecoder.SeatsDecoder seats = held.seats();
    assertThat(seats.count()).isEqualTo(2);
    assertThat(seats.next().seat()).isEqualTo(3);
    assertThat(seats.price()).isEqualTo(68_000);
    assertThat(seats.next().seat()).isEqualTo(12);
    assertThat(seats.price()).isEqualTo(38_000);
  }

  @Test
  void answersARefusalWithReasonFactAndSeats() {
    send(wire.holdSeats(3, 4));

    RefusedDecoder refused = refused(send(wire.holdSeats(4, 5)));

    assertThat(refused.correlation()).isEqualTo(wire.correlation());
    assertThat(refused.reason()).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(refused.version()).isEqualTo(2);
    RefusedDecoder.SeatsDecoder seats = refused.seats();
    assertThat(seats.count()).isEqualTo(1);
    assertThat(seats.next().seat()).isEqualTo(4);
    refused = refused(send(wire.holdSeats(5, 6, 7, 8, 9, 10, 11, 12, 13)));
    assertThat(refused.reason()).isEqualTo(RefusalReason.LIMIT_EXCEEDED);
    assertThat(refused.fact()).isEqualTo(10);
  }

  @Test
  void carriesEveryCommand() {
    long hold = held(send(wire.holdBest(0, 2))).hold();
    assertThat(done(send(wire.extend(hold, 90_000))).deadline()).isEqualTo(95_000);
    assertThat(refused(send(wire.extend(hold, 90_000))).reason())
        .isEqualTo(RefusalReason.EXTENSION_USED);
    hold = held(send(wire.exchangeSeats(hold, 4, 6))).hold();
    assertThat(done(send(wire.confirm(hold))).hold()).isEqualTo(hold);
    assertThat(show().state(6)).isEqualTo(SeatState.SOLD);
    hold = held(send(wire.exchangeBest(hold, 1, 2))).hold();
    assertThat(show().state(6)).isEqualTo(SeatState.FREE);
    assertThat(done(send(wire.returnSeats(hold, 14))).version()).isGreaterThan(5);
    assertThat(show().count(SeatState.SOLD)).isEqualTo(1);
    assertThat(done(send(wire.returnSeats(hold))).hold()).isEqualTo(hold);
    assertThat(show().count(SeatState.FREE)).isEqualTo(22);
    hold = held(send(wire.holdBest(0, 2))).hold();
    assertThat(done(send(wire.release(hold))).hold()).isEqualTo(hold);
    send(wire.block(1, 2));
    assertThat(show().count(SeatState.BLOCKED)).isEqualTo(2);
    send(wire.unblock(1, 2));
    assertThat(show().count(SeatState.BLOCKED)).isZero();
    send(wire.amendPrices(5, 6));
    assertThat(held(send(wire.holdSeats(3, 12))).total()).isEqualTo(11);
    assertThat(done(send(wire.activate(1))).performance()).isZero();
    send(wire.close());
    assertThat(refused(send(wire.holdSeats(1))).reason())
        .isEqualTo(RefusalReason.PERFORMANCE_CLOSED);
  }

  @Test
  void theCodesOfAllReasonsAreThoseOfTheSchema() {
    for (io.onsale.inventory.model.RefusalReason reason :
        io.onsale.inventory.model.RefusalReason.values()) {
      assertThat(RefusalReason.get((short) reason.code()).name()).isEqualTo(reason.name());
    }
    assertThat(RefusalReason.values())
        .hasSize(io.onsale.inventory.model.RefusalReason.values().length + 1);
  }

  @Test
  void tooManySeatsAreABadCount() {
    assertThat(refused(send(wire.holdSeats(new int[65]))).reason())
        .isEqualTo(RefusalReason.BAD_COUNT);
    assertThat(refused(send(wire.block(new int[4097]))).reason())
        .isEqualTo(RefusalReason.BAD_COUNT);
    long hold = held(send(wire.holdBest(0, 1))).hold();
    send(wire.confirm(hold));
    assertThat(refused(send(wire.returnSeats(hold, new int[4097]))).reason())
        .isEqualTo(RefusalReason.BAD_COUNT);
  }

  // Batches.

  @Test
  void appliesTheCommandsOfABatchInOrderEachOnItsOwn() {
    List<DirectBuffer> commands = new ArrayList<>();
    commands.add(wire.holdSeats(1));
    long first = wire.correlation();
    commands.add(wire.holdSeats(1));
    commands.add(new UnsafeBuffer(new byte[7]));
    commands.add(wire.holdSeats(2, 3));

    int length = send(wire.batch(commands));

    List<DirectBuffer> results = results(length);
    assertThat(results).hasSize(4);
    assertThat(held(results.get(0)).correlation()).isEqualTo(first);
    assertThat(refused(results.get(1)).reason()).isEqualTo(RefusalReason.SEATS_TAKEN);
    assertThat(refused(results.get(1)).correlation()).isEqualTo(first + 1);
    assertThat(refused(results.get(2)).reason()).isEqualTo(RefusalReason.MALFORMED);
    assertThat(held(results.get(3)).total()).isEqualTo(2 * 68_000);
  }

  @Test
  void refusesBatchesThatAreEmptyTooLongNestedOrTorn() {
    DirectBuffer hold = wire.holdSeats(1);
    List<DirectBuffer> many = new ArrayList<>();
    for (int i = 0; i <= CommandAdapter.MAX_BATCH; i++) {
      many.add(hold);
    }
    assertThat(refused(send(wire.batch(List.of()))).reason()).isEqualTo(RefusalReason.MALFORMED);
    assertThat(refused(send(wire.batch(many))).reason()).isEqualTo(RefusalReason.MALFORMED);
    List<DirectBuffer> nested = results(send(wire.batch(List.of(wire.batch(List.of(hold))))));
    assertThat(refused(nested.get(0)).reason()).isEqualTo(RefusalReason.MALFORMED);
    DirectBuffer torn = wire.batch(List.of(hold, hold));
    assertThat(refused(send(torn, 0, torn.capacity() - 1)).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    assertThat(show().count(SeatState.FREE)).isEqualTo(22);
  }

  @Test
  void theLongestResultsOfALongestBatchFit() {
    send(wire.close());
    List<DirectBuffer> commands = new ArrayList<>();
    int[] seats = new int[64];
    Arrays.setAll(seats, i -> -1 - i);
    for (int i = 0; i < CommandAdapter.MAX_BATCH; i++) {
      commands.add(wire.block(seats));
    }
    int length = send(wire.batch(commands));

    assertThat(results(length)).hasSize(CommandAdapter.MAX_BATCH);
    int held =
        MessageHeaderDecoder.ENCODED_LENGTH
            + HeldDecoder.BLOCK_LENGTH
            + HeldDecoder.SeatsDecoder.sbeHeaderSize()
            + 64 * HeldDecoder.SeatsDecoder.sbeBlockLength();
    assertThat(12 + CommandAdapter.MAX_BATCH * (4 + held))
        .isLessThanOrEqualTo(CommandAdapter.MAX_RESULT_LENGTH);
  }

  // Uploads.

  @Test
  void appliesALongCommandThatCameInPieces() {
    byte[] command = bytes(wire.block(1, 2, 3));
    byte[] first = Arrays.copyOfRange(command, 0, 50);
    byte[] rest = Arrays.copyOfRange(command, 40, command.length);
    DirectBuffer commit = wire.uploadCommit(5, wire::lastHeader);

    done(send(wire.uploadBegin(5, command.length, sha256(command))));
    done(send(wire.uploadChunk(5, 0, first)));
    RefusedDecoder gap = refused(send(wire.uploadChunk(5, 51, new byte[1])));
    assertThat(gap.reason()).isEqualTo(RefusalReason.UPLOAD_OUT_OF_ORDER);
    assertThat(gap.fact()).isEqualTo(50);
    assertThat(refused(send(commit)).reason()).isEqualTo(RefusalReason.UPLOAD_OUT_OF_ORDER);
    done(send(wire.uploadBegin(5, command.length, sha256(command))));
    done(send(wire.uploadChunk(5, 40, rest)));
    done(send(wire.uploadChunk(5, 0, first)));
    assertThat(done(send(commit)).version()).isEqualTo(2);
    assertThat(show().count(SeatState.BLOCKED)).isEqualTo(3);

    // Again: the first answer, from memory.
    assertThat(done(send(commit)).version()).isEqualTo(2);
    assertThat(refused(send(wire.uploadCommit(5, wire::header))).reason())
        .isEqualTo(RefusalReason.UPLOAD_NOT_FOUND);
  }

  @Test
  void refusesAnUploadThatIsNotWhatWasAnnounced() {
    byte[] command = bytes(wire.block(1, 2, 3));
    DirectBuffer commit = wire.uploadCommit(5, wire::lastHeader);
    done(send(wire.uploadBegin(5, command.length, new byte[32])));
    done(send(wire.uploadChunk(5, 0, command)));

    assertThat(refused(send(commit)).reason()).isEqualTo(RefusalReason.DIGEST_MISMATCH);
    assertThat(refused(send(commit)).reason()).isEqualTo(RefusalReason.UPLOAD_NOT_FOUND);
    assertThat(show().count(SeatState.BLOCKED)).isZero();
  }

  @Test
  void refusesAnUploadThatSpeaksForAnother() {
    byte[] command = bytes(wire.block(1, 2, 3));
    DirectBuffer commit =
        wire.uploadCommit(
            5,
            header -> {
              wire.lastHeader(header);
              header.buyer(99);
            });
    done(send(wire.uploadBegin(5, command.length, sha256(command))));
    done(send(wire.uploadChunk(5, 0, command)));

    assertThat(refused(send(commit)).reason()).isEqualTo(RefusalReason.MALFORMED);
    assertThat(show().count(SeatState.BLOCKED)).isZero();
  }

  @Test
  void boundsUploads() {
    byte[] digest = new byte[32];
    assertThat(refused(send(wire.uploadBegin(1, 0, digest))).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    assertThat(refused(send(wire.uploadBegin(1, 9_000_000, digest))).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    for (int upload = 1; upload <= 8; upload++) {
      done(send(wire.uploadBegin(upload, 100, digest)));
    }
    assertThat(refused(send(wire.uploadBegin(9, 100, digest))).reason())
        .isEqualTo(RefusalReason.CAPACITY);
    assertThat(refused(send(wire.uploadChunk(8, 90, new byte[11]))).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    assertThat(refused(send(wire.uploadChunk(8, -1, new byte[11]))).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    assertThat(refused(send(wire.uploadChunk(8, Integer.MAX_VALUE, new byte[11]))).reason())
        .isEqualTo(RefusalReason.MALFORMED);
    time += 600_000;
    done(send(wire.uploadBegin(9, 100, digest)));
  }

  // Bad bytes.

  @Test
  void refusesEveryPrefixOfEveryCommand() {
    long hash = engine.stateHash();
    List<DirectBuffer> all = new ArrayList<>(commands());
    all.add(wire.close());
    for (DirectBuffer command : all) {
      for (int length = 0; length < command.capacity(); length++) {
        byte[] prefix = Arrays.copyOf(bytes(command), length);
        assertThat(refused(send(new UnsafeBuffer(prefix))).reason())
            .isEqualTo(RefusalReason.MALFORMED);
      }
    }
    assertThat(engine.stateHash()).isEqualTo(hash);
  }

  @Test
  void refusesWhatFollowsACommand() {
    for (DirectBuffer command : commands()) {
      byte[] longer = Arrays.copyOf(bytes(command), command.capacity() + 1);
      assertThat(refused(send(new UnsafeBuffer(longer))).reason())
          .isEqualTo(RefusalReason.MALFORMED);
    }
  }

  @Test
  void refusesUnknownTemplatesSchemasAndVersions() {
    for (int field = 1; field <= 3; field++) {
      for (short value : new short[] {0, -1, 99, 2000}) {
        byte[] command = bytes(wire.holdSeats(1));
        new UnsafeBuffer(command).putShort(2 * field, value, LITTLE_ENDIAN);
        assertThat(refused(send(new UnsafeBuffer(command))).reason())
            .isEqualTo(RefusalReason.MALFORMED);
      }
    }
    assertThat(show().count(SeatState.FREE)).isEqualTo(22);
  }

  @Test
  void throwsNothingWhateverTheBytes() {
    Random random = new Random(17);
    List<DirectBuffer> commands = commands();
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = bytes(commands.get(random.nextInt(commands.size()))).clone();
      int changes = 1 + random.nextInt(6);
      for (int change = 0; change < changes; change++) {
        int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(16, bytes.length));
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
      // Exactly the bytes of the message: one read beyond its end would be told.
      int answered = send(new UnsafeBuffer(Arrays.copyOf(bytes, length)));
      assertThat(answered).isBetween(8, CommandAdapter.MAX_RESULT_LENGTH);
    }
    Performance show = show();
    assertThat(
            show.count(SeatState.FREE)
                + show.count(SeatState.HELD)
                + show.count(SeatState.SOLD)
                + show.count(SeatState.BLOCKED))
        .isEqualTo(22);
  }

  @Test
  void replicasThatReadTheSameBytesAreTheSame() {
    SeatEngine other = new SeatEngine(SeatChanges.NONE);
    CommandAdapter follower = new CommandAdapter(other);
    Wire again = new Wire();
    DirectBuffer open = again.open();
    UnsafeBuffer ignored = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
    follower.onMessage(5_000, open, 0, open.capacity(), ignored, 0);
    Random random = new Random(5);
    List<DirectBuffer> commands = commands();
    for (int i = 0; i < 2_000; i++) {
      DirectBuffer command =
          random.nextInt(3) == 0
              ? wire.holdBest(random.nextInt(3), random.nextInt(4))
              : commands.get(random.nextInt(commands.size()));
      time += random.nextInt(3_000);
      send(command);
      follower.onMessage(time, command, 0, command.capacity(), ignored, 0);
      if (i % 7 == 0) {
        assertThat(follower.onTimer(time)).isEqualTo(adapter.onTimer(time));
      }
    }

    assertThat(other.stateHash()).isEqualTo(engine.stateHash());
  }

  /** One of each, none applied yet. */
  private List<DirectBuffer> commands() {
    byte[] digest = new byte[32];
    long hold = 1L << 22;
    return List.of(
        wire.open(),
        wire.amendPrices(1, 2),
        wire.holdSeats(1, 2),
        wire.holdBest(0, 2),
        wire.release(hold),
        wire.confirm(hold),
        wire.extend(hold, 5),
        wire.returnSeats(hold, 1),
        wire.exchangeSeats(hold, 1, 2),
        wire.exchangeBest(hold, 0, 2),
        wire.block(4, 5),
        wire.unblock(4, 5),
        wire.activate(1),
        wire.batch(List.of(wire.holdSeats(3), wire.holdBest(0, 1))),
        wire.uploadBegin(1, 10, digest),
        wire.uploadChunk(1, 0, new byte[5]),
        wire.uploadCommit(1, wire::header));
  }

  private Performance show() {
    Performance show = engine.performance(Wire.SHOW);
    assertThat(show).isNotNull();
    return show;
  }

  private int send(DirectBuffer command) {
    return send(command, 0, command.capacity());
  }

  private int send(DirectBuffer command, int offset, int length) {
    return adapter.onMessage(time, command, offset, length, out, OUT);
  }

  private HeldDecoder held(int length) {
    return held(new UnsafeBuffer(out, OUT, length));
  }

  private DoneDecoder done(int length) {
    return new DoneDecoder()
        .wrapAndApplyHeader(new UnsafeBuffer(out, OUT, length), 0, new MessageHeaderDecoder());
  }

  private RefusedDecoder refused(int length) {
    return refused(new UnsafeBuffer(out, OUT, length));
  }

  private static HeldDecoder held(DirectBuffer result) {
    return new HeldDecoder().wrapAndApplyHeader(result, 0, new MessageHeaderDecoder());
  }

  private static RefusedDecoder refused(DirectBuffer result) {
    return new RefusedDecoder().wrapAndApplyHeader(result, 0, new MessageHeaderDecoder());
  }

  private List<DirectBuffer> results(int length) {
    UnsafeBuffer all = new UnsafeBuffer(out, OUT, length);
    ResultBatchDecoder batch =
        new ResultBatchDecoder().wrapAndApplyHeader(all, 0, new MessageHeaderDecoder());
    List<DirectBuffer> results = new ArrayList<>();
    for (ResultBatchDecoder.ResultsDecoder result : batch.results()) {
      UnsafeBuffer one = new UnsafeBuffer();
      result.wrapResult(one);
      results.add(one);
    }
    assertThat(batch.limit()).isEqualTo(length);
    return results;
  }

  private static byte[] bytes(DirectBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
