package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.proof.system.Api.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whole purchases while the three nodes that decide the seats are stopped, killed and wiped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeatNodesIT {
  private static final String ELSEWHERE =
      "ThreeNodesIT shows it without a server: ./onsale test --all runs it";
  private static final String LONG = "takes a minute or more: ./onsale test --all runs it";
  private static final int BUYERS = 6;
  private static final int SEATS = 20_000;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private Onsale onsale;
  private SeatNodes nodes;
  private Api organizer;
  private List<Api> buyers;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    onsale = Onsale.upWithNodes(folder.resolve("data"));
    nodes = new SeatNodes(onsale);
    Api nobody = Api.of(onsale);
    organizer = nobody.signIn("organizer@example.com", "organizer-demo");
    buyers = nobody.signUp(BUYERS);
  }

  @AfterAll
  void stop() throws Exception {
    onsale.close();
  }

  private Box box() throws Exception {
    return Box.open(organizer, Plans.rows("House", SEATS / 50, 50, 0), SEATS, TEN_MINUTES);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "ONSALE_ALL", matches = "1", disabledReason = LONG)
  void failsNoPurchaseWhileItsNodesAreRestartedOneAfterTheOther() throws Exception {
    nodes.awaitReady();
    Box box = box();
    try (Customers customers = new Customers(box, buyers)) {
      customers.awaitMore(20);
      for (int node : nodes.leaderLast()) {
        nodes.stop(node);
        customers.awaitMore(20);
        nodes.awaitReady(node);
        customers.awaitMore(20);
      }
      customers.leave();

      allIsWell("restarted one after the other", box, customers);
    }
  }

  @Test
  void failsNoPurchaseWhenTheLeaderDiesAndItsDiskIsLost() throws Exception {
    nodes.awaitReady();
    Box box = box();
    try (Customers customers = new Customers(box, buyers)) {
      customers.awaitMore(20);
      int lost = nodes.leader();
      nodes.kill(lost);
      nodes.wipe(lost);
      customers.awaitMore(20);
      nodes.awaitReady(lost);
      customers.awaitMore(20);
      // Only the one that lost its disk is left to make a majority with.
      nodes.kill(nodes.leader());
      customers.awaitMore(20);
      nodes.awaitReady();
      customers.leave();

      allIsWell("killed twice and wiped once", box, customers);
    }
  }

  private static void allIsWell(String what, Box box, Customers customers) throws Exception {
    LoggerFactory.getLogger(SeatNodesIT.class)
        .warn(
            "{}: {} purchases, {} failed, {} ms at the most",
            what,
            customers.purchases(),
            customers.failures().size(),
            customers.longest().toMillis());
    assertThat(customers.failures()).isEmpty();
    customers.haveAllTheyWereTold();
    JsonNode report = box.report();
    assertThat(report.path("sold").asInt()).isEqualTo(2 * customers.purchases());
    assertThat(report.path("held").asInt()).isZero();
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "ONSALE_ALL", matches = "1", disabledReason = ELSEWHERE)
  void refusesAndGoesOnReadingWhenTwoNodesHang() throws Exception {
    nodes.awaitReady();
    Box box = box();
    Api buyer = buyers.getFirst().whereThingsFail();
    box.holdBest(buyer, 2).expect(201);
    int leader = nodes.leader();
    int other = (leader + 1) % SeatNodes.COUNT;
    nodes.freeze(leader);
    nodes.freeze(other);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> box.holdBest(buyer, 2).refused(503, "unavailable"));
      long begun = System.nanoTime();
      JsonNode problem = box.holdBest(buyer, 2).refused(503, "unavailable");
      assertThat(problem.path("what").asText()).isEqualTo("seat-log");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(4);

      Answer read = buyer.get("/v1/performances/" + box.performance + "/availability");
      read.expect(200);
      assertThat(read.json().at("/counts/total/held").asInt()).isEqualTo(2);
      assertThat(read.json().path("ageMillis").asLong()).isPositive();
    } finally {
      nodes.thaw(leader);
      nodes.thaw(other);
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> box.holdBest(buyer, 2).status() == 201);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "ONSALE_ALL", matches = "1", disabledReason = LONG)
  void comesBackWithAllThatItAcknowledgedWhenEverythingIsKilled() throws Exception {
    nodes.awaitReady();
    Box box = box();
    try (Customers customers = new Customers(box, buyers)) {
      customers.awaitMore(20);
      onsale.kill();
      nodes.killAll();
      customers.leave();
      onsale.restart();

      customers.haveAllTheyWereTold();
      nodes.awaitReady();
      Box.buy(
          buyers.getFirst(), box.holdBest(buyers.getFirst(), 2).expect(201).path("id").asText());
    }
    // And once more, as one does with Ctrl-C; of their snapshots, too, which the leader is asked
    // for.
    for (int i = 0; i < 3; i++) {
      Files.createFile(inventory(i).resolve("take-snapshot"));
    }
    for (int i = 0; i < 3; i++) {
      Path images = inventory(i).resolve("images");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.isDirectory(images) && isFilled(images));
    }
    JsonNode before = box.availability();
    onsale.stop();
    Onsale.Said replayed =
        Onsale.run("replay", "--data", onsale.data().toString(), "--performance", box.performance);
    onsale.restart();
    assertThat(box.availability()).isEqualTo(before);
    assertThat(replayed.status()).as(replayed.text()).isZero();
    assertThat(replayed.line("version")).isEqualTo(before.path("version").asText());
    assertThat(replayed.line("chain head")).isEqualTo(before.path("head").asText());
    for (int i = 0; i < 3; i++) {
      assertThat(replayed.text())
          .containsPattern("snapshot of seats-" + i + " from position \\d+ .*: the same");
    }
    Box.buy(buyers.getFirst(), box.holdBest(buyers.getFirst(), 2).expect(201).path("id").asText());
  }

  private Path inventory(int node) {
    return onsale.data().resolve("seats-" + node).resolve("inventory");
  }

  private static boolean isFilled(Path images) throws IOException {
    try (Stream<Path> files = Files.list(images)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("image-"));
    }
  }
}
