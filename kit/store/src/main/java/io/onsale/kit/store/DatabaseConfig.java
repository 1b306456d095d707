package io.onsale.kit.store;

import io.onsale.kit.settings.Default;
import io.onsale.kit.settings.Secret;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a context keeps its rows.
 *
 * @param url JDBC URL of H2, MariaDB, MySQL or PostgreSQL; none for the H2 file in the data folder
 * @param user who signs in
 * @param password the user's
 * @param poolSize the most connections at once
 * @param connectTimeout how long one waits for a free connection
 * @param eventsKept how long the events that a context publishes are kept once everybody has dealt
 *     with them
 */
public record DatabaseConfig(
    Optional<String> url,
    @Default("sa") String user,
    @Default("") Secret password,
    @Default("8") int poolSize,
    @Default("5s") Duration connectTimeout,
    @Default("7d") Duration eventsKept) {

  public DatabaseConfig {
    if (poolSize < 1 || poolSize > 200) {
      throw new IllegalArgumentException("pool-size must be 1 to 200");
    }
    if (connectTimeout.toMillis() < 250) {
      throw new IllegalArgumentException("connect-timeout must be at least 250ms");
    }
    if (eventsKept.isNegative()) {
      throw new IllegalArgumentException("events-kept must be at least 0s");
    }
  }

  /** All defaults, with a URL. */
  public static DatabaseConfig at(String url) {
    return of(Optional.of(url));
  }

  /** All defaults: the H2 file in the data folder. */
  public static DatabaseConfig defaults() {
    return of(Optional.empty());
  }

  private static DatabaseConfig of(Optional<String> url) {
    return new DatabaseConfig(
        url, "sa", new Secret(""), 8, Duration.ofSeconds(5), Duration.ofDays(7));
  }
}
