package io.onsale.orders.model;

import java.util.Currency;

/**
 * @param amount in minor units of the currency, 0 or more: 68000 CNY is 680 yuan
 * @param currency ISO 4217 code of a currency that has minor units
 */
public record Money(long amount, String currency) {
  /** Throws IllegalArgumentException for a negative amount or a currency that does not exist. */
  public Money {
    if (amount < 0) {
      throw new IllegalArgumentException("money must not be negative: " + amount);
    }
    if (Currency.getInstance(currency).getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException(currency + " has no minor units");
    }
  }

  public boolean isZero() {
    return amount == 0;
  }

  /** As much of the same currency as this amount says. */
  Money of(long other) {
    return new Money(other, currency);
  }
}
