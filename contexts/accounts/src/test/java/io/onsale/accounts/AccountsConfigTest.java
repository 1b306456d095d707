package io.onsale.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccountsConfigTest {
  @Test
  void hasDefaults() {
    assertThat(Settings.fromNothing().bind(AccountsConfig.class))
        .isEqualTo(
            new AccountsConfig(Duration.ofHours(12), 19_456, 2, 2, 256, DatabaseConfig.defaults()));
  }

  @Test
  void readsEverySetting() {
    String yaml =
        """
        session-life: 30m
        password-memory-kib: 65536
        password-passes: 3
        password-threads: 4
        password-queue: 10
        database:
          url: jdbc:h2:mem:x
        """;

    assertThat(Settings.from("test", yaml).bind(AccountsConfig.class))
        .isEqualTo(
            new AccountsConfig(
                Duration.ofMinutes(30), 65_536, 3, 4, 10, DatabaseConfig.at("jdbc:h2:mem:x")));
  }

  @ParameterizedTest
  @CsvSource({
    "session-life, 30s",
    "password-memory-kib, 19455",
    "password-passes, 1",
    "password-threads, 0",
    "password-queue, 0"
  })
  void refusesWhatWouldBeUnsafe(String name, String value) {
    assertThatThrownBy(() -> Settings.from("test", name + ": " + value).bind(AccountsConfig.class))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(name);
  }
}
