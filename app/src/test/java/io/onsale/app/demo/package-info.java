/** The venues are what they say they are. */
@NullMarked
package io.onsale.app.demo;

import org.jspecify.annotations.NullMarked;
