package io.onsale.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestClock;
import io.onsale.kit.testing.TestContext;
import io.onsale.kit.wire.Timestamps;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A catalog with a database of its own and a seat log that is played: what the tests of this
 * context say.
 */
abstract class CatalogFixture {
  static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  static final Caller MINE = Caller.organizer("a1", "org1");
  static final Caller OTHERS = Caller.organizer("a2", "org2");
  static final Caller NOBODY = Caller.nobody();
  static final Caller GATE = Caller.gate("a3", "org1");

  static final String PLAN =
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

  final FakeInventory inventory = new FakeInventory();

  @RegisterExtension
  final TestContext catalog =
      TestContext.of(
              TestClock.at(NOW.toString()),
              kit -> CatalogMain.create(new CatalogConfig(kit.database()), kit.foundation()))
          .peer("inventory", inventory);

  CatalogServiceBlockingStub as(Caller caller) {
    return CatalogServiceGrpc.newBlockingStub(catalog.as(caller));
  }

  CatalogServiceBlockingStub as(Caller caller, String key) {
    return CatalogServiceGrpc.newBlockingStub(catalog.as(caller, key));
  }

  SeatMapSummary imported(Caller caller, String plan) {
    return as(caller)
        .importSeatMap(
            ImportSeatMapRequest.newBuilder().setPlan(ByteString.copyFrom(plan, UTF_8)).build());
  }

  byte[] document(String digest) throws IOException {
    ByteString compressed =
        as(NOBODY)
            .getSeatMap(GetSeatMapRequest.newBuilder().setDigest(digest).build())
            .getJsonGzip();
    try (GZIPInputStream json = new GZIPInputStream(compressed.newInput())) {
      return json.readAllBytes();
    }
  }

  static CreateShowRequest showRequest(String title) {
    return CreateShowRequest.newBuilder()
        .setTitle(title)
        .setDescription("Two hours.")
        .setCity("Shanghai")
        .setVenue("Grand Theatre")
        .build();
  }

  Show show(Caller caller) {
    return as(caller).createShow(showRequest("The Tea House"));
  }

  CreatePerformanceRequest.Builder request(Show show, String digest) {
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

  Performance performance(Caller caller, Show show) {
    return as(caller).createPerformance(request(show, imported(caller, PLAN).getDigest()).build());
  }

  Performance performance(Caller caller, Show show, Instant startsAt) {
    return as(caller)
        .createPerformance(
            request(show, imported(caller, PLAN).getDigest())
                .setStartsAt(Timestamps.of(startsAt))
                .setOnSaleFrom(Timestamps.of(startsAt.minusSeconds(100_000)))
                .setOnSaleUntil(Timestamps.of(startsAt))
                .build());
  }

  Performance publish(Caller caller, String id) {
    return as(caller).publishPerformance(PublishPerformanceRequest.newBuilder().setId(id).build());
  }

  Performance own(Caller caller, String id) {
    return as(caller).getOwnPerformance(get(id));
  }

  static GetPerformanceRequest get(String id) {
    return GetPerformanceRequest.newBuilder().setId(id).build();
  }

  static AmendPerformanceRequest limit(String id, int limit) {
    return AmendPerformanceRequest.newBuilder().setId(id).setLimitPerBuyer(limit).build();
  }

  static Money money(long amount) {
    return Money.newBuilder().setAmount(amount).setCurrency("CNY").build();
  }

  static Instant instant(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
  }

  static Refused refused(Callable<?> call) {
    return Refusals.of(catchThrowable(call::call)).orElseThrow();
  }

  static void notFound(Callable<?> call) {
    assertThat(refused(call).reason()).isEqualTo(Reason.NOT_FOUND);
  }
}
