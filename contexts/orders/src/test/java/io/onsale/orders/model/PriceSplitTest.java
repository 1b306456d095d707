package io.onsale.orders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PriceSplitTest {
  @Test
  void splitsByShare() {
    PriceLines lines = new PriceSplit(500, 600).split(new Money(10_000, "CNY"));
    assertThat(lines.face().amount()).isEqualTo(8_900);
    assertThat(lines.fee().amount()).isEqualTo(500);
    assertThat(lines.tax().amount()).isEqualTo(600);
  }

  @Test
  void givesUnitsLeftOverToLargestRemainder() {
    // 3 × 89 % = 2.67, 3 × 5 % = 0.15, 3 × 6 % = 0.18
    PriceLines lines = new PriceSplit(500, 600).split(new Money(3, "JPY"));
    assertThat(lines.face().amount()).isEqualTo(3);
    // 10 × 33.34 % = 3.334, 10 × 33.33 % = 3.333 twice: one is left over
    PriceLines thirds = new PriceSplit(3_333, 3_333).split(new Money(10, "JPY"));
    assertThat(thirds)
        .isEqualTo(new PriceLines(new Money(4, "JPY"), new Money(3, "JPY"), new Money(3, "JPY")));
  }

  @Test
  void neitherLosesNorMakesMoney() {
    SplittableRandom random = new SplittableRandom(20260601);
    for (int i = 0; i < 10_000; i++) {
      int fee = random.nextInt(10_001);
      int tax = random.nextInt(10_001 - fee);
      long amount = random.nextLong(0, Long.MAX_VALUE >> random.nextInt(63));
      PriceLines lines = new PriceSplit(fee, tax).split(new Money(amount, "EUR"));
      assertThat(lines.face().amount() + lines.fee().amount() + lines.tax().amount())
          .as("%d with fee %d and tax %d", amount, fee, tax)
          .isEqualTo(amount);
    }
  }

  @Test
  void splitsNothingIntoNothing() {
    Money nothing = new Money(0, "CNY");
    assertThat(new PriceSplit(500, 600).split(nothing))
        .isEqualTo(new PriceLines(nothing, nothing, nothing));
  }

  @Test
  void refusesSharesBeyondTheWhole() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PriceSplit(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PriceSplit(5_000, 5_001));
  }
}
