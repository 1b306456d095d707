package io.onsale.inventory.flow;

import static io.onsale.inventory.model.RefusalReason.BAD_COUNT;
import static io.onsale.inventory.model.RefusalReason.DUPLICATE_SEAT;
import static io.onsale.inventory.model.RefusalReason.HOLD_NOT_FOUND;
import static io.onsale.inventory.model.RefusalReason.MALFORMED;
import static io.onsale.inventory.model.RefusalReason.NOT_ON_SALE_YET;
import static io.onsale.inventory.model.RefusalReason.PERFORMANCE_CLOSED;
import static io.onsale.inventory.model.RefusalReason.PERFORMANCE_NOT_FOUND;
import static io.onsale.inventory.model.RefusalReason.UNKNOWN_BEHAVIOUR;
import static io.onsale.inventory.model.RefusalReason.UNKNOWN_SEAT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.sbe.AmendPerformanceEncoder;
import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.RefusedDecoder;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is wrong is refused with a reason and changes nothing: the state's hash stays. The commands
 * carry no idempotency id, else the refusal itself would be remembered.
 */
class BadInputTest {
  private static final long SEED = 20_261_122;
  private static final int ID =
      MessageHeaderDecoder.ENCODED_LENGTH + CommandHeaderDecoder.idempotencyHighEncodingOffset();
  private static final int PERFORMANCE =
      MessageHeaderDecoder.ENCODED_LENGTH + CommandHeaderDecoder.ENCODED_LENGTH;
  private static final long TIME = 5_000;

  private final Wire wire = new Wire();
  private final SeatEngine engine = new SeatEngine(SeatChanges.NONE);
  private final CommandAdapter adapter = new CommandAdapter(engine);
  private final UnsafeBuffer out = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private long time = TIME;

  @BeforeEach
  void openAndHoldTwoSeats() {
    send(wire.open());
    send(wire.holdSeats(8, 9));
  }

  @Test
  void refusesSeatsThatDoNotExist() {
    for (int seat : new int[] {22, -1, 10_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refuses(UNKNOWN_SEAT, wire.holdSeats(seat));
      refuses(UNKNOWN_SEAT, wire.holdSeats(1, seat, 2));
      refuses(UNKNOWN_SEAT, wire.block(seat));
    }
  }

  @Test
  void refusesTheSameSeatTwiceInOneHold() {
    refuses(DUPLICATE_SEAT, wire.holdSeats(3, 3));
    refuses(DUPLICATE_SEAT, wire.holdSeats(1, 2, 3, 1));
    refuses(DUPLICATE_SEAT, wire.block(3, 4, 3));
  }

  @Test
  void refusesCountsOutOfBounds() {
    for (int count : new int[] {0, -1, 65, 10_000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refuses(BAD_COUNT, wire.holdBest(0, count));
    }
    refuses(BAD_COUNT, wire.holdSeats());
    refuses(BAD_COUNT, wire.holdSeats(new int[10_000]));
    refuses(BAD_COUNT, wire.block());
  }

  @Test
  void refusesAPerformanceThatIsUnknownClosedOrNotYetOnSale() {
    for (long id : new long[] {0, -1, 12, Long.MAX_VALUE}) {
      for (DirectBuffer command :
          List.of(wire.holdSeats(1), wire.holdBest(0, 2), wire.confirm(1))) {
        ((UnsafeBuffer) command).putLong(PERFORMANCE, id, LITTLE_ENDIAN);
        refuses(PERFORMANCE_NOT_FOUND, command);
      }
    }
    send(opensAt(TIME + 1));
    refuses(NOT_ON_SALE_YET, wire.holdBest(0, 2));
    send(wire.close());
    refuses(PERFORMANCE_CLOSED, wire.holdBest(0, 2));
    refuses(PERFORMANCE_CLOSED, wire.holdSeats(1));
  }

  @Test
  void refusesHoldsThatNeverWere() {
    for (long hold : new long[] {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 900L << 22}) {
      refuses(HOLD_NOT_FOUND, wire.confirm(hold));
      refuses(HOLD_NOT_FOUND, wire.release(hold));
      refuses(HOLD_NOT_FOUND, wire.extend(hold, 1));
      refuses(HOLD_NOT_FOUND, wire.returnSeats(hold));
      refuses(HOLD_NOT_FOUND, wire.exchangeBest(hold, 0, 2));
    }
  }

  @Test
  void refusesBehavioursThatThisReleaseDoesNotKnow() {
    for (int behaviour : new int[] {0, -1, SeatEngine.BEHAVIOUR + 1, Integer.MAX_VALUE}) {
      refuses(UNKNOWN_BEHAVIOUR, wire.activate(behaviour));
    }
    assertThat(engine.behaviour()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsTruncatedOrOfAnUnknownVersion() {
    DirectBuffer command = wire.holdSeats(1, 2);
    for (int length = 0; length < command.capacity(); length++) {
      refuses(MALFORMED, new UnsafeBuffer(command, 0, length));
    }
    for (int version : new int[] {0, 2, 77, 0xffff}) {
      UnsafeBuffer other = (UnsafeBuffer) wire.holdSeats(1, 2);
      other.putShort(MessageHeaderDecoder.versionEncodingOffset(), (short) version, LITTLE_ENDIAN);
      refuses(MALFORMED, other);
    }
  }

  @Test
  void aClockThatJumpsBackMovesNothing() {
    long hash = engine.stateHash();
    for (long back : new long[] {TIME - 1, 0, -1, Long.MIN_VALUE}) {
      time = back;
      refuses(UNKNOWN_SEAT, wire.holdSeats(99));
      adapter.onTimer(time);
    }

    assertThat(engine.now()).isEqualTo(TIME);
    assertThat(engine.stateHash()).isEqualTo(hash);
  }

  @Test
  void aClockThatJumpsBeyondAllTimeIsNotBelieved() {
    long hash = engine.stateHash();
    for (long far : new long[] {Long.MAX_VALUE, 1L << 60, (1L << 43) + 1}) {
      time = far;
      refuses(UNKNOWN_SEAT, wire.holdSeats(99));
      assertThat(adapter.onTimer(time)).isZero();
    }

    assertThat(engine.now()).isEqualTo(TIME);
    assertThat(engine.stateHash()).isEqualTo(hash);
  }

  @Test
  void aClockThatJumpsAheadEndsWhatItsTimeEndsAndNoMore() {
    time = TIME + 40L * 365 * 86_400_000;
    send(wire.holdBest(0, 1));

    assertThat(engine.now()).isEqualTo(time);
    assertThat(engine.liveHolds()).isEqualTo(1);
    time = TIME;
    send(wire.holdBest(0, 1));
    assertThat(engine.liveHolds()).isEqualTo(2);
  }

  @Test
  void randomBytesAreRefusedAndChangeNothing() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      UnsafeBuffer message = new UnsafeBuffer(bytes);
      if (bytes.length >= MessageHeaderDecoder.ENCODED_LENGTH && random.nextInt(4) > 0) {
        // What looks like a message goes further.
        message.putShort(0, (short) random.nextInt(200), LITTLE_ENDIAN);
        message.putShort(2, (short) random.nextInt(30), LITTLE_ENDIAN);
        message.putShort(4, (short) MessageHeaderDecoder.SCHEMA_ID, LITTLE_ENDIAN);
        message.putShort(6, (short) 1, LITTLE_ENDIAN);
      }
      refusalsChangeNothing(message, "random bytes " + i);
    }
  }

  @Test
  void messagesWithWrongFieldsAreRefusedAndChangeNothingOrAreDone() {
    Random random = new Random(SEED);
    long[] odd = {
      0,
      1,
      -1,
      2,
      64,
      65,
      4_097,
      10_000,
      1L << 22,
      Integer.MAX_VALUE,
      Integer.MIN_VALUE,
      Long.MAX_VALUE,
      Long.MIN_VALUE
    };
    List<DirectBuffer> messages =
        List.of(
            wire.amendPrices(1, 2),
            wire.holdSeats(1, 2),
            wire.holdBest(0, 2),
            wire.release(1L << 22),
            wire.confirm(1L << 22),
            wire.extend(1L << 22, 5),
            wire.returnSeats(1L << 22, 8),
            wire.exchangeSeats(1L << 22, 8, 2),
            wire.exchangeBest(1L << 22, 0, 2),
            wire.block(4, 5),
            wire.unblock(4, 5),
            wire.close(),
            wire.activate(1));
    for (int i = 0; i < 20_000; i++) {
      DirectBuffer message = messages.get(random.nextInt(messages.size()));
      byte[] bytes = new byte[message.capacity()];
      message.getBytes(0, bytes);
      UnsafeBuffer changed = new UnsafeBuffer(bytes);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(bytes.length);
        long value = odd[random.nextInt(odd.length)];
        switch (random.nextInt(3)) {
          case 0 -> changed.putByte(at, (byte) value);
          case 1 -> changed.putInt(Math.min(at, bytes.length - 4), (int) value, LITTLE_ENDIAN);
          default -> changed.putLong(Math.min(at, bytes.length - 8), value, LITTLE_ENDIAN);
        }
      }
      refusalsChangeNothing(changed, "changed message " + i);
    }
  }

  /** Applies it; when it is refused, all is as before. */
  private void refusalsChangeNothing(UnsafeBuffer message, String which) {
    forgetId(message);
    int template =
        message.capacity() < MessageHeaderDecoder.ENCODED_LENGTH
            ? 0
            : message.getShort(MessageHeaderDecoder.templateIdEncodingOffset(), LITTLE_ENDIAN);
    long hash = engine.stateHash();
    send(message);
    if (refusal() != null && template != BatchDecoder.TEMPLATE_ID) {
      assertThat(engine.stateHash()).as("seed %d, %s", SEED, which).isEqualTo(hash);
    }
  }

  private void refuses(RefusalReason reason, DirectBuffer command) {
    UnsafeBuffer copy = new UnsafeBuffer(new byte[command.capacity()]);
    copy.putBytes(0, command, 0, command.capacity());
    forgetId(copy);
    long hash = engine.stateHash();
    send(copy);
    assertThat(refusal()).isEqualTo(reason.name());
    assertThat(engine.stateHash()).isEqualTo(hash);
  }

  private static void forgetId(UnsafeBuffer command) {
    if (command.capacity() >= ID + 2 * Long.BYTES) {
      command.putLong(ID, 0);
      command.putLong(ID + Long.BYTES, 0);
    }
  }

  private void send(DirectBuffer command) {
    adapter.onMessage(time, command, 0, command.capacity(), out, 0);
  }

  /** The reason in the last result, {@code null} when it is no refusal. */
  private @Nullable String refusal() {
    MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(out, 0);
    return header.templateId() == RefusedDecoder.TEMPLATE_ID
        ? new RefusedDecoder().wrapAndApplyHeader(out, 0, header).reason().name()
        : null;
  }

  private DirectBuffer opensAt(long from) {
    UnsafeBuffer amend = (UnsafeBuffer) wire.amendPrices(68_000, 38_000);
    int body = MessageHeaderDecoder.ENCODED_LENGTH;
    amend.putByte(body + AmendPerformanceEncoder.partsEncodingOffset(), (byte) 1);
    amend.putLong(body + AmendPerformanceEncoder.onSaleFromEncodingOffset(), from, LITTLE_ENDIAN);
    amend.putLong(
        body + AmendPerformanceEncoder.onSaleUntilEncodingOffset(), from + 1_000, LITTLE_ENDIAN);
    return amend;
  }
}
