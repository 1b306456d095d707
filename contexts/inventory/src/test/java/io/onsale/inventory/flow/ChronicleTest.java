package io.onsale.inventory.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.flow.SeatEvent.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** The log told as events. */
final class ChronicleTest {
  private static final long STEP = 64;

  private final Wire wire = new Wire();
  private final List<SeatEvent> events = new ArrayList<>();
  private final Chronicle chronicle = new Chronicle((event, performance) -> events.add(event));
  private long time = 1_000;

  @Test
  void tellsEachChangeWithItsPlaceItsVersionAndWhoDidIt() {
    apply(wire.open());
    apply(wire.holdSeats(3, 4));

    assertThat(events).extracting(SeatEvent::kind).containsExactly(Kind.OPENED, Kind.HELD);
    SeatEvent held = events.getLast();
    assertThat(held.position()).isEqualTo(2 * STEP);
    assertThat(held.index()).isZero();
    assertThat(held.version()).isEqualTo(2);
    assertThat(held.time()).isEqualTo(time);
    assertThat(held.actor()).isEqualTo(Wire.ORGANIZER);
    assertThat(held.buyer()).isEqualTo(Wire.BUYER);
    assertThat(held.hold()).isPositive();
    assertThat(held.deadline()).isEqualTo(time + 60_000);
    assertThat(held.seats()).containsExactly(3, 4);
    assertThat(held.prices()).containsExactly(68_000, 68_000);
    assertThat(held.exchange()).isFalse();
  }

  @Test
  void numbersTheEventsOfOneMessageAndNamesNobodyForWhatTimeDid() {
    apply(wire.open());
    apply(wire.holdSeats(3));
    apply(wire.holdSeats(4));
    time += 120_000;
    apply(wire.holdSeats(3));

    List<SeatEvent> last = events.subList(3, events.size());
    assertThat(last)
        .extracting(SeatEvent::kind)
        .containsExactly(Kind.EXPIRED, Kind.EXPIRED, Kind.HELD);
    assertThat(last).extracting(SeatEvent::index).containsExactly(0, 1, 2);
    assertThat(last).extracting(SeatEvent::actor).containsExactly(0L, 0L, Wire.ORGANIZER);
    assertThat(last).extracting(SeatEvent::buyer).containsOnly(Wire.BUYER);
    assertThat(last).extracting(SeatEvent::position).containsOnly(4 * STEP);
  }

  @Test
  void tellsNothingOfWhatChangesNothing() {
    apply(wire.open());
    apply(wire.holdSeats(3));
    apply(wire.holdSeats(3));

    assertThat(events).hasSize(2);
    assertThat(chronicle.position()).isEqualTo(3 * STEP);
  }

  @Test
  void tellsAnExchangeAsWhatItConsistsOf() {
    apply(wire.open());
    apply(wire.holdSeats(3));
    apply(wire.exchangeSeats(events.getLast().hold(), 3, 5));

    List<SeatEvent> last = events.subList(2, events.size());
    assertThat(last).extracting(SeatEvent::kind).containsExactly(Kind.RELEASED, Kind.HELD);
    assertThat(last).extracting(SeatEvent::exchange).containsOnly(true);
  }

  @Test
  void chainsTheEventsSoThatAnybodyCanFollow() {
    sell();

    EventChain chain = new EventChain();
    byte[] head = EventChain.start();
    for (SeatEvent event : events) {
      head = chain.extend(head, event);
      assertThat(event.head()).isEqualTo(head);
    }
    assertThat(chronicle.head(Wire.SHOW)).isEqualTo(head);
    assertThat(head).isNotEqualTo(EventChain.start());
  }

  @Test
  void findsOutAChangedALeftOutAndASwappedEvent() {
    sell();
    byte[] head = chronicle.head(Wire.SHOW);
    int last = events.size() - 1;
    SeatEvent held = events.get(1);
    List<SeatEvent> anotherBuyer = new ArrayList<>(events);
    anotherBuyer.set(1, with(held, held.buyer() + 1, held.time(), held.seats(), held.prices()));
    List<SeatEvent> anotherTime = new ArrayList<>(events);
    anotherTime.set(1, with(held, held.buyer(), held.time() + 1, held.seats(), held.prices()));
    List<SeatEvent> anotherSeat = new ArrayList<>(events);
    anotherSeat.set(1, with(held, held.buyer(), held.time(), new int[] {3, 5}, held.prices()));
    List<SeatEvent> anotherPrice = new ArrayList<>(events);
    anotherPrice.set(1, with(held, held.buyer(), held.time(), held.seats(), new long[] {1, 2}));
    List<SeatEvent> leftOut = new ArrayList<>(events);
    leftOut.remove(2);
    List<SeatEvent> swapped = new ArrayList<>(events);
    swapped.set(last, events.get(last - 1));
    swapped.set(last - 1, events.get(last));

    assertThat(headOf(events)).isEqualTo(head);
    assertThat(List.of(anotherBuyer, anotherTime, anotherSeat, anotherPrice, leftOut, swapped))
        .allSatisfy(forged -> assertThat(headOf(forged)).isNotEqualTo(head));
  }

  /** The bytes that are hashed are a promise to everybody who has kept a head. */
  @Test
  void hashesTheSameForEver() {
    SeatEvent event =
        new SeatEvent(
            640,
            1,
            11,
            2,
            1_000,
            Kind.HELD,
            false,
            7,
            3,
            4_194_304,
            61_000,
            new int[] {3, 4},
            new long[] {68_000, 68_000},
            null,
            new byte[0]);

    assertThat(HexFormat.of().formatHex(new EventChain().extend(EventChain.start(), event)))
        .isEqualTo("dc3546970c375ea58c06052bb8487a64ffbb4123143e0a5e5b45fe4226d5cd68");
    apply(wire.open());
    assertThat(HexFormat.of().formatHex(chronicle.head(Wire.SHOW)))
        .isEqualTo("da28c7ea5d90ef1c4ed561c236aaa987dc651a2782445005074a0e511efcd182");
  }

  private static SeatEvent with(
      SeatEvent event, long buyer, long time, int[] seats, long[] prices) {
    return new SeatEvent(
        event.position(),
        event.index(),
        event.performance(),
        event.version(),
        time,
        event.kind(),
        event.exchange(),
        event.actor(),
        buyer,
        event.hold(),
        event.deadline(),
        seats,
        prices,
        event.terms(),
        event.head());
  }

  private static byte[] headOf(List<SeatEvent> events) {
    EventChain chain = new EventChain();
    byte[] head = EventChain.start();
    for (SeatEvent event : events) {
      head = chain.extend(head, event);
    }
    return head;
  }

  private void sell() {
    apply(wire.open());
    apply(wire.holdSeats(3, 4));
    apply(wire.holdSeats(5));
    apply(wire.confirm(events.getLast().hold()));
    apply(wire.amendPrices(1, 2));
    assertThat(events).hasSize(5);
    assertThat(Arrays.stream(Kind.values()).mapToInt(Kind::code)).doesNotHaveDuplicates();
  }

  private void apply(DirectBuffer command) {
    chronicle.onMessage(chronicle.position() + STEP, time, command, 0, command.capacity());
  }
}
