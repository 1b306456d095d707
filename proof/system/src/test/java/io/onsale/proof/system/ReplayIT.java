package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.proof.system.Onsale.Said;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The past of a performance as somebody at a terminal asks for it, and what the server said of it.
 */
class ReplayIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  @TempDir private Path folder;

  @Test
  void tellsWhatTheServerToldAndASeatsWholeHistory() throws Exception {
    Path data = folder.resolve("data");
    Onsale onsale = Onsale.up(data, "in-process");
    String show;
    String seat;
    String order;
    String first;
    JsonNode then;
    JsonNode now;
    Instant between;
    try {
      Api nobody = Api.of(onsale);
      Api organizer = nobody.signIn("organizer@example.com", "organizer-demo");
      Box box = Box.open(organizer, Plans.rows("Past", 2, 10, 0), 10, TEN_MINUTES);
      Api buyer = nobody.signUp(Box.uniqueEmail());
      JsonNode hold = box.holdBest(buyer, 2).expect(201);
      first = hold.path("id").asText();
      seat = hold.path("seats").path(0).asText();
      buyer.call("DELETE", "/v1/holds/" + first, null).expect(204);
      then = box.availability();
      between = afterThis();
      order = Box.buy(buyer, box.holdSeats(buyer, List.of(seat)).expect(201).path("id").asText());
      box.holdBest(buyer, 1).expect(201);
      now = box.availability();
      show = box.performance;

      Said running = replay(data, "--performance", show, "--seat-index", "" + box.index(seat));
      agree(running, now);
      assertThat(running.text()).contains("orders are left out", "stop that process", "sold");
      Said named = replay(data, "--performance", show, "--seat", seat);
      agree(named, now);
      assertThat(events(named)).isEqualTo(events(running)).hasSize(5);
      assertThat(replay(data, "--performance", show, "--seat", "nowhere").text())
          .contains("seat nowhere is not on the map");
    } finally {
      onsale.stop();
      onsale.close();
    }

    Said whole = replay(data, "--performance", show, "--seat", seat);
    agree(whole, now);
    assertThat(whole.line("seats")).isEqualTo("20: 18 free, 1 held, 1 sold, 0 blocked");
    assertThat(whole.line("checkpoint")).endsWith("the same");
    assertThat(whole.line("snapshot")).endsWith("the same");
    assertThat(events(whole))
        .hasSize(5)
        .satisfiesExactly(
            event -> assertThat(event).contains("performance opened"),
            event -> assertThat(event).contains("held until", "hold " + first),
            event -> assertThat(event).contains("given back", "hold " + first),
            event -> assertThat(event).contains("held until", "order " + order),
            event -> assertThat(event).contains("sold", "order " + order));

    Said past = replay(data, "--performance", show, "--until", between.toString());
    agree(past, then);
    assertThat(past.line("seats")).isEqualTo("20: 20 free, 0 held, 0 sold, 0 blocked");

    refusals(data, show);
    Said same = replay(data, "--performance", show);
    assertThat(same.line("state hash")).isEqualTo(whole.line("state hash"));
    tellsOfDamageAndNothingElse(data, show, whole.line("log"));
  }

  private static void agree(Said replayed, JsonNode live) {
    assertThat(replayed.status()).as(replayed.text()).isZero();
    assertThat(replayed.line("version")).isEqualTo(live.path("version").asText());
    assertThat(replayed.line("chain head")).isEqualTo(live.path("head").asText());
  }

  private static void refusals(Path data, String show) throws Exception {
    Said unknown = replay(data, "--performance", "0000000000000");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.text()).contains("performance 0000000000000 is not in the log");
    Said early = replay(data, "--performance", show, "--until", "2020-01-01T00:00:00Z");
    assertThat(early.status()).isEqualTo(1);
    assertThat(early.text()).contains("is not in the log up to");
    Said nowhere = replay(data, "--performance", show, "--seat", "nowhere");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.text()).contains("seat nowhere is not on the map");
    Said beyond = replay(data, "--performance", show, "--seat-index", "20");
    assertThat(beyond.status()).isEqualTo(1);
    assertThat(beyond.text()).contains("seat index 20");
    Said time = replay(data, "--performance", show, "--until", "yesterday");
    assertThat(time.status()).isEqualTo(2);
    assertThat(time.text()).contains("--until must be a time such as", "yesterday");
    Said none = replay(data, "--performance", "not an id");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.text()).contains("--performance must be a performance's id");
    Said elsewhere = replay(data.resolve("not-there"), "--performance", show);
    assertThat(elsewhere.status()).isEqualTo(2);
    assertThat(elsewhere.text()).contains("there is no seat log of shard 0 in");
    Said shard = replay(data, "--performance", "0000000000007");
    assertThat(shard.status()).isEqualTo(2);
    assertThat(shard.text()).contains("there is no seat log of shard 7 in");
    for (Said one : List.of(unknown, early, nowhere, beyond, time, none, elsewhere, shard)) {
      assertThat(one.text()).doesNotContain("\tat ");
    }
  }

  private static void tellsOfDamageAndNothingElse(Path data, String show, String log)
      throws Exception {
    int end = Integer.parseInt(log.replaceAll("\\D*(\\d+),.*", "$1"));
    Path file;
    try (var files = Files.list(data.resolve("inventory").resolve("archive"))) {
      file =
          files.filter(one -> one.toString().endsWith("-0.rec")).sorted().findFirst().orElseThrow();
    }
    byte[] content = Files.readAllBytes(file);
    content[payloadAt(content, end / 2)] ^= 1;
    Files.write(file, content);

    Said damaged = replay(data, "--performance", show);

    assertThat(damaged.status()).isEqualTo(1);
    assertThat(damaged.text()).contains(file.toString(), "at position").doesNotContain("\tat ");
    assertThat(damaged.text()).doesNotContain("chain head", "state hash");
  }

  /** A byte of the message that is recorded around a position. */
  private static int payloadAt(byte[] log, int position) {
    ByteBuffer frames = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    int frame = 0;
    for (int next = 0; next <= position; next += (frames.getInt(frame) + 31) / 32 * 32) {
      frame = next;
    }
    return frame + 40;
  }

  private static List<String> events(Said said) {
    List<String> events = new ArrayList<>();
    said.text().lines().filter(line -> line.startsWith("  20")).forEach(events::add);
    return events;
  }

  private static Said replay(Path data, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("replay", "--data", data.toString()));
    all.addAll(List.of(arguments));
    return Onsale.run(all.toArray(String[]::new));
  }

  /** A moment between what has happened and what happens after this. */
  private static Instant afterThis() {
    Instant moment = Instant.now().plusMillis(50).truncatedTo(ChronoUnit.MILLIS);
    Awaitility.await().until(() -> Instant.now().isAfter(moment.plusMillis(50)));
    return moment;
  }
}
