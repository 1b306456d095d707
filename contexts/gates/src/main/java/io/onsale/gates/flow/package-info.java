/**
 * What happens to tickets and at gates, one class each. In: plain values from an edge. Out:
 * verdicts and tickets. Ports: {@link io.onsale.gates.flow.Tickets}, {@link
 * io.onsale.gates.flow.OrganizerKeys}, {@link io.onsale.gates.flow.Performances} (rows) and {@link
 * io.onsale.gates.flow.Staff} (accounts). Start at {@link io.onsale.gates.flow.ScanTickets}.
 */
@NullMarked
package io.onsale.gates.flow;

import org.jspecify.annotations.NullMarked;
