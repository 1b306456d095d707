package io.onsale.payments.model;

/**
 * What a provider says of a payment.
 *
 * @param received the money that came, which may not be what was asked for; what was asked for when
 *     none came
 */
public record Statement(Standing standing, Money received) {}
