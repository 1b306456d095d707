package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.HeldDecoder;
import io.onsale.contracts.sbe.HoldBestEncoder;
import io.onsale.contracts.sbe.HoldSeatsEncoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.ReleaseEncoder;
import io.onsale.inventory.Allocated;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Neither what a message is nor how its answer is written costs an object: the whole way of a
 * command through the service, one by one and several in a message.
 */
final class AdapterAllocationTest {
  private static final int MORE_THAN_IS_REMEMBERED = 700_000;
  private static final int NOWHERE = 99;

  private final Wire wire = new Wire();
  private final CommandAdapter adapter = new CommandAdapter(new SeatEngine(SeatChanges.NONE));
  private final UnsafeBuffer message = new UnsafeBuffer(new byte[1_024]);
  private final UnsafeBuffer several = new UnsafeBuffer(new byte[1_024]);
  private final UnsafeBuffer answer = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private final MessageHeaderEncoder header = new MessageHeaderEncoder();
  private final HoldBestEncoder best = new HoldBestEncoder();
  private final HoldSeatsEncoder named = new HoldSeatsEncoder();
  private final ReleaseEncoder release = new ReleaseEncoder();
  private final BatchEncoder batch = new BatchEncoder();
  private final MessageHeaderDecoder answered = new MessageHeaderDecoder();
  private final HeldDecoder held = new HeldDecoder();
  private long time = 1_000_000;

  @Test
  void decodingDecidingAndAnsweringAllocatesNothing() {
    DirectBuffer open = wire.open();
    adapter.onMessage(time, open, 0, open.capacity(), answer, 0);
    for (int round = 0; round < MORE_THAN_IS_REMEMBERED; round++) {
      round();
    }

    long allocated =
        Allocated.by(() -> {
          for (int round = 0; round < 50_000; round++) {
            round();
          }
        });

    assertThat(allocated).isZero();
  }

  private void round() {
    time += 20;
    apply(message, best());
    answered.wrap(answer, 0);
    assertHeld();
    long hold = held.wrapAndApplyHeader(answer, 0, answered).hold();
    apply(message, release(hold));
    // A batch: a seat that is not there, twice.
    batch.wrapAndApplyHeader(several, 0, header);
    BatchEncoder.CommandsEncoder commands = batch.commandsCount(2);
    for (int i = 0; i < 2; i++) {
      commands.next().putCommand(message, 0, nowhere());
    }
    apply(several, MessageHeaderEncoder.ENCODED_LENGTH + batch.encodedLength());
    adapter.onTimer(time);
  }

  private void assertHeld() {
    if (answered.templateId() != HeldDecoder.TEMPLATE_ID) {
      throw new AssertionError("not held");
    }
  }

  private void apply(UnsafeBuffer command, int length) {
    adapter.onMessage(time, command, 0, length, answer, 0);
  }

  private int best() {
    best.wrapAndApplyHeader(message, 0, header);
    wire.header(best.header());
    best.performance(Wire.SHOW).tier(0).section(-1).count(2).options().clear();
    best.attributes().clear();
    return MessageHeaderEncoder.ENCODED_LENGTH + best.encodedLength();
  }

  private int release(long hold) {
    release.wrapAndApplyHeader(message, 0, header);
    wire.header(release.header());
    release.performance(Wire.SHOW).hold(hold);
    return MessageHeaderEncoder.ENCODED_LENGTH + release.encodedLength();
  }

  private int nowhere() {
    named.wrapAndApplyHeader(message, 0, header);
    wire.header(named.header());
    named.performance(Wire.SHOW).options().clear();
    named.seatsCount(1).next().seat(NOWHERE);
    return MessageHeaderEncoder.ENCODED_LENGTH + named.encodedLength();
  }
}
