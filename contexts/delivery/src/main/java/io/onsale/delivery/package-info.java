/** How a ticket reaches its owner: at once on the phone, or on paper by courier. */
@NullMarked
package io.onsale.delivery;

import org.jspecify.annotations.NullMarked;
