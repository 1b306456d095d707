/**
 * One JSON object a line. In: what is logged. Out: lines with the request id and caller of the call
 * that is being served. Start at {@link io.onsale.kit.logs.JsonLines}.
 */
@NullMarked
package io.onsale.kit.logs;

import org.jspecify.annotations.NullMarked;
