package io.onsale.payments.model;

import java.time.Instant;

/**
 * What the sandbox provider has to tell of a payment.
 *
 * @param id tells whether a message is the same
 * @param at when it happened
 * @param attempts how often it was tried to be told, in vain
 */
public record SandboxNotice(
    String id, String payment, Standing standing, Money amount, Instant at, int attempts) {}
