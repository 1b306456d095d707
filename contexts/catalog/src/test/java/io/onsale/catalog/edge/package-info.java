/** Plans and calls as they come from outside. */
@NullMarked
package io.onsale.catalog.edge;

import org.jspecify.annotations.NullMarked;
