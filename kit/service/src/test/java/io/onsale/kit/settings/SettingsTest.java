package io.onsale.kit.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
  enum Wish {
    NONE,
    WINDOW_SEAT
  }

  record Pool(@Default("8") int size, Optional<String> url, @Default("") Secret password) {
    Pool {
      if (size < 1) {
        throw new IllegalArgumentException("size must be at least 1");
      }
    }
  }

  record Everything(
      String name,
      @Default("10m") Duration holdTimeout,
      @Default("/tmp") Path folder,
      @Default("7") long big,
      @Default("0.5") double ratio,
      @Default("true") boolean open,
      @Default("window-seat") Wish wish,
      @Default("a, b") List<String> words,
      @Default("") List<Integer> numbers,
      Map<String, URI> peers,
      Optional<Pool> second,
      Pool pool) {}

  private static Everything bind(String yaml, Map<String, String> environment) {
    return Settings.from("test.yaml", yaml).environment(environment).bind(Everything.class);
  }

  private static List<String> faults(String yaml, Map<String, String> environment) {
    return catchThrowableOfType(SettingsRefused.class, () -> bind(yaml, environment)).faults();
  }

  @Test
  void takesDefaultsForAllThatIsNotSet() {
    assertThat(bind("name: x", Map.of()))
        .isEqualTo(
            new Everything(
                "x",
                Duration.ofMinutes(10),
                Path.of("/tmp"),
                7,
                0.5,
                true,
                Wish.WINDOW_SEAT,
                List.of("a", "b"),
                List.of(),
                Map.of(),
                Optional.empty(),
                new Pool(8, Optional.empty(), new Secret(""))));
  }

  @Test
  void readsEveryType() {
    String yaml =
        """
        name: shop
        hold-timeout: 250ms
        folder: /data
        big: 99999999999
        ratio: 2
        open: false
        wish: none
        words: [x, "y"]
        numbers: 1,2
        peers:
          orders: http://orders:9090
        second: {size: 2}
        pool:
          size: 3
          url: jdbc:x
          password: hunter2
        """;
    assertThat(bind(yaml, Map.of()))
        .isEqualTo(
            new Everything(
                "shop",
                Duration.ofMillis(250),
                Path.of("/data"),
                99_999_999_999L,
                2,
                false,
                Wish.NONE,
                List.of("x", "y"),
                List.of(1, 2),
                Map.of("orders", URI.create("http://orders:9090")),
                Optional.of(new Pool(2, Optional.empty(), new Secret(""))),
                new Pool(3, Optional.of("jdbc:x"), new Secret("hunter2"))));
  }

  @Test
  void readsDurationsOfEachUnit() {
    Map.of(
            "5ms", Duration.ofMillis(5),
            "5s", Duration.ofSeconds(5),
            "5m", Duration.ofMinutes(5),
            "5h", Duration.ofHours(5),
            "5d", Duration.ofDays(5),
            "PT5S", Duration.ofSeconds(5))
        .forEach((text, duration) ->
            assertThat(bind("name: x\nhold-timeout: " + text, Map.of()).holdTimeout())
                .isEqualTo(duration));
  }

  @Test
  void environmentWinsOverTheFile() {
    Everything bound =
        bind(
            "name: file\npool: {size: 2}",
            Map.of(
                "ONSALE_NAME", "environment",
                "ONSALE_POOL_SIZE", "5",
                "ONSALE_PEERS_ORDERS", "http://o:1",
                "ONSALE_WORDS", "p,q",
                "ONSALE_SECOND_SIZE", "4",
                "PATH", "/bin"));

    assertThat(bound.name()).isEqualTo("environment");
    assertThat(bound.pool().size()).isEqualTo(5);
    assertThat(bound.peers()).containsEntry("orders", URI.create("http://o:1"));
    assertThat(bound.words()).containsExactly("p", "q");
    assertThat(bound.second().orElseThrow().size()).isEqualTo(4);
  }

  @Test
  void theCommandLineWinsOverTheEnvironment() {
    Everything bound =
        Settings.fromNothing()
            .environment(
                Map.of("ONSALE_NAME", "environment", "ONSALE_JVM_OPTS", "-X"), "ONSALE_JVM_OPTS")
            .with("name", "line")
            .orElse("name", "fallback")
            .orElse("pool.size", "9")
            .bind(Everything.class);

    assertThat(bound.name()).isEqualTo("line");
    assertThat(bound.pool().size()).isEqualTo(9);
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    List<String> faults =
        faults(
            """
            hold-timeot: 5s
            hold-timeout: soon
            big: 1.5
            open: maybe
            wish: window
            ratio: {a: 1}
            words: {a: 1}
            numbers: [1, x]
            peers: [a]
            pool:
              size: lots
              passwrd: hunter2
            """,
            Map.of("ONSALE_POOL_SIZ", "3", "ONSALE_FOLDER", "/tmp"));

    assertThat(faults)
        .contains(
            "hold-timeot: there is no such setting; the nearest is hold-timeout",
            "name: is required, and neither the file nor ONSALE_NAME sets it",
            "hold-timeout: must be a duration such as 250ms, 30s, 10m, 2h or 7d",
            "big: must be a whole number",
            "open: must be true or false",
            "wish: must be one of none, window-seat",
            "ratio: must be a number, not a mapping",
            "words: must be a list, not a mapping",
            "numbers[1]: must be a whole number",
            "peers: must be a mapping of names to values, not a list",
            "pool.size: must be a whole number",
            "pool.passwrd: there is no such setting; the nearest is password",
            "ONSALE_POOL_SIZ (environment): there is no such setting;"
                + " the nearest is ONSALE_POOL_SIZE")
        .hasSize(13);
  }

  @Test
  void tellsWhatTheRecordItselfRefuses() {
    assertThat(faults("name: x\npool: {size: 0}", Map.of()))
        .containsExactly("pool: size must be at least 1");
  }

  @Test
  void neverTellsAValue() {
    assertThatThrownBy(() -> bind("pool: {size: hunter2}\nname: x", Map.of()))
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> bind("password: hunter2 : :\n- x", Map.of()))
        .hasMessageContaining("this is not YAML, at line")
        .hasMessageNotContaining("hunter2");
    assertThat(bind("name: x\npool: {password: hunter2}", Map.of()).toString())
        .contains("***")
        .doesNotContain("hunter2");
  }

  @Test
  void refusesDocumentsThatAreNoMapping() {
    assertThatThrownBy(() -> Settings.from("x", "- a\n- b")).hasMessageContaining("mapping");
    assertThatThrownBy(() -> Settings.from("x", "a: 1\na: 2")).isInstanceOf(SettingsRefused.class);
    assertThatThrownBy(() -> Settings.fromFile(Path.of("/does/not/exist.yaml")))
        .hasMessageContaining("cannot be read");
    assertThat(faults("", Map.of())).hasSize(1);
  }
}
