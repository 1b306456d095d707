package io.onsale.payments.model;

import java.util.Currency;

/**
 * @param amount in minor units of the currency, more than 0: 68000 CNY is 680 yuan
 * @param currency ISO 4217 code of a currency that has minor units
 */
public record Money(long amount, String currency) {
  /** Throws IllegalArgumentException for nothing, less, or a currency that does not exist. */
  public Money {
    if (amount <= 0) {
      throw new IllegalArgumentException(
          "a payment must be of more than nothing, not of " + amount);
    }
    if (Currency.getInstance(currency).getDefaultFractionDigits() < 0) {
      throw new IllegalArgumentException(currency + " has no minor units");
    }
  }
}
