package io.onsale.catalog;

import io.onsale.kit.store.DatabaseConfig;

/**
 * Settings of the catalog.
 *
 * @param database where its rows are
 */
public record CatalogConfig(DatabaseConfig database) {}
