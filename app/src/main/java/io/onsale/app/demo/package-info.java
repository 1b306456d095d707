/**
 * What a new installation shows: three venues drawn by code, their shows and performances, and
 * accounts to try them with. In: the other contexts, called as any client would. Out: nothing but
 * what they keep. Start at {@link io.onsale.app.demo.DemoData}.
 */
@NullMarked
package io.onsale.app.demo;

import org.jspecify.annotations.NullMarked;
