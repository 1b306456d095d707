/**
 * Names for things. In: a clock and this process's node number. Out: 64-bit ids that grow with
 * time, and their public form. Start at {@link io.onsale.kit.ids.Ids}.
 */
@NullMarked
package io.onsale.kit.ids;

import org.jspecify.annotations.NullMarked;
