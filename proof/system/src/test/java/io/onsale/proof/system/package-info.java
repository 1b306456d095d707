/**
 * Onsale as its users meet it: a process of its own, its public port, real disks, real kills.
 * Nothing here looks inside. Start at {@link io.onsale.proof.system.Purchase}.
 */
@NullMarked
package io.onsale.proof.system;

import org.jspecify.annotations.NullMarked;
