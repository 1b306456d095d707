package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.proof.system.Api.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** 64 buyers fight over 500 seats; and the process is killed while they do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RaceIT {
  private static final int BUYERS = 64;
  private static final long SEED = 20_260_501L;
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private Onsale onsale;
  private Api organizer;
  private List<Api> buyers;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    onsale = Onsale.up(folder.resolve("data"), "in-process");
    Api nobody = Api.of(onsale);
    organizer = nobody.signIn("organizer@example.com", "organizer-demo");
    buyers = nobody.signUp(BUYERS);
  }

  @AfterAll
  void stop() throws Exception {
    onsale.close();
  }

  /** What a buyer was told, and must find again. */
  private record Acknowledged(Api buyer, String hold, List<String> seats, boolean released) {}

  @Test
  void sellsEachSeatOnceWhoeverAsksAndHowever() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Race", 20, 25, 0), 500, TEN_MINUTES);
    Map<String, String> owners = new ConcurrentHashMap<>();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger reports = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> watcher =
          threads.submit(() -> {
            while (!over.get()) {
              checkSums(box.report());
              reports.incrementAndGet();
            }
            return null;
          });
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < BUYERS; i++) {
        Api buyer = buyers.get(i);
        Random random = new Random(SEED + i);
        all.add(
            threads.submit(() -> {
              buyUntilSoldOut(box, buyer, random, owners);
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      over.set(true);
      watcher.get();
    }
    assertThat(owners).as("seed %s", SEED).hasSize(500);
    assertThat(reports.get()).isPositive();
    JsonNode report = box.report();
    checkSums(report);
    assertThat(report.path("held").asInt()).isEqualTo(500);
    assertThat(Box.states(box.availability(), 500)).containsOnly(1);
  }

  private static void buyUntilSoldOut(Box box, Api buyer, Random random, Map<String, String> owners)
      throws IOException, InterruptedException {
    while (true) {
      Answer answer =
          random.nextBoolean()
              ? box.holdBest(buyer, 1 + random.nextInt(2))
              : box.holdSeats(buyer, List.of(box.seats.get(random.nextInt(500))));
      if (answer.status() == 201) {
        for (JsonNode seat : answer.json().path("seats")) {
          assertThat(owners.put(seat.asText(), buyer.token()))
              .as("seat %s is sold twice, seed %s", seat, SEED)
              .isNull();
        }
        continue;
      }
      String reason = answer.json().path("reason").asText();
      assertThat(reason).isIn("seats-taken", "sold-out", "no-adjacent-seats", "slow-down");
      if (reason.equals("sold-out")) {
        return;
      }
    }
  }

  private static void checkSums(JsonNode report) {
    assertThat(
            report.path("free").asInt()
                + report.path("held").asInt()
                + report.path("sold").asInt()
                + report.path("blocked").asInt())
        .as("%s", report)
        .isEqualTo(report.path("capacity").asInt());
  }

  @Test
  void losesNothingThatItAcknowledgedWhenItIsKilledInTheMiddle() throws Exception {
    Box box = Box.open(organizer, Plans.rows("Crash", 20, 25, 0), 500, TEN_MINUTES);
    List<Acknowledged> told = new ArrayList<>();
    Map<String, Api> confirmed = new ConcurrentHashMap<>();
    AtomicInteger answers = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < BUYERS; i++) {
        Api buyer = buyers.get(i);
        Random random = new Random(SEED + i);
        all.add(
            threads.submit(() -> buyUntilItBreaks(box, buyer, random, told, confirmed, answers)));
      }
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answers.get() > 120);
      onsale.kill();
      for (Future<?> one : all) {
        one.get();
      }
    }
    Duration back = onsale.restart();
    LoggerFactory.getLogger(RaceIT.class)
        .warn("killed after {} answers, ready again after {} ms", answers, back.toMillis());

    JsonNode report = box.report();
    checkSums(report);
    int[] states = Box.states(box.availability(), 500);
    for (Acknowledged one : told) {
      JsonNode hold = one.buyer().get("/v1/holds/" + one.hold()).expect(200);
      if (one.released()) {
        assertThat(hold.path("status").asText()).isEqualTo("RELEASED");
        continue;
      }
      assertThat(hold.path("status").asText()).isIn("LIVE", "SOLD");
      for (String seat : one.seats()) {
        assertThat(states[box.index(seat)]).as("seat %s", seat).isIn(1, 2);
      }
    }
    for (Map.Entry<String, Api> order : confirmed.entrySet()) {
      JsonNode again = order.getValue().get("/v1/orders/" + order.getKey()).expect(200);
      assertThat(again.path("status").asText()).isEqualTo("CONFIRMED");
      assertThat(
              order
                  .getValue()
                  .get("/v1/orders/" + order.getKey() + "/tickets")
                  .expect(200)
                  .path("items"))
          .hasSize(again.path("seats").size());
    }
    // What had been paid but not finished is finished now, by itself.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          JsonNode now = box.report();
          long orders = now.path("orders").asLong();
          assertThat(now.path("revenue").path("amount").asLong())
              .isEqualTo((long) now.path("sold").asInt() * Box.PRICE);
          assertThat(orders).isGreaterThanOrEqualTo(confirmed.size());
        });
  }

  private static Void buyUntilItBreaks(
      Box box,
      Api buyer,
      Random random,
      List<Acknowledged> told,
      Map<String, Api> confirmed,
      AtomicInteger answers)
      throws InterruptedException {
    try {
      while (true) {
        Answer answer = box.holdBest(buyer, 1 + random.nextInt(2));
        if (answer.status() != 201) {
          return null;
        }
        String hold = answer.json().path("id").asText();
        List<String> seats = new ArrayList<>();
        answer.json().path("seats").forEach(seat -> seats.add(seat.asText()));
        int choice = random.nextInt(4);
        boolean release = choice == 0;
        if (release) {
          int status = buyer.call("DELETE", "/v1/holds/" + hold, null).status();
          release = status == 204;
        }
        synchronized (told) {
          told.add(new Acknowledged(buyer, hold, seats, release));
        }
        answers.incrementAndGet();
        if (choice == 1) {
          String order = Box.buy(buyer, hold);
          confirmed.put(order, buyer);
        }
      }
    } catch (IOException | org.awaitility.core.ConditionTimeoutException e) {
      // The process has been killed: this buyer was told no more than what is noted.
      return null;
    }
  }
}
