/**
 * Tickets as signed codes, and their check-in. In: {@code GatesService} of the contracts, and
 * events of the catalog (which performances there are) and of orders (paid: issue, refund
 * requested: make void). Out: events about tickets. Start at {@link io.onsale.gates.GatesMain};
 * what a code is tells {@code docs/decisions/0005-ticket-codes.md}.
 */
@NullMarked
package io.onsale.gates;

import org.jspecify.annotations.NullMarked;
