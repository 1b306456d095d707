package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrdersConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Settings.fromNothing().bind(OrdersConfig.class))
        .isEqualTo(
            new OrdersConfig(DatabaseConfig.defaults(), 500, 600, Duration.ofSeconds(1), 500));
  }

  @Test
  void readsEverySetting() {
    String yaml =
        """
        database:
          url: jdbc:h2:mem:x
        fee-basis-points: 250
        tax-basis-points: 0
        expiry-interval: 2s
        expiry-batch-max: 50
        """;
    assertThat(Settings.from("test", yaml).bind(OrdersConfig.class))
        .isEqualTo(
            new OrdersConfig(
                DatabaseConfig.at("jdbc:h2:mem:x"), 250, 0, Duration.ofSeconds(2), 50));
  }

  @Test
  void refusesSharesBeyondTheWholePrice() {
    assertThatThrownBy(
            () -> Settings.from("test", "fee-basis-points: 9500").bind(OrdersConfig.class))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("fee-basis-points");
  }
}
