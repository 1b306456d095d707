package io.onsale.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.onsale.contracts.catalog.v1.ListSeatMapsRequest;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refused;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Plans that become seat maps, and whose they are. */
final class SeatMapsIT extends CatalogFixture {
  @Test
  void servesTheDocumentThatTheDigestNames() throws Exception {
    SeatMapSummary summary = imported(MINE, PLAN);

    assertThat(summary.getName()).isEqualTo("Small house");
    assertThat(summary.getSeats()).isEqualTo(7);
    assertThat(summary.getTiersList()).containsExactly("t1", "t2");
    assertThat(summary.getSectionsList()).containsExactly("Stalls", "Floor");
    byte[] json = document(summary.getDigest());
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json)))
        .isEqualTo(summary.getDigest());
    JsonNode row = new JsonMapper().readTree(json).at("/sections/0/rows/0/seats");
    assertThat(row.findValuesAsText("id")).containsExactly("A-4", "A-3", "A-2", "A-1");
    assertThat(row.at("/3/attributes/0").asText()).isEqualTo("wheelchair");
    assertThat(row.at("/3/position/y").asInt()).isEqualTo(10);
  }

  @Test
  void aLargeDocumentComesBackWhole() throws Exception {
    StringBuilder seats = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      seats
          .append(i == 0 ? "" : ",")
          .append(
              "{\"seat_guid\":\"%s\",\"seat_number\":\"%d\",\"position\":{\"x\":%d,\"y\":0},\"category\":\"t1\"}"
                  .formatted(HexFormat.of().toHexDigits(i * 0x9e3779b97f4a7c15L), i, i));
    }
    SeatMapSummary summary =
        imported(
            MINE,
            "{\"name\":\"Large\",\"categories\":[{\"name\":\"t1\"}],\"zones\":[{\"name\":\"z\","
                + "\"position\":{\"x\":0,\"y\":0},\"rows\":[{\"row_number\":\"1\",\"seats\":["
                + seats
                + "]}]}]}");

    byte[] json = document(summary.getDigest());
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json)))
        .isEqualTo(summary.getDigest());
  }

  @Test
  void refusesABrokenPlanWholeAndTextThatIsNoJson() {
    Refused broken =
        refused(() ->
            imported(MINE, PLAN.replace("\"A-3\"", "\"A-4\"").replace("\"t2\",\"c", "7,\"c")));

    assertThat(broken.reason()).isEqualTo(Reason.BROKEN_PLAN);
    assertThat(broken.faultCount()).isEqualTo(6);
    assertThat(broken.faults())
        .contains(
            new io.onsale.kit.refusal.Fault("/categories/1/name", "must be a string"),
            new io.onsale.kit.refusal.Fault(
                "/zones/0/rows/0/seats/1/seat_guid",
                "is the seat_guid of /zones/0/rows/0/seats/0 too"));
    assertThat(refused(() -> imported(MINE, "{")).reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(as(MINE).listSeatMaps(ListSeatMapsRequest.getDefaultInstance()).getItemsList())
        .isEmpty();
  }

  @Test
  void theSamePlanIsOneMapOfEachWhoImportsIt() {
    SeatMapSummary mine = imported(MINE, PLAN);
    SeatMapSummary again = imported(MINE, PLAN);
    SeatMapSummary others = imported(OTHERS, PLAN);

    assertThat(again).isEqualTo(mine);
    assertThat(others).isEqualTo(mine);
    for (Caller caller : List.of(MINE, OTHERS)) {
      assertThat(as(caller).listSeatMaps(ListSeatMapsRequest.getDefaultInstance()).getItemsList())
          .containsExactly(mine);
    }
  }

  @Test
  void manyWhoImportTheSameNewPlanAtOnceGetTheSameMap() throws Exception {
    for (int i = 0; i < 10; i++) {
      String plan = PLAN.replace("Small house", "House " + i);
      List<Callable<SeatMapSummary>> imports = new ArrayList<>();
      for (int j = 0; j < 4; j++) {
        imports.add(() -> imported(MINE, plan));
        imports.add(() -> imported(OTHERS, plan));
      }
      Set<SeatMapSummary> maps = new HashSet<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<SeatMapSummary> one : threads.invokeAll(imports)) {
          maps.add(one.get());
        }
      }
      assertThat(maps)
          .singleElement()
          .satisfies(map -> assertThat(document(map.getDigest())).isNotEmpty());
    }
    for (Caller caller : List.of(MINE, OTHERS)) {
      assertThat(as(caller).listSeatMaps(ListSeatMapsRequest.getDefaultInstance()).getItemsList())
          .hasSize(10);
    }
  }

  @Test
  void anotherOrganisationsMapCannotBeUsed() {
    String digest = imported(OTHERS, PLAN).getDigest();
    Show show = show(MINE);

    Refused refused = refused(() -> as(MINE).createPerformance(request(show, digest).build()));

    assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(refused.faults()).extracting(f -> f.pointer()).containsExactly("/seatMap");
  }
}
