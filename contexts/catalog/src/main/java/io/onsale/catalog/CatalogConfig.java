package io.onsale.catalog;

import io.onsale.kit.ids.Ids;
import io.onsale.kit.settings.Default;
import io.onsale.kit.store.DatabaseConfig;
import java.util.List;

/**
 * Settings of the catalog.
 *
 * @param database where its rows are
 * @param shards numbers of the seats' shards that new performances are spread over; those that
 *     exist stay where they are whatever this says
 */
public record CatalogConfig(DatabaseConfig database, @Default("0") List<Integer> shards) {
  public CatalogConfig {
    if (shards.isEmpty()
        || shards.stream().distinct().count() < shards.size()
        || shards.stream().anyMatch(shard -> shard < 0 || shard >= Ids.ENDS)) {
      throw new IllegalArgumentException(
          "shards must be one or more different numbers from 0 to " + (Ids.ENDS - 1));
    }
  }

  /** With one shard, number 0. */
  public CatalogConfig(DatabaseConfig database) {
    this(database, List.of(0));
  }
}
