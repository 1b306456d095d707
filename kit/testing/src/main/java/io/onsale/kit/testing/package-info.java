/** What tests of every room share: clocks that stand still, databases and servers of their own. */
@NullMarked
package io.onsale.kit.testing;

import org.jspecify.annotations.NullMarked;
