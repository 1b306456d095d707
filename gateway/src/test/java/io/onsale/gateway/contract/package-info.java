/** Whether the contract is read as it is meant. */
@NullMarked
package io.onsale.gateway.contract;

import org.jspecify.annotations.NullMarked;
