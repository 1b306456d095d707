/** The catalog as its callers see it, on a real database. */
@NullMarked
package io.onsale.catalog;

import org.jspecify.annotations.NullMarked;
