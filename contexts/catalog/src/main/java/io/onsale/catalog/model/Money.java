package io.onsale.catalog.model;

/**
 * An amount in minor units.
 *
 * @param amount minor units: 68000 CNY is 680 yuan
 * @param currency ISO 4217
 */
public record Money(long amount, String currency) {}
