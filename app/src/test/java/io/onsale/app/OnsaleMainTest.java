package io.onsale.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.InventoryConfig;
import io.onsale.inventory.ShardConfig;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.kit.server.Wiring;
import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import io.onsale.kit.store.DatabaseConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnsaleMainTest {
  @TempDir Path folder;

  private record Run(int status, String said) {}

  private static Run run(Map<String, String> environment, String... args) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status = OnsaleMain.run(args, environment, out, out);
    return new Run(status, said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void tellsHowItIsUsed() throws Exception {
    assertThat(run(Map.of())).satisfies(OnsaleMainTest::isUsage);
    assertThat(run(Map.of(), "sell")).satisfies(OnsaleMainTest::isUsage);
    assertThat(run(Map.of(), "up", "--prot", "1")).satisfies(OnsaleMainTest::isUsage);
    assertThat(run(Map.of(), "up", "--port")).satisfies(OnsaleMainTest::isUsage);
    assertThat(run(Map.of(), "serve")).satisfies(OnsaleMainTest::isUsage);
  }

  private static void isUsage(Run run) {
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.said()).contains("serve  --config FILE");
  }

  @Test
  void refusesToServeAndTellsAllThatIsWrongAtOnce() throws Exception {
    Path file = folder.resolve("onsale.yaml");
    Files.writeString(
        file,
        """
        nod: 1
        http:
          port: eighty
          prot: 80
        """);

    Run run = run(Map.of("ONSALE_HTP_PORT", "80"), "serve", "--config", file.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.said())
        .contains("data: is required")
        .contains("nod: there is no such setting; the nearest is node")
        .contains("http.port: must be a whole number")
        .contains("http.prot: there is no such setting; the nearest is port")
        .contains("ONSALE_HTP_PORT (environment): there is no such setting")
        .contains("the nearest is ONSALE_HTTP_PORT");
  }

  @Test
  void refusesToServeWithoutItsFile() throws Exception {
    Run run = run(Map.of(), "serve", "--config", folder.resolve("none.yaml").toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.said()).contains("cannot be read");
  }

  @Test
  void servesNoPlayMoney() throws Exception {
    Path file = folder.resolve("onsale.yaml");
    Files.writeString(file, "data: " + folder + "\npayments: {sandbox: {enabled: true}}\n");

    Run run = run(Map.of(), "serve", "--config", file.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.said()).contains("payments.sandbox.enabled must be false");
  }

  @Test
  void takesAFreePortWhenAskedForAny() {
    OnsaleConfig config =
        OnsaleMain.upConfig(Map.of("--port", "0", "--data", folder.toString()), Map.of());

    assertThat(config.http().port()).isPositive();
    assertThat(config.payments().publicUrl().getPort()).isEqualTo(config.http().port());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "65536", "99999", "-1", ""})
  void refusesAWrongPort(String port) throws Exception {
    Run run = run(Map.of(), "up", "--port", port, "--data", folder.toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.said()).contains("--port must be a number").contains(port);
  }

  @Test
  void tellsThatAnOptionNeedsAValue() throws Exception {
    assertThat(run(Map.of(), "up", "--port").said()).contains("--port needs a value");
    assertThat(run(Map.of(), "up", "--data", "--port", "1").said())
        .contains("--data needs a value");
  }

  @Test
  void tellsThatThePortIsTakenBeforeItStartsAnything() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path data = folder.resolve("data");

      Run run =
          run(
              Map.of(),
              "up",
              "--port",
              String.valueOf(other.getLocalPort()),
              "--data",
              data.toString());

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.said()).contains("is taken by another program");
      assertThat(data.resolve("sql")).doesNotExist();
    }
  }

  @Test
  void derivesEverythingFromPortAndFolder() {
    OnsaleConfig config =
        OnsaleMain.upConfig(
            Map.of("--port", "8081", "--data", folder.toString(), "--wiring", "http2"), Map.of());

    assertThat(config.http().port()).isEqualTo(8081);
    assertThat(config.http().host()).isEqualTo("127.0.0.1");
    assertThat(config.data()).isEqualTo(folder);
    assertThat(config.internal().wiring()).isEqualTo(Wiring.HTTP2);
    assertThat(config.internal().port()).isZero();
    assertThat(config.inventory().basePort()).isEqualTo(OnsaleMain.seatLogPort("8081"));
    assertThat(config.payments().publicUrl()).hasToString("http://localhost:8081");
    assertThat(config.payments().sandbox().enabled()).isTrue();
  }

  @Test
  void environmentWinsWhereTheCommandLineSaysNothing() {
    OnsaleConfig config =
        OnsaleMain.upConfig(
            Map.of(),
            Map.of(
                "ONSALE_HTTP_HOST",
                "0.0.0.0",
                "ONSALE_INVENTORY_BASE_PORT",
                "20000",
                "ONSALE_JVM_OPTS",
                "-Xmx1g",
                "ONSALE_ALL",
                "1"));

    assertThat(config.http().host()).isEqualTo("0.0.0.0");
    assertThat(config.http().port()).isEqualTo(8080);
    assertThat(config.inventory().basePort()).isEqualTo(20000);
  }

  @Test
  void neighbouringPortsGetRangesThatDoNotTouch() {
    int[] bases =
        IntStream.range(8000, 8100)
            .map(port -> OnsaleMain.seatLogPort(String.valueOf(port)))
            .sorted()
            .toArray();

    for (int i = 1; i < bases.length; i++) {
      assertThat(bases[i] - bases[i - 1]).isGreaterThanOrEqualTo(3 * 5);
    }
    assertThat(bases[0]).isGreaterThanOrEqualTo(10_000);
    assertThat(bases[bases.length - 1]).isLessThan(32_760);
  }

  @Test
  void findsItsThreeNodesAndRefusesAnotherNumber() throws Exception {
    OnsaleConfig config =
        OnsaleMain.upConfig(
            Map.of("--port", "8081", "--data", folder.toString(), "--nodes", "3"), Map.of());

    int first = OnsaleMain.seatLogPort("8081");
    assertThat(config.inventory().shards()).hasSize(1);
    assertThat(config.inventory().shards().getFirst().members())
        .containsExactly(
            "127.0.0.1:" + first, "127.0.0.1:" + (first + 5), "127.0.0.1:" + (first + 10));
    Run two = run(Map.of(), "up", "--data", folder.toString(), "--nodes", "2");
    assertThat(two.status()).isEqualTo(2);
    assertThat(two.said()).contains("--nodes must be 1 or 3");
  }

  @Test
  void theExamplesOfTheRolesAreWhatServeTakes() {
    OnsaleConfig seats =
        Settings.fromFile(Path.of("..", "deploy", "seats.example.yaml")).bind(OnsaleConfig.class);
    OnsaleConfig server =
        Settings.fromFile(Path.of("..", "deploy", "server.example.yaml")).bind(OnsaleConfig.class);

    assertThat(seats.role()).isEqualTo(Role.SEATS);
    assertThat(server.role()).isEqualTo(Role.ALL);
    assertThat(seats.inventory().shards()).isEqualTo(server.inventory().shards());
  }

  @Test
  void theExampleIsWhatServeTakes() throws Exception {
    Path example = Path.of("..", "deploy", "onsale.example.yaml");

    OnsaleConfig config = Settings.fromFile(example).bind(OnsaleConfig.class);

    assertThat(config.data()).isEqualTo(Path.of("/var/lib/onsale"));
    assertThat(config.internal().wiring()).isEqualTo(Wiring.IN_PROCESS);
    OnsaleConfig bare =
        Settings.from(
                "bare",
                """
                data: /var/lib/onsale
                drain: 5s
                payments: {public-url: 'https://tickets.example.com'}
                """)
            .bind(OnsaleConfig.class);
    assertThat(config).as("the example shows the defaults").isEqualTo(bare);
    String text = Files.readString(example);
    for (RecordComponent top : OnsaleConfig.class.getRecordComponents()) {
      String name = dashed(top);
      Matcher section = Pattern.compile("(?ms)^(# `)?" + name + ":.*?(?=^\\S|\\z)").matcher(text);
      assertThat(section.find()).as(name).isTrue();
      assertThat(names(top.getType()))
          .as("the example names every setting of " + name)
          .allSatisfy(one -> assertThat(section.group()).containsPattern("[ {`#]" + one + "[:`]"));
    }
    assertThat(names(DatabaseConfig.class))
        .allSatisfy(one -> assertThat(text).contains("#   " + one + ":"));
  }

  private static String dashed(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * What settings are called in a file, with those in them, but for those that all contexts have.
   */
  private static Set<String> names(Class<?> config) {
    return !config.isRecord()
        ? Set.of()
        : Stream.of(config.getRecordComponents())
            .filter(component -> component.getType() != DatabaseConfig.class)
            .flatMap(component -> Stream.concat(Stream.of(dashed(component)), within(component)))
            .collect(Collectors.toSet());
  }

  private static Stream<String> within(RecordComponent component) {
    boolean shards =
        component.getDeclaringRecord() == InventoryConfig.class
            && component.getName().equals("shards");
    return names(shards ? ShardConfig.class : component.getType()).stream();
  }

  /** Or a process dies of what it remembers before it tells anybody to slow down. */
  @Test
  void heapsHaveRoomForAllThatEnginesRemember() throws Exception {
    Matcher server =
        Pattern.compile("(?m)^-Xmx(\\d+)g$").matcher(Files.readString(Path.of("jvm.options")));
    assertThat(server.find()).isTrue();

    assertThat(Long.parseLong(server.group(1)) << 30)
        .as("the log's engine, the readers', and all else of the server")
        .isGreaterThanOrEqualTo(2 * SeatEngine.ANSWERS_BYTES + (768L << 20));
    assertThat((long) SeatNodes.HEAP << 20)
        .isGreaterThanOrEqualTo(SeatEngine.ANSWERS_BYTES + (384L << 20));
  }

  @Test
  void refusesValuesThatMakeNoSense() {
    assertThatThrownBy(() -> Settings.from("x", "data: /x\nnode: 1024").bind(OnsaleConfig.class))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("node must be 0 to 1023");
    assertThatThrownBy(() -> Settings.from("x", "data: /x\ndrain: 10m").bind(OnsaleConfig.class))
        .hasMessageContaining("drain must be 0s to 5m");
  }
}
