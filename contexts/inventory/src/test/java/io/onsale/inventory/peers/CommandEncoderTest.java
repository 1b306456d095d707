package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.sbe.HoldSeatsDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Seats;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class CommandEncoderTest {
  private static final Origin ORIGIN = new Origin(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  private static final int[] MOST = new int[Seats.MOST_IN_HOLD];

  private final CommandEncoder encoder = new CommandEncoder();

  @Test
  void writesWhoAsksAndTheTraceToAnyPlace() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    var hold = new SeatCommand.Hold(11, new SeatCommand.Named(new int[] {12, 13}), false);

    int end = encoder.encode(ORIGIN, hold, 14, buffer, 100);

    var command =
        new HoldSeatsDecoder().wrapAndApplyHeader(buffer, 100, new MessageHeaderDecoder());
    assertThat(end)
        .isEqualTo(command.sbeDecodedLength() + 100 + MessageHeaderDecoder.ENCODED_LENGTH);
    assertThat(command.performance()).isEqualTo(11);
    assertThat(command.header().fingerprint()).isEqualTo(7);
    assertThat(command.header().traceHigh()).isEqualTo(8);
    assertThat(command.header().traceLow()).isEqualTo(9);
    assertThat(command.header().span()).isEqualTo(10);
    assertThat(command.header().correlation()).isEqualTo(14);
  }

  @Test
  void shortCommandsHaveRoomWhereManyAreWritten() {
    var named = new SeatCommand.Named(MOST);
    List<SeatCommand> longest =
        List.of(
            new SeatCommand.Hold(1, named, false),
            new SeatCommand.Return(1, 1, MOST),
            new SeatCommand.Exchange(1, 1, MOST, named),
            new SeatCommand.Exchange(1, 1, MOST, new SeatCommand.Best(1, -1, 2, 0)));

    assertThat(longest)
        .allSatisfy(command -> {
          assertThat(CommandEncoder.isShort(command)).isTrue();
          assertThat(encoder.encode(ORIGIN, command, 1).length())
              .isLessThanOrEqualTo(CommandEncoder.SHORT_MAX);
        });
  }

  @Test
  void commandOfMoreSeatsThanAHoldTakesIsNotShort() {
    int[] more = new int[Seats.MOST_IN_HOLD + 1];

    assertThat(CommandEncoder.isShort(new SeatCommand.Return(1, 1, more))).isFalse();
    assertThat(CommandEncoder.isShort(new SeatCommand.Hold(1, new SeatCommand.Named(more), false)))
        .isFalse();
    assertThat(
            CommandEncoder.isShort(
                new SeatCommand.Exchange(1, 1, more, new SeatCommand.Best(1, -1, 2, 0))))
        .isFalse();
  }
}
