package io.onsale.delivery.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.delivery.model.State.Cancelled;
import io.onsale.delivery.model.State.Delivered;
import io.onsale.delivery.model.State.Packed;
import io.onsale.delivery.model.State.Planned;
import io.onsale.delivery.model.State.Preparing;
import io.onsale.delivery.model.State.Sent;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every wish and fact in every state. */
class DeliveryTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final Address ADDRESS =
      new Address("李雷", "+86 10 1234", List.of("工体北路 1 号"), "北京", "100027", "CN");
  private static final List<State> STATES =
      List.of(
          new Planned(),
          new Preparing(),
          new Packed(),
          new Sent("SF-1"),
          new Delivered("SF-1"),
          new Cancelled());

  @Test
  void becomesOnlyWhatItsStateAllows() {
    // In the order of STATES: "-" stays as it is, "!" refuses, else what it becomes.
    check(d -> d.dispatch(NOW), "PREPARING", "-", "-", "-", "-", "PREPARING");
    check(d -> d.lapse(NOW), "CANCELLED", "-", "-", "-", "-", "-");
    check(d -> d.cancel(NOW), "CANCELLED", "CANCELLED", "CANCELLED", "-", "-", "-");
    check(d -> d.update(Status.PACKED, "", NOW), "!", "PACKED", "-", "!", "!", "!");
    check(d -> d.update(Status.SENT, "", NOW), "!", "SENT", "SENT", "-", "!", "!");
    check(d -> d.update(Status.SENT, "SF-2", NOW), "!", "SENT", "SENT", "SENT", "!", "!");
    check(
        d -> d.update(Status.DELIVERED, "", NOW),
        "!",
        "DELIVERED",
        "DELIVERED",
        "DELIVERED",
        "-",
        "!");
  }

  @Test
  void neverTravelsByCourierOnThePhone() {
    Delivery mobile = Delivery.plan("o", "a", "h", new Wish(Method.MOBILE, null), NOW);
    assertThat(mobile.dispatch(NOW))
        .isInstanceOfSatisfying(
            Decision.Become.class,
            become -> assertThat(become.next().status()).isEqualTo(Status.DELIVERED));
    assertThat(mobile.update(Status.SENT, "", NOW)).isInstanceOf(Decision.Refuses.class);
  }

  @Test
  void keepsTrackingNumberWhenNoneIsTold() {
    assertThat(in(new Sent("SF-1")).update(Status.DELIVERED, "", NOW))
        .isInstanceOfSatisfying(
            Decision.Become.class,
            become -> assertThat(become.next().state()).isEqualTo(new Delivered("SF-1")));
  }

  @Test
  void neverPrintsAnAddress() {
    assertThat(in(new Planned()).toString()).doesNotContain("李雷", "工体");
  }

  private static void check(Function<Delivery, Decision> wish, String... expected) {
    for (int i = 0; i < STATES.size(); i++) {
      String actual =
          switch (wish.apply(in(STATES.get(i)))) {
            case Decision.Become(var next) -> next.status().name();
            case Decision.Stays _ -> "-";
            case Decision.Refuses _ -> "!";
          };
      assertThat(actual).as("%s", STATES.get(i)).isEqualTo(expected[i]);
    }
  }

  private static Delivery in(State state) {
    return new Delivery("o", "a", "h", new Wish(Method.COURIER, ADDRESS), state, NOW, 0);
  }
}
