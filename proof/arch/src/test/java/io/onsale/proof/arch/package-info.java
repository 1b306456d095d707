/**
 * The rules of the house, checked on its compiled classes and on its files.
 *
 * <p>Start at {@link io.onsale.proof.arch.House}. Each rule is also run on a planted violation (the
 * {@code planted} packages beside this one), so that a rule which checks nothing can't pass for one
 * which finds nothing.
 */
@NullMarked
package io.onsale.proof.arch;

import org.jspecify.annotations.NullMarked;
