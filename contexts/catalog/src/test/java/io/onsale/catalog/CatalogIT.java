package io.onsale.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import io.onsale.contracts.catalog.v1.GetShowRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.ListOwnPerformancesRequest;
import io.onsale.contracts.catalog.v1.ListOwnShowsRequest;
import io.onsale.contracts.catalog.v1.ListSeatMapsRequest;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.ListShowsResponse;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import io.onsale.kit.wire.Timestamps;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class CatalogIT {
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Caller MINE = Caller.organizer("a1", "org1");
  private static final Caller OTHERS = Caller.organizer("a2", "org2");
  private static final Caller NOBODY = Caller.nobody();
  private static final Caller GATE = Caller.gate("a3", "org1");

  private static final String PLAN =
      """
      {"name":"Small house","size":{"width":100,"height":60},
       "categories":[{"name":"t1","color":"#102030"},{"name":"t2","color":"#405060"}],
       "zones":[
        {"name":"Stalls","position":{"x":0,"y":0},"rows":[
          {"row_number":"A","position":{"x":0,"y":10},"seats":[
            {"seat_guid":"A-4","seat_number":"4","position":{"x":40,"y":0},"category":"t1"},
            {"seat_guid":"A-3","seat_number":"3","position":{"x":35,"y":0},"category":"t1"},
            {"seat_guid":"A-1","seat_number":"1","position":{"x":5,"y":0},"category":"t1","attributes":["wheelchair"]},
            {"seat_guid":"A-2","seat_number":"2","position":{"x":10,"y":0},"category":"t2","attributes":["companion"]}]},
          {"row_number":"B","position":{"x":0,"y":20},"seats":[
            {"seat_guid":"B-1","seat_number":"1","position":{"x":5,"y":0},"category":"t2"}]}]},
        {"name":"Floor","standing":true,"position":{"x":0,"y":40},"rows":[
          {"row_number":"","seats":[
            {"seat_guid":"F-1","seat_number":"","position":{"x":0,"y":0},"category":"t2"},
            {"seat_guid":"F-2","seat_number":"","position":{"x":0,"y":0},"category":"t2"}]}]}]}
      """;

  private final FakeInventory inventory = new FakeInventory();

  @RegisterExtension
  final TestContext catalog =
      TestContext.of(
              TestClock.at(NOW.toString()),
              kit -> CatalogMain.create(new CatalogConfig(kit.database()), kit.foundation()))
          .peer("inventory", inventory);

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

  @Test
  void showsAndPerformancesAreMadeWithTheirDefaults() {
    Show show = show(MINE);
    Performance performance = performance(MINE, show);

    assertThat(show.getOrganizerId()).isEqualTo("org1");
    assertThat(performance.getShowTitle()).isEqualTo(show.getTitle());
    assertThat(performance.getTimeZone()).isEqualTo("UTC");
    assertThat(instant(performance.getDoorsAt())).isEqualTo(NOW.plusSeconds(66 * 3600));
    assertThat(performance.getHoldSeconds()).isEqualTo(600);
    assertThat(performance.getCapacity()).isEqualTo(7);
    assertThat(performance.getPublished()).isFalse();
    assertThat(performance.getTiersList())
        .containsExactly(
            PriceTier.newBuilder()
                .setName("t1")
                .setLabel("Front")
                .setPrice(money(68000))
                .setColor("#102030")
                .build(),
            PriceTier.newBuilder()
                .setName("t2")
                .setLabel("t2")
                .setPrice(money(38000))
                .setColor("#405060")
                .build());
    assertThat(own(MINE, performance.getId())).isEqualTo(performance);
    assertThat(own(GATE, performance.getId())).isEqualTo(performance);
  }

  @Test
  void allFaultsOfARequestAreToldTogether() {
    Show show = show(MINE);
    String digest = imported(MINE, PLAN).getDigest();

    Refused refused =
        refused(() ->
            as(MINE)
                .createPerformance(
                    CreatePerformanceRequest.newBuilder()
                        .setShowId(show.getId())
                        .setSeatMap(digest)
                        .setStartsAt(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                        .setTimeZone("Mars")
                        .build()));

    assertThat(refused.faults())
        .extracting(f -> f.pointer())
        .containsExactly(
            "/timeZone",
            "/startsAt",
            "/onSaleFrom",
            "/onSaleUntil",
            "/tiers",
            "/tiers",
            "/limitPerBuyer");
    assertThat(refused(() -> as(MINE).createShow(CreateShowRequest.getDefaultInstance())).faults())
        .extracting(f -> f.pointer())
        .containsExactly("/title", "/city", "/venue");
  }

  @Test
  void theSameKeyMakesOneThing() {
    CreateShowRequest request = showRequest("Once");
    Show first = as(MINE, "key-1").createShow(request);

    assertThat(as(MINE, "key-1").createShow(request)).isEqualTo(first);
    assertThat(refused(() -> as(MINE, "key-1").createShow(showRequest("Twice"))).reason())
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
    assertThat(as(MINE).listOwnShows(ListOwnShowsRequest.getDefaultInstance()).getItemsList())
        .containsExactly(first);
  }

  @Test
  void whatIsNotPublishedIsSeenByNobody() {
    Show show = show(MINE);
    Performance performance = performance(MINE, show);

    assertThat(as(NOBODY).listShows(ListShowsRequest.getDefaultInstance()).getItemsList())
        .isEmpty();
    notFound(() -> as(NOBODY).getShow(GetShowRequest.newBuilder().setId(show.getId()).build()));
    notFound(() -> as(NOBODY).getPerformance(get(performance.getId())));
    notFound(() -> as(MINE).getPerformance(get(performance.getId())));
  }

  @Test
  void whatIsAnothersAnswersNotFoundAndStaysAsItIs() {
    Show show = show(MINE);
    Performance performance = performance(MINE, show);
    String digest = imported(OTHERS, PLAN).getDigest();

    notFound(() -> as(OTHERS).createPerformance(request(show, digest).build()));
    notFound(() -> own(OTHERS, performance.getId()));
    notFound(() -> as(OTHERS).amendPerformance(limit(performance.getId(), 9)));
    notFound(() -> publish(OTHERS, performance.getId()));
    notFound(() -> own(MINE, "no such id"));
    assertThat(as(OTHERS).listOwnShows(ListOwnShowsRequest.getDefaultInstance()).getItemsList())
        .isEmpty();
    assertThat(own(MINE, performance.getId())).isEqualTo(performance);
    assertThat(inventory.opened).isEmpty();
  }

  @Test
  void onlyOrganisersMayChangeAnything() {
    for (Caller caller : List.of(Caller.buyer("b1"), GATE)) {
      assertThat(refused(() -> show(caller)).reason()).isEqualTo(Reason.NOT_ALLOWED);
    }
    assertThat(refused(() -> show(NOBODY)).reason()).isEqualTo(Reason.SIGN_IN_REQUIRED);
  }

  @Test
  void publishingOpensThePerformanceAsTheMapSays() {
    Performance performance = performance(MINE, show(MINE));

    Performance published = publish(MINE, performance.getId());

    assertThat(published.getPublished()).isTrue();
    assertThat(as(NOBODY).getPerformance(get(performance.getId()))).isEqualTo(published);
    OpenPerformanceRequest opened = inventory.opened.getFirst();
    assertThat(opened.getPerformanceId()).isEqualTo(performance.getId());
    assertThat(opened.getOrganizerId()).isEqualTo("org1");
    assertThat(HexFormat.of().formatHex(opened.getMapDigest().toByteArray()))
        .isEqualTo(performance.getSeatMap());
    assertThat(opened.getSeats()).isEqualTo(7);
    assertThat(opened.getSectionsList())
        .containsExactly(
            Section.newBuilder().setName("Stalls").setFirstSeat(0).setSeats(5).build(),
            Section.newBuilder()
                .setName("Floor")
                .setFirstSeat(5)
                .setSeats(2)
                .setStanding(true)
                .build());
    assertThat(opened.getRunsList())
        .containsExactly(
            run(0, 0, 0, 2, 0), run(0, 0, 2, 2, 1), run(0, 1, 4, 1, 2), run(1, 2, 5, 2, 3));
    assertThat(opened.getTiersList())
        .extracting(tier -> tier.getPrice())
        .containsExactly(68000L, 38000L);
    assertThat(opened.getTierSpansList())
        .extracting(span -> span.getTier() + "x" + span.getSeats())
        .containsExactly("0x2", "1x1", "0x1", "1x3");
    assertThat(opened.getAttributeSpansList())
        .extracting(span -> span.getFirstSeat() + ":" + span.getSeats() + span.getAttributesList())
        .containsExactly(
            "2:1" + List.of(SeatAttribute.COMPANION), "3:1" + List.of(SeatAttribute.WHEELCHAIR));
    assertThat(opened.getCurrency()).isEqualTo("CNY");
    assertThat(opened.getHoldSeconds()).isEqualTo(600);
    assertThat(opened.getLimitPerBuyer()).isEqualTo(6);
    assertThat(instant(opened.getOnSaleFrom())).isEqualTo(NOW.plusSeconds(3600));
    assertThat(catalog.published(PerformancePublished.getDefaultInstance()))
        .containsExactly(PerformancePublished.newBuilder().setPerformance(published).build());
  }

  @Test
  void publishingTwiceIsPublishingOnce() {
    Performance performance = performance(MINE, show(MINE));

    assertThat(publish(MINE, performance.getId())).isEqualTo(publish(MINE, performance.getId()));
    assertThat(inventory.opened).hasSize(1);
    assertThat(catalog.published(PerformancePublished.getDefaultInstance())).hasSize(1);
  }

  @Test
  void aPublicationThatFailedHalfWayIsFinishedByTheNext() {
    Performance performance = performance(MINE, show(MINE));
    inventory.failAfterOpening = true;
    assertThat(refused(() -> publish(MINE, performance.getId())).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    notFound(() -> as(NOBODY).getPerformance(get(performance.getId())));
    inventory.failAfterOpening = false;

    // The log has opened it on the old terms, and nobody has said so here.
    as(MINE).amendPerformance(limit(performance.getId(), 9));
    Performance published = publish(MINE, performance.getId());

    assertThat(published.getPublished()).isTrue();
    assertThat(published.getLimitPerBuyer()).isEqualTo(9);
    assertThat(inventory.limitPerBuyer(performance.getId())).isEqualTo(9);
    assertThat(catalog.published(PerformancePublished.getDefaultInstance())).hasSize(1);
  }

  @Test
  void whatWasOpenedBeforeTheProcessDiedIsPublishedOnTheTermsOfNow() {
    Performance performance = performance(MINE, show(MINE));
    inventory.failAfterOpening = true;
    assertThat(refused(() -> publish(MINE, performance.getId())).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    inventory.failAfterOpening = false;
    as(MINE).amendPerformance(limit(performance.getId(), 9));
    as(MINE).amendPerformance(limit(performance.getId(), 8));

    assertThat(publish(MINE, performance.getId()).getLimitPerBuyer()).isEqualTo(8);
    // Not opened anew: the log refuses other terms, and is told of them as an amendment.
    assertThat(inventory.opened)
        .singleElement()
        .satisfies(opened -> assertThat(opened.getLimitPerBuyer()).isEqualTo(6));
    assertThat(inventory.limitPerBuyer(performance.getId())).isEqualTo(8);
    assertThat(publish(MINE, performance.getId()).getPublished()).isTrue();
  }

  @Test
  void aRefusalOfTheSeatLogIsToldAsItIs() {
    Performance performance = performance(MINE, show(MINE));
    inventory.refusal = new Refused(Reason.UNPROCESSABLE, "The log does not like it.");

    Refused refused = refused(() -> publish(MINE, performance.getId()));

    assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(refused.detail()).isEqualTo("The log does not like it.");
  }

  @Test
  void anAmendmentOfADraftNeedsNoSeatLog() {
    Performance performance = performance(MINE, show(MINE));

    Performance amended = as(MINE).amendPerformance(limit(performance.getId(), 9));

    assertThat(amended.getLimitPerBuyer()).isEqualTo(9);
    assertThat(own(MINE, performance.getId())).isEqualTo(amended);
    assertThat(inventory.amended).isEmpty();
    assertThat(catalog.published(PerformanceAmended.getDefaultInstance())).isEmpty();
  }

  @Test
  void anAmendmentOfAPublishedPerformanceTellsTheSeatLogFirst() {
    Performance performance = performance(MINE, show(MINE));
    publish(MINE, performance.getId());
    AmendPerformanceRequest request =
        AmendPerformanceRequest.newBuilder()
            .setId(performance.getId())
            .setHoldSeconds(60)
            .addTiers(PriceTier.newBuilder().setName("t2").setPrice(money(1)))
            .build();
    inventory.refusal = new Refused(Reason.UNAVAILABLE, "No leader.");
    assertThat(refused(() -> as(MINE).amendPerformance(request)).reason())
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(own(MINE, performance.getId()).getHoldSeconds()).isEqualTo(600);
    inventory.refusal = null;

    Performance amended = as(MINE).amendPerformance(request);

    assertThat(amended.getHoldSeconds()).isEqualTo(60);
    assertThat(amended.getTiers(1).getPrice()).isEqualTo(money(1));
    assertThat(inventory.amended.getLast().getHoldSeconds()).isEqualTo(60);
    assertThat(inventory.amended.getLast().getTiersList())
        .extracting(tier -> tier.getName() + tier.getPrice())
        .containsExactly("t168000", "t21");
    assertThat(catalog.published(PerformanceAmended.getDefaultInstance()))
        .containsExactly(PerformanceAmended.newBuilder().setPerformance(amended).build());
  }

  @Test
  void amendmentsAtOnceLoseNothing() throws Exception {
    Performance performance = performance(MINE, show(MINE));
    publish(MINE, performance.getId());
    List<Callable<Performance>> changes = new ArrayList<>();
    changes.add(() -> as(MINE).amendPerformance(limit(performance.getId(), 9)));
    changes.add(() ->
        as(MINE)
            .amendPerformance(
                AmendPerformanceRequest.newBuilder()
                    .setId(performance.getId())
                    .setHoldSeconds(60)
                    .build()));
    changes.add(() ->
        as(MINE)
            .amendPerformance(
                AmendPerformanceRequest.newBuilder()
                    .setId(performance.getId())
                    .setLimitPerIdentity(3)
                    .build()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Performance> change : threads.invokeAll(changes)) {
        change.get();
      }
    }

    Performance amended = own(MINE, performance.getId());
    assertThat(amended.getLimitPerBuyer()).isEqualTo(9);
    assertThat(amended.getHoldSeconds()).isEqualTo(60);
    assertThat(amended.getLimitPerIdentity()).isEqualTo(3);
    assertThat(inventory.limitPerBuyer(performance.getId())).isEqualTo(9);
    assertThat(inventory.holdSeconds(performance.getId())).isEqualTo(60);
  }

  @Test
  void searchFindsWordsInAnyOrderAndTakesWildcardsAsTheyAre() {
    for (String title : List.of("The Tea House 茶馆", "100% Jazz", "100 Jazz", "under_score!")) {
      publish(MINE, performance(MINE, as(MINE).createShow(showRequest(title))).getId());
    }

    assertThat(titles(search("house TEA"))).containsExactly("The Tea House 茶馆");
    assertThat(titles(search("茶馆"))).containsExactly("The Tea House 茶馆");
    assertThat(titles(search("100%"))).containsExactly("100% Jazz");
    assertThat(titles(search("r_s"))).containsExactly("under_score!");
    assertThat(titles(search("e!"))).containsExactly("under_score!");
    assertThat(titles(search("shanghai grand"))).hasSize(4);
    assertThat(titles(search("' OR 1=1 --"))).isEmpty();
    assertThat(titles(search("x".repeat(100)))).isEmpty();
    assertThat(refused(() -> search("x".repeat(101))).reason()).isEqualTo(Reason.INVALID_REQUEST);
    assertThat(
            titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("shanghai").build())))
        .hasSize(4);
    assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("Shang").build())))
        .isEmpty();
  }

  @Test
  void aCityIsFoundByEitherOfItsNames() {
    Show show = as(MINE).createShow(showRequest("Tea").toBuilder().setCity("上海 Shanghai").build());
    publish(MINE, performance(MINE, show).getId());

    for (String city : List.of("上海", "SHANGHAI", "上海 Shanghai")) {
      assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity(city).build())))
          .as(city)
          .containsExactly("Tea");
    }
    assertThat(titles(as(NOBODY).listShows(ListShowsRequest.newBuilder().setCity("海").build())))
        .isEmpty();
  }

  @Test
  void listsShowWhatComesNextAndEndWithTheLastPage() {
    Show late = as(MINE).createShow(showRequest("Late"));
    Show soon = as(OTHERS).createShow(showRequest("Soon"));
    Show past = as(MINE).createShow(showRequest("Past"));
    publish(MINE, performance(MINE, late, NOW.plusSeconds(90_000)).getId());
    publish(MINE, performance(MINE, late, NOW.plusSeconds(900_000)).getId());
    performance(MINE, late, NOW.plusSeconds(95_000));
    publish(OTHERS, performance(OTHERS, soon, NOW.plusSeconds(80_000)).getId());
    publish(MINE, performance(MINE, past, NOW.minusSeconds(80_000)).getId());

    ListShowsRequest.Builder request =
        ListShowsRequest.newBuilder().setPage(Page.newBuilder().setLimit(1));
    ListShowsResponse first = as(NOBODY).listShows(request.build());
    request.getPageBuilder().setCursor(first.getNextCursor());
    ListShowsResponse second = as(NOBODY).listShows(request.build());

    assertThat(titles(first)).containsExactly("Soon");
    assertThat(titles(second)).containsExactly("Late");
    assertThat(second.getItems(0).getPerformancesList()).hasSize(2);
    assertThat(second.getNextCursor()).isEmpty();
    assertThat(
            titles(
                as(NOBODY)
                    .listShows(
                        ListShowsRequest.newBuilder()
                            .setFrom(Timestamps.of(NOW.minusSeconds(90_000)))
                            .build())))
        .containsExactly("Past", "Soon", "Late");
    assertThat(
            as(NOBODY).getShow(GetShowRequest.newBuilder().setId(past.getId()).build()).getTitle())
        .isEqualTo("Past");
  }

  @Test
  void anOrganisationSeesAllOfItsOwnPageByPage() {
    Show show = show(MINE);
    List<String> made =
        IntStream.range(0, 5)
            .mapToObj(i -> performance(MINE, show, NOW.plusSeconds(90_000 + i)).getId())
            .toList();
    performance(OTHERS, show(OTHERS));
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      var page =
          as(GATE)
              .listOwnPerformances(
                  ListOwnPerformancesRequest.newBuilder()
                      .setPage(Page.newBuilder().setCursor(cursor).setLimit(2))
                      .build());
      page.getItemsList().forEach(performance -> seen.add(performance.getId()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(made);
    assertThat(
            as(MINE)
                .listOwnShows(ListOwnShowsRequest.getDefaultInstance())
                .getItems(0)
                .getPerformancesList())
        .hasSize(5);
  }

  @Test
  void cursorsAndLimitsThatMakeNoSenseAreRefused() {
    for (Page page :
        List.of(
            Page.newBuilder().setCursor("?").build(),
            Page.newBuilder().setCursor("YWJj").build(),
            Page.newBuilder().setLimit(101).build(),
            Page.newBuilder().setLimit(-1).build())) {
      Refused refused =
          refused(() -> as(NOBODY).listShows(ListShowsRequest.newBuilder().setPage(page).build()));
      assertThat(refused.reason()).isEqualTo(Reason.INVALID_REQUEST);
    }
  }

  // ---

  private CatalogServiceBlockingStub as(Caller caller) {
    return CatalogServiceGrpc.newBlockingStub(catalog.as(caller));
  }

  private CatalogServiceBlockingStub as(Caller caller, String key) {
    return CatalogServiceGrpc.newBlockingStub(catalog.as(caller, key));
  }

  private SeatMapSummary imported(Caller caller, String plan) {
    return as(caller)
        .importSeatMap(
            ImportSeatMapRequest.newBuilder().setPlan(ByteString.copyFrom(plan, UTF_8)).build());
  }

  private byte[] document(String digest) throws IOException {
    ByteString compressed =
        as(NOBODY)
            .getSeatMap(GetSeatMapRequest.newBuilder().setDigest(digest).build())
            .getJsonGzip();
    try (GZIPInputStream json = new GZIPInputStream(compressed.newInput())) {
      return json.readAllBytes();
    }
  }

  private static CreateShowRequest showRequest(String title) {
    return CreateShowRequest.newBuilder()
        .setTitle(title)
        .setDescription("Two hours.")
        .setCity("Shanghai")
        .setVenue("Grand Theatre")
        .build();
  }

  private Show show(Caller caller) {
    return as(caller).createShow(showRequest("The Tea House"));
  }

  private CreatePerformanceRequest.Builder request(Show show, String digest) {
    return CreatePerformanceRequest.newBuilder()
        .setShowId(show.getId())
        .setSeatMap(digest)
        .setStartsAt(Timestamps.of(NOW.plusSeconds(72 * 3600)))
        .setOnSaleFrom(Timestamps.of(NOW.plusSeconds(3600)))
        .setOnSaleUntil(Timestamps.of(NOW.plusSeconds(72 * 3600)))
        .setLimitPerBuyer(6)
        .addTiers(PriceTier.newBuilder().setName("t2").setPrice(money(38000)))
        .addTiers(PriceTier.newBuilder().setName("t1").setLabel("Front").setPrice(money(68000)));
  }

  private Performance performance(Caller caller, Show show) {
    return as(caller).createPerformance(request(show, imported(caller, PLAN).getDigest()).build());
  }

  private Performance performance(Caller caller, Show show, Instant startsAt) {
    return as(caller)
        .createPerformance(
            request(show, imported(caller, PLAN).getDigest())
                .setStartsAt(Timestamps.of(startsAt))
                .setOnSaleFrom(Timestamps.of(startsAt.minusSeconds(100_000)))
                .setOnSaleUntil(Timestamps.of(startsAt))
                .build());
  }

  private Performance publish(Caller caller, String id) {
    return as(caller).publishPerformance(PublishPerformanceRequest.newBuilder().setId(id).build());
  }

  private Performance own(Caller caller, String id) {
    return as(caller).getOwnPerformance(get(id));
  }

  private static GetPerformanceRequest get(String id) {
    return GetPerformanceRequest.newBuilder().setId(id).build();
  }

  private static AmendPerformanceRequest limit(String id, int limit) {
    return AmendPerformanceRequest.newBuilder().setId(id).setLimitPerBuyer(limit).build();
  }

  private ListShowsResponse search(String words) {
    return as(NOBODY).listShows(ListShowsRequest.newBuilder().setQ(words).build());
  }

  private static List<String> titles(ListShowsResponse response) {
    return response.getItemsList().stream().map(Show::getTitle).toList();
  }

  private static Run run(int section, int row, int first, int seats, int rank) {
    return Run.newBuilder()
        .setSection(section)
        .setRow(row)
        .setFirstSeat(first)
        .setSeats(seats)
        .setRank(rank)
        .build();
  }

  private static Money money(long amount) {
    return Money.newBuilder().setAmount(amount).setCurrency("CNY").build();
  }

  private static Instant instant(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }

  private static Refused refused(Callable<?> call) {
    return Refusals.of(catchThrowable(call::call)).orElseThrow();
  }

  private static void notFound(Callable<?> call) {
    assertThat(refused(call).reason()).isEqualTo(Reason.NOT_FOUND);
  }
}
