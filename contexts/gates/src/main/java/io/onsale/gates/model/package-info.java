/**
 * What a ticket code is, and what a gate answers to one. In: bytes, keys, instants and chance as
 * parameters. Out: codes and verdicts. JDK only, no clock, no I/O. Start at {@link
 * io.onsale.gates.model.TicketCode} (the code and its bytes), then {@link
 * io.onsale.gates.model.Gate} (the order of the checks).
 */
@NullMarked
package io.onsale.gates.model;

import org.jspecify.annotations.NullMarked;
