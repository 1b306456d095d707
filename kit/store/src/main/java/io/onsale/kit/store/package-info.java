/** SQL for a context: its schema, its transactions, its outbox and inbox. */
@NullMarked
package io.onsale.kit.store;

import org.jspecify.annotations.NullMarked;
