package io.onsale.orders.model;

/** What an all-in total is made of; the three add up to it. */
public record PriceLines(Money face, Money fee, Money tax) {}
