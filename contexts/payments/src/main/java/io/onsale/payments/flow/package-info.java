/**
 * Charging, refunding and reconciling. In: plain values, and what providers say. Out: an {@link
 * io.onsale.payments.flow.Answer}. Ports: {@link io.onsale.payments.flow.Payments} and {@link
 * io.onsale.payments.flow.SandboxBooks} (books), {@link io.onsale.payments.flow.Provider} (who has
 * the money), {@link io.onsale.payments.flow.Courier} (the sandbox provider's way to us).
 *
 * <p>What is intended is written before a provider is asked, and what it says is written after.
 * What was cut off in between is found by {@link io.onsale.payments.flow.Reconcile} and asked for
 * again. Start at {@link io.onsale.payments.flow.HearProvider}: everything that a provider says
 * goes through it.
 */
@NullMarked
package io.onsale.payments.flow;

import org.jspecify.annotations.NullMarked;
