package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GatesConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Settings.fromNothing().bind(GatesConfig.class))
        .isEqualTo(new GatesConfig(Duration.ofDays(365), DatabaseConfig.defaults()));
  }

  @Test
  void readsEverySetting() {
    String yaml =
        """
        organizer-key-life: 90d
        database:
          url: jdbc:h2:mem:x
        """;

    assertThat(Settings.from("test", yaml).bind(GatesConfig.class))
        .isEqualTo(new GatesConfig(Duration.ofDays(90), DatabaseConfig.at("jdbc:h2:mem:x")));
  }

  @Test
  void refusesAKeyLifeThatWouldFloodManifests() {
    assertThatThrownBy(
            () -> Settings.from("test", "organizer-key-life: 1h").bind(GatesConfig.class))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("organizer-key-life");
  }
}
