/**
 * The public contract as the gateway uses it while running. In: {@code contracts/public.yaml}. Out:
 * the operations with who may call them, and what their bodies and parameters must look like. Start
 * at {@link io.onsale.gateway.contract.Contract}.
 */
@NullMarked
package io.onsale.gateway.contract;

import org.jspecify.annotations.NullMarked;
