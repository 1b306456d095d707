/** Composes the contexts into processes: all in one, or one role each. */
@NullMarked
package io.onsale.app;

import org.jspecify.annotations.NullMarked;
