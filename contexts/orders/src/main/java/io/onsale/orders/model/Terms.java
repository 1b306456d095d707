package io.onsale.orders.model;

import java.time.Instant;

/**
 * What was agreed when the order was placed; it never changes.
 *
 * @param hold the hold that was ordered; a hold is ordered once
 * @param total all-in, the sum of the lines
 * @param substitute whether other seats of the same tier side by side will do when a late payment
 *     finds these taken
 */
public record Terms(
    String id,
    String hold,
    String performance,
    String buyer,
    String organizer,
    Money total,
    PriceLines lines,
    boolean substitute,
    DeliveryMethod delivery,
    Instant placedAt) {}
