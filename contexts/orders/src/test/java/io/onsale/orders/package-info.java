/** Orders as a whole context, on a real database, with hand-written peers. */
@NullMarked
package io.onsale.orders;

import org.jspecify.annotations.NullMarked;
