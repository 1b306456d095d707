/**
 * What the edge costs: the whole path of a hold beside empty routes of the same sizes. In: the
 * options of {@code ./onsale bench edge}. Out: a table. Start at {@link
 * io.onsale.proof.bench.edge.EdgeBench}; it starts the servers ({@link
 * io.onsale.proof.bench.edge.EmptyServers}, and Onsale itself) and the load ({@link
 * io.onsale.proof.bench.edge.Load}) in processes of their own.
 */
@NullMarked
package io.onsale.proof.bench.edge;

import org.jspecify.annotations.NullMarked;
