/** The rules of the catalog, each told by its test. */
@NullMarked
package io.onsale.catalog.model;

import org.jspecify.annotations.NullMarked;
