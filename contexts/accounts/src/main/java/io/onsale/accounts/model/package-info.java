/**
 * People and the organisations that they work for. In: text that somebody typed. Out: values that
 * are valid by their being there. JDK only, no clock, no I/O. Start at {@link
 * io.onsale.accounts.model.Account}.
 */
@NullMarked
package io.onsale.accounts.model;

import org.jspecify.annotations.NullMarked;
