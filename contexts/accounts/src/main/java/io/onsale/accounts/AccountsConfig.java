package io.onsale.accounts;

import io.onsale.kit.settings.Default;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;

/**
 * Settings of accounts.
 *
 * @param sessionLife how long a sign-in lasts
 * @param passwordMemoryKib memory of one Argon2id hash; 19456 KiB with 2 passes is the least that
 *     OWASP's password storage guide asks for, and some 40 ms here. When it is raised, each
 *     password is hashed anew at its next sign-in
 * @param passwordPasses passes over that memory
 * @param passwordThreads how many hashes at once
 * @param passwordQueue how many may wait for a hash; who comes then is told to slow down
 * @param database where the rows are
 */
public record AccountsConfig(
    @Default("12h") Duration sessionLife,
    @Default("19456") int passwordMemoryKib,
    @Default("2") int passwordPasses,
    @Default("2") int passwordThreads,
    @Default("256") int passwordQueue,
    DatabaseConfig database) {

  private static final int MEMORY_KIB_MIN = 19_456;
  private static final int MEMORY_KIB_MAX = 1 << 20;

  public AccountsConfig {
    if (sessionLife.compareTo(Duration.ofMinutes(1)) < 0
        || sessionLife.compareTo(Duration.ofDays(90)) > 0) {
      throw new IllegalArgumentException("session-life must be 1m to 90d");
    }
    if (passwordMemoryKib < MEMORY_KIB_MIN || passwordMemoryKib > MEMORY_KIB_MAX) {
      throw new IllegalArgumentException(
          "password-memory-kib must be " + MEMORY_KIB_MIN + " to " + MEMORY_KIB_MAX);
    }
    if (passwordPasses < 2 || passwordPasses > 20) {
      throw new IllegalArgumentException("password-passes must be 2 to 20");
    }
    if (passwordThreads < 1 || passwordThreads > 64) {
      throw new IllegalArgumentException("password-threads must be 1 to 64");
    }
    if (passwordQueue < 1 || passwordQueue > 10_000) {
      throw new IllegalArgumentException("password-queue must be 1 to 10000");
    }
  }
}
