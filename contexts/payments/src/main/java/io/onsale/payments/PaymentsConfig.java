package io.onsale.payments;

import io.onsale.kit.settings.Default;
import io.onsale.kit.store.DatabaseConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * @param publicUrl where buyers reach this installation: the sandbox provider's page and the way
 *     back are below it
 * @param reconcileInterval how often overdue payments are looked for
 */
public record PaymentsConfig(
    DatabaseConfig database,
    @Default("http://localhost:8080") URI publicUrl,
    @Default("10s") Duration reconcileInterval,
    Sandbox sandbox) {

  public PaymentsConfig {
    if (!publicUrl.isAbsolute()) {
      throw new IllegalArgumentException("public-url must begin with http:// or https://");
    }
    if (reconcileInterval.toMillis() < 10) {
      throw new IllegalArgumentException("reconcile-interval must be at least 10ms");
    }
  }

  /**
   * The provider that moves no money.
   *
   * @param enabled only for demos and tests: with it everybody pays by a click
   * @param webhookUrl where it posts what happened; below the public URL when not set
   */
  public record Sandbox(@Default("false") boolean enabled, Optional<URI> webhookUrl) {}

  URI webhookUrl() {
    return sandbox.webhookUrl().orElseGet(() -> publicUrl.resolve("/v1/payment-webhooks/sandbox"));
  }
}
