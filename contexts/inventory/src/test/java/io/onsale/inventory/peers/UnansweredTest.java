package io.onsale.inventory.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.peers.SeatLogClient.Pending;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnansweredTest {
  private static final Origin ORIGIN = new Origin(0, 1, 1, 0, 1, 1, 1);

  private final Unanswered unanswered = new Unanswered(4);

  private Pending add(long correlation) {
    Pending one = new Pending(correlation, ORIGIN, new SeatCommand.Confirm(1, 1), null, false);
    unanswered.add(one);
    return one;
  }

  @Test
  void findsEachByItsNumber() {
    Pending first = add(-1);
    Pending second = add(0);

    assertThat(unanswered.find(-1)).isSameAs(first);
    assertThat(unanswered.find(0)).isSameAs(second);
    assertThat(unanswered.find(1)).isNull();
    assertThat(unanswered.size()).isEqualTo(2);
  }

  @Test
  void forgetsWhatIsRemoved() {
    Pending one = add(7);

    unanswered.remove(one);

    assertThat(unanswered.find(7)).isNull();
    assertThat(unanswered.isEmpty()).isTrue();
  }

  @Test
  void keepsOneThatStaysWhileTheNumbersGoAround() {
    Pending old = add(1);
    List<Pending> later = new ArrayList<>();
    for (long number = 2; number < 200; number++) {
      Pending one = add(number);
      assertThat(unanswered.find(number)).isSameAs(one);
      later.add(one);
      if (later.size() == 3) {
        unanswered.remove(later.removeFirst());
      }
    }

    assertThat(unanswered.find(1)).isSameAs(old);
    assertThat(unanswered.size()).isEqualTo(3);
    unanswered.remove(old);
    assertThat(unanswered.find(1)).isNull();
  }

  @Test
  void forgetsOneThatLostItsPlaceToAnOlderOne() {
    int around = 1 << 20;
    var _ = add(1);
    Pending other = add(1 + around);

    unanswered.remove(other);

    assertThat(unanswered.find(1 + around)).isNull();
    assertThat(unanswered.find(1)).isNotNull();
  }

  @Test
  void goesThroughAllWhileTheyAreRemoved() {
    var _ = add(1);
    var _ = add(1 + (1 << 20));
    var _ = add(2 + (1 << 20));
    List<Long> seen = new ArrayList<>();

    unanswered.forEach(one -> {
      seen.add(one.correlation);
      unanswered.remove(one);
    });

    assertThat(seen).containsExactlyInAnyOrder(1L, 1L + (1 << 20), 2L + (1 << 20));
    assertThat(unanswered.isEmpty()).isTrue();
  }
}
