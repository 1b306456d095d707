/**
 * The one room that speaks gRPC. In: {@code CatalogService} calls. Out: plain values to {@code
 * flow}, and its results as messages or refusals. Start at {@link
 * io.onsale.catalog.edge.CatalogEdge}.
 */
@NullMarked
package io.onsale.catalog.edge;

import org.jspecify.annotations.NullMarked;
