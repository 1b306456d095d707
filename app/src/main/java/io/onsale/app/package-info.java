/**
 * Composes the contexts into a process. In: the command line and settings. Out: everything that
 * runs, and where it is to be found. Start at {@link io.onsale.app.OnsaleMain}; tests start at
 * {@link io.onsale.app.Onsale}.
 */
@NullMarked
package io.onsale.app;

import org.jspecify.annotations.NullMarked;
