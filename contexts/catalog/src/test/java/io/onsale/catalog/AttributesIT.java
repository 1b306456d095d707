package io.onsale.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.AttributeChange;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.catalog.v1.ReviseSeatMapRequest;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.inventory.v1.AttributeSpan;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is special about seats, changed after the plan was imported. */
final class AttributesIT {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Caller MINE = Caller.organizer("a1", "org1");
  private static final Caller OTHERS = Caller.organizer("a2", "org2");

  private final FakeInventory inventory = new FakeInventory();

  @RegisterExtension
  final TestContext catalog =
      TestContext.of(
              TestClock.at(NOW.toString()),
              kit -> CatalogMain.create(new CatalogConfig(kit.database()), kit.foundation()))
          .peer("inventory", inventory);

  @Test
  void aRevisionIsAMapOfItsOwn() throws Exception {
    String digest = imported(MINE, "");

    String revised = revised(MINE, digest, change("wheelchair", true, "s1", "s2"));

    assertThat(revised).isNotEqualTo(digest);
    assertThat(document(digest)).doesNotContain("attributes");
    assertThat(document(revised))
        .contains("\"id\":\"s1\"")
        .containsPattern("\"id\":\"s1\"[^}]*}[^}]*\"attributes\":\\[\"wheelchair\"]")
        .containsPattern("\"id\":\"s2\"[^}]*}[^}]*\"attributes\":\\[\"wheelchair\"]");
    assertThat(document(revised).replace(",\"attributes\":[\"wheelchair\"]", ""))
        .isEqualTo(document(digest));
  }

  @Test
  void changesAreMadeOneAfterTheOtherAndUndoneLeaveTheMapAsItWas() {
    String digest = imported(MINE, "");

    assertThat(
            revised(
                MINE,
                digest,
                change("wheelchair", true, "s1"),
                change("companion", true, "s1"),
                change("wheelchair", false, "s1", "s2"),
                change("companion", false, "s1")))
        .isEqualTo(digest);
  }

  @Test
  void allFaultsOfARevisionAreToldAndNothingIsKept() {
    String digest = imported(MINE, "");

    Refused refused =
        refused(() ->
            revised(
                MINE, digest, change("wheelchair", true, "s1", "x"), change("golden", true, "s1")));

    assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(refused.faults())
        .containsExactly(
            new Fault("/changes/0/seats/1", "is no seat of this map"),
            new Fault("/changes/1/attribute", "must be wheelchair, companion or restricted-view"));
  }

  @Test
  void anothersMapIsNotFound() {
    String digest = imported(MINE, "");

    assertThat(refused(() -> revised(OTHERS, digest, change("wheelchair", true, "s1"))).reason())
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            refused(() -> revised(Caller.buyer("b"), digest, change("companion", true, "s1")))
                .reason())
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void aPublishedPerformanceMovesToARevisionAndTheSeatLogIsToldFirst() {
    String digest = imported(MINE, "");
    Performance performance = performance(digest);
    as(MINE)
        .publishPerformance(
            PublishPerformanceRequest.newBuilder().setId(performance.getId()).build());
    String revised =
        revised(
            MINE, digest, change("wheelchair", true, "s1"), change("companion", true, "s2", "s3"));
    inventory.refusal = new Refused(Reason.UNAVAILABLE, "No leader.");
    assertThat(refused(() -> moved(performance, revised)).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(own(performance).getSeatMap()).isEqualTo(digest);
    inventory.refusal = null;

    Performance amended = moved(performance, revised);

    assertThat(amended.getSeatMap()).isEqualTo(revised);
    assertThat(own(performance)).isEqualTo(amended);
    assertThat(inventory.amended.getLast().getAttributes().getSpansList())
        .containsExactly(span(0, 1, SeatAttribute.WHEELCHAIR), span(1, 2, SeatAttribute.COMPANION));
    assertThat(catalog.published(PerformanceAmended.getDefaultInstance()))
        .containsExactly(PerformanceAmended.newBuilder().setPerformance(amended).build());

    // Nothing is special any more: that is told too.
    moved(performance, digest);
    assertThat(inventory.amended.getLast().hasAttributes()).isTrue();
    assertThat(inventory.amended.getLast().getAttributes().getSpansList()).isEmpty();
  }

  @Test
  void aPerformanceMovesToNoMapOfOtherSeatsNorToAnothers() {
    String digest = imported(MINE, "");
    Performance performance = performance(digest);
    String others = imported(MINE, "other");
    imported(OTHERS, "");
    String notMine = revised(OTHERS, digest, change("restricted-view", true, "s4"));

    for (String wrong : List.of(others, notMine, "ab".repeat(32))) {
      Refused refused = refused(() -> moved(performance, wrong));
      assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
      assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/seatMap");
    }
    assertThat(own(performance).getSeatMap()).isEqualTo(digest);
  }

  private CatalogServiceBlockingStub as(Caller caller) {
    return CatalogServiceGrpc.newBlockingStub(catalog.as(caller));
  }

  /** Four seats in a row. */
  private String imported(Caller caller, String more) {
    StringBuilder seats = new StringBuilder();
    for (int s = 1; s <= 4; s++) {
      seats
          .append(s == 1 ? "" : ",")
          .append(
              "{\"seat_guid\":\"s%d%s\",\"seat_number\":\"%d\",\"position\":{\"x\":%d,\"y\":0},\"category\":\"t\"}"
                  .formatted(s, more, s, s * 20));
    }
    String plan =
        "{\"name\":\"p\",\"categories\":[{\"name\":\"t\"}],\"zones\":[{\"name\":\"z\",\"position\":{\"x\":0,\"y\":0},"
            + "\"rows\":[{\"row_number\":\"1\",\"seats\":["
            + seats
            + "]}]}]}";
    return as(caller)
        .importSeatMap(
            ImportSeatMapRequest.newBuilder().setPlan(ByteString.copyFrom(plan, UTF_8)).build())
        .getDigest();
  }

  private String revised(Caller caller, String digest, AttributeChange... changes) {
    return as(caller)
        .reviseSeatMap(
            ReviseSeatMapRequest.newBuilder()
                .setDigest(digest)
                .addAllChanges(List.of(changes))
                .build())
        .getDigest();
  }

  private static AttributeChange change(String attribute, boolean has, String... seats) {
    return AttributeChange.newBuilder()
        .setAttribute(attribute)
        .setHas(has)
        .addAllSeats(List.of(seats))
        .build();
  }

  private static AttributeSpan span(int first, int seats, SeatAttribute attribute) {
    return AttributeSpan.newBuilder()
        .setFirstSeat(first)
        .setSeats(seats)
        .addAttributes(attribute)
        .build();
  }

  private String document(String digest) throws IOException {
    ByteString compressed =
        as(Caller.nobody())
            .getSeatMap(GetSeatMapRequest.newBuilder().setDigest(digest).build())
            .getJsonGzip();
    try (GZIPInputStream json = new GZIPInputStream(compressed.newInput())) {
      return new String(json.readAllBytes(), UTF_8);
    }
  }

  private Performance performance(String digest) {
    String show =
        as(MINE)
            .createShow(
                CreateShowRequest.newBuilder().setTitle("t").setCity("c").setVenue("v").build())
            .getId();
    return as(MINE)
        .createPerformance(
            CreatePerformanceRequest.newBuilder()
                .setShowId(show)
                .setSeatMap(digest)
                .setStartsAt(timestamp(NOW.plusSeconds(72 * 3600)))
                .setOnSaleFrom(timestamp(NOW.plusSeconds(3600)))
                .setOnSaleUntil(timestamp(NOW.plusSeconds(72 * 3600)))
                .setLimitPerBuyer(6)
                .addTiers(
                    PriceTier.newBuilder()
                        .setName("t")
                        .setPrice(Money.newBuilder().setAmount(100).setCurrency("CNY")))
                .build());
  }

  private Performance moved(Performance performance, String digest) {
    return as(MINE)
        .amendPerformance(
            AmendPerformanceRequest.newBuilder()
                .setId(performance.getId())
                .setSeatMap(digest)
                .build());
  }

  private Performance own(Performance performance) {
    return as(MINE)
        .getOwnPerformance(GetPerformanceRequest.newBuilder().setId(performance.getId()).build());
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
  }

  private static Refused refused(Callable<?> call) {
    return Refusals.of(catchThrowable(call::call)).orElseThrow();
  }
}
