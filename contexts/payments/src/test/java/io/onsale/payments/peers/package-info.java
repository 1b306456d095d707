/** What the sandbox provider signs. */
@NullMarked
package io.onsale.payments.peers;

import org.jspecify.annotations.NullMarked;
