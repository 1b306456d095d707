/**
 * What contexts tell each other after the fact. In: each context's {@link
 * io.onsale.kit.events.EventLog} (kit/store's outbox is one). Out: each event, once and in the
 * order of its key, at the handlers of every {@link io.onsale.kit.events.Subscription}. A broker is
 * another way from log to subscription, behind the same two. Start at {@link
 * io.onsale.kit.events.Event}.
 */
@NullMarked
package io.onsale.kit.events;

import org.jspecify.annotations.NullMarked;
