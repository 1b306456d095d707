package io.onsale.gates.model;

import java.time.Instant;

/**
 * What gates know of a performance.
 *
 * @param doorsAt when admission opens
 */
public record Performance(long id, String organizerId, Instant doorsAt, Instant startsAt) {}
