package io.onsale.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import io.onsale.kit.store.DatabaseConfig;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaymentsConfigTest {
  @Test
  void hasDefaultsWithoutSandbox() {
    PaymentsConfig config = Settings.fromNothing().bind(PaymentsConfig.class);
    assertThat(config)
        .isEqualTo(
            new PaymentsConfig(
                DatabaseConfig.defaults(),
                URI.create("http://localhost:8080"),
                Duration.ofSeconds(10),
                new PaymentsConfig.Sandbox(false, Optional.empty())));
    assertThat(config.webhookUrl())
        .isEqualTo(URI.create("http://localhost:8080/v1/payment-webhooks/sandbox"));
  }

  @Test
  void readsEverySetting() {
    String yaml =
        """
        database:
          url: jdbc:h2:mem:x
        public-url: https://onsale.example
        reconcile-interval: 30s
        sandbox:
          enabled: true
          webhook-url: http://127.0.0.1:9/hook
        """;
    PaymentsConfig config = Settings.from("test", yaml).bind(PaymentsConfig.class);
    assertThat(config)
        .isEqualTo(
            new PaymentsConfig(
                DatabaseConfig.at("jdbc:h2:mem:x"),
                URI.create("https://onsale.example"),
                Duration.ofSeconds(30),
                new PaymentsConfig.Sandbox(
                    true, Optional.of(URI.create("http://127.0.0.1:9/hook")))));
    assertThat(config.webhookUrl()).isEqualTo(URI.create("http://127.0.0.1:9/hook"));
  }

  @Test
  void refusesAddressThatLeadsNowhere() {
    assertThatThrownBy(() -> Settings.from("test", "public-url: onsale").bind(PaymentsConfig.class))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("public-url");
  }
}
