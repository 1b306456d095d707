package io.onsale.orders.model;

/**
 * Splits an all-in price into face, fee and tax. Both shares are contained in the price, in basis
 * points of it: with 500 and 600, 10000 is 8900 face, 500 fee and 600 tax.
 *
 * @param feeBasisPoints 0 or more; with the tax at most 10,000
 * @param taxBasisPoints 0 or more
 */
public record PriceSplit(int feeBasisPoints, int taxBasisPoints) {
  private static final int WHOLE = 10_000;

  /** Throws IllegalArgumentException when the shares are negative or more than the whole. */
  public PriceSplit {
    if (feeBasisPoints < 0 || taxBasisPoints < 0 || feeBasisPoints + taxBasisPoints > WHOLE) {
      throw new IllegalArgumentException("fee and tax must be 0 to 10000 basis points together");
    }
  }

  /** Rounds by largest remainder: no unit is lost or made. A tie goes to face, then fee. */
  public PriceLines split(Money total) {
    int[] weights = {WHOLE - feeBasisPoints - taxBasisPoints, feeBasisPoints, taxBasisPoints};
    long[] shares = new long[weights.length];
    long[] remainders = new long[weights.length];
    long left = total.amount();
    for (int i = 0; i < weights.length; i++) {
      // In two parts, so that amount × weight can't overflow.
      long rest = total.amount() % WHOLE * weights[i];
      shares[i] = total.amount() / WHOLE * weights[i] + rest / WHOLE;
      remainders[i] = rest % WHOLE;
      left -= shares[i];
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < remainders.length; i++) {
        if (remainders[i] > remainders[largest]) {
          largest = i;
        }
      }
      shares[largest]++;
      remainders[largest] = -1;
    }
    return new PriceLines(total.of(shares[0]), total.of(shares[1]), total.of(shares[2]));
  }
}
