package io.onsale.payments.model;

import java.time.Instant;

/**
 * What is to be paid, by whom and until when; it never changes.
 *
 * @param id unguessable: who has it may see and settle the payment at the sandbox provider
 * @param provider the provider's name
 */
public record Charge(
    String id,
    String order,
    String account,
    String organizer,
    Money amount,
    String provider,
    Instant expiresAt,
    Instant openedAt) {}
