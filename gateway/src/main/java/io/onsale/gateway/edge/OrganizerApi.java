package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.HttpResponse;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.AttributeChange;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.ImportSeatMapRequest;
import io.onsale.contracts.catalog.v1.ListOwnShowsRequest;
import io.onsale.contracts.catalog.v1.ListSeatMapsRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.PublishPerformanceRequest;
import io.onsale.contracts.catalog.v1.ReviseSeatMapRequest;
import io.onsale.contracts.catalog.v1.SeatMapSummary;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.Counts;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingStub;
import io.onsale.contracts.orders.v1.GetSalesRequest;
import io.onsale.contracts.orders.v1.ListPerformanceOrdersRequest;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceBlockingStub;
import io.onsale.contracts.orders.v1.Sales;
import io.onsale.gateway.peers.SeatIds;
import io.onsale.gateway.peers.SeatMaps;
import java.util.ArrayList;
import java.util.List;

/**
 * What an organisation's staff call to run its shows. The contexts see to it that they see and
 * change only their own.
 */
final class OrganizerApi {
  private final CatalogServiceBlockingStub catalog;
  private final InventoryServiceBlockingStub inventory;
  private final OrdersServiceBlockingStub orders;
  private final SeatMaps seatMaps;
  private final ShowsApi shows;
  private final AvailabilityApi availability;
  private final OrdersApi ordersApi;

  OrganizerApi(
      CatalogServiceBlockingStub catalog,
      InventoryServiceBlockingStub inventory,
      OrdersServiceBlockingStub orders,
      SeatMaps seatMaps,
      ShowsApi shows,
      AvailabilityApi availability,
      OrdersApi ordersApi) {
    this.catalog = catalog;
    this.inventory = inventory;
    this.orders = orders;
    this.seatMaps = seatMaps;
    this.shows = shows;
    this.availability = availability;
    this.ordersApi = ordersApi;
  }

  void bind(Handlers handlers) {
    handlers.waiting("importSeatMap", this::importSeatMap);
    handlers.waiting("listSeatMaps", this::listSeatMaps);
    handlers.waiting(
        "reviseSeatMap", ask -> Json.created(json(catalog.reviseSeatMap(revision(ask)))));
    handlers.waiting(
        "createShow", ask -> Json.created(ShowsApi.json(catalog.createShow(createShow(ask)))));
    handlers.waiting("listOwnShows", this::listOwnShows);
    handlers.waiting(
        "createPerformance",
        ask -> Json.created(ShowsApi.json(catalog.createPerformance(createPerformance(ask)))));
    handlers.waiting("getOwnPerformance", ask -> Json.ok(ShowsApi.json(own(ask.id()))));
    handlers.waiting("amendPerformance", this::amendPerformance);
    handlers.waiting("publishPerformance", this::publishPerformance);
    handlers.waiting("blockSeats", this::blockSeats);
    handlers.waiting("getReport", this::getReport);
    handlers.waiting("listPerformanceOrders", this::listPerformanceOrders);
  }

  /** One of the caller's organisation's performances; another's is NOT_FOUND. */
  private Performance own(String id) {
    return catalog.getOwnPerformance(GetPerformanceRequest.newBuilder().setId(id).build());
  }

  private HttpResponse importSeatMap(Ask ask) {
    return Json.created(
        json(
            catalog.importSeatMap(
                ImportSeatMapRequest.newBuilder()
                    .setPlan(ByteString.copyFrom(ask.raw()))
                    .build())));
  }

  private HttpResponse listSeatMaps(Ask ask) {
    var page =
        catalog.listSeatMaps(ListSeatMapsRequest.newBuilder().setPage(Json.page(ask)).build());
    return Json.ok(Json.page(page.getItemsList(), page.getNextCursor(), OrganizerApi::json));
  }

  private HttpResponse listOwnShows(Ask ask) {
    var page =
        catalog.listOwnShows(ListOwnShowsRequest.newBuilder().setPage(Json.page(ask)).build());
    return Json.ok(Json.page(page.getItemsList(), page.getNextCursor(), ShowsApi::json));
  }

  private HttpResponse amendPerformance(Ask ask) {
    Performance amended = catalog.amendPerformance(amendment(ask));
    shows.changed();
    return Json.ok(ShowsApi.json(amended));
  }

  private HttpResponse publishPerformance(Ask ask) {
    Performance published =
        catalog.publishPerformance(PublishPerformanceRequest.newBuilder().setId(ask.id()).build());
    shows.changed();
    return Json.ok(ShowsApi.json(published));
  }

  private HttpResponse blockSeats(Ask ask) {
    SeatIds seats = seatMaps.map(own(ask.id()).getSeatMap()).ids();
    try {
      return Json.ok(Json.object().put("version", inventory.block(block(ask, seats)).getVersion()));
    } catch (StatusRuntimeException e) {
      throw SeatFacts.named(e, seats);
    }
  }

  private HttpResponse getReport(Ask ask) {
    Performance performance = own(ask.id());
    Sales sales = orders.getSales(GetSalesRequest.newBuilder().setPerformanceId(ask.id()).build());
    // What is not published is not on the seat log: nothing of it is sold, nothing can be.
    Availability now =
        performance.getPublished()
            ? availability.of(ask.id())
            : Availability.newBuilder()
                .setTotal(
                    Counts.newBuilder()
                        .setCapacity(performance.getCapacity())
                        .setFree(performance.getCapacity()))
                .build();
    return Json.ok(report(performance, now, sales));
  }

  private HttpResponse listPerformanceOrders(Ask ask) {
    Performance performance = own(ask.id());
    return Json.ok(
        ordersApi.page(
            orders.listPerformanceOrders(
                ListPerformanceOrdersRequest.newBuilder()
                    .setPerformanceId(performance.getId())
                    .setPage(Json.page(ask))
                    .build())));
  }

  static ReviseSeatMapRequest revision(Ask ask) {
    ReviseSeatMapRequest.Builder request =
        ReviseSeatMapRequest.newBuilder().setDigest(ask.path().getOrDefault("digest", ""));
    for (JsonNode change : ask.body().path("changes")) {
      request.addChanges(
          AttributeChange.newBuilder()
              .setAttribute(change.path("attribute").asText())
              .setHas(change.path("has").asBoolean())
              .addAllSeats(Ask.texts(change.path("seats"))));
    }
    return request.build();
  }

  static CreateShowRequest createShow(Ask ask) {
    return CreateShowRequest.newBuilder()
        .setTitle(ask.text("title"))
        .setDescription(ask.text("description"))
        .setCity(ask.text("city"))
        .setVenue(ask.text("venue"))
        .build();
  }

  static CreatePerformanceRequest createPerformance(Ask ask) {
    CreatePerformanceRequest.Builder request =
        CreatePerformanceRequest.newBuilder()
            .setShowId(ask.id())
            .setStartsAt(Json.time(ask.text("startsAt"), "/startsAt"))
            .setTimeZone(ask.text("timeZone"))
            .setSeatMap(ask.text("seatMap"))
            .setOnSaleFrom(Json.time(ask.text("onSaleFrom"), "/onSaleFrom"))
            .setOnSaleUntil(Json.time(ask.text("onSaleUntil"), "/onSaleUntil"))
            .setLimitPerBuyer(ask.number("limitPerBuyer", 0))
            .setLimitPerIdentity(ask.number("limitPerIdentity", 0))
            .setHoldSeconds(ask.number("holdSeconds", 0))
            .addAllTiers(tiers(ask.body().path("tiers")));
    if (ask.body().has("doorsAt")) {
      request.setDoorsAt(Json.time(ask.text("doorsAt"), "/doorsAt"));
    }
    return request.build();
  }

  static AmendPerformanceRequest amendment(Ask ask) {
    AmendPerformanceRequest.Builder request =
        AmendPerformanceRequest.newBuilder()
            .setId(ask.id())
            .setSeatMap(ask.text("seatMap"))
            .addAllTiers(tiers(ask.body().path("tiers")));
    if (ask.body().has("doorsAt")) {
      request.setDoorsAt(Json.time(ask.text("doorsAt"), "/doorsAt"));
    }
    if (ask.body().has("onSaleFrom")) {
      request.setOnSaleFrom(Json.time(ask.text("onSaleFrom"), "/onSaleFrom"));
    }
    if (ask.body().has("onSaleUntil")) {
      request.setOnSaleUntil(Json.time(ask.text("onSaleUntil"), "/onSaleUntil"));
    }
    if (ask.body().has("limitPerBuyer")) {
      request.setLimitPerBuyer(ask.number("limitPerBuyer", 0));
    }
    if (ask.body().has("limitPerIdentity")) {
      request.setLimitPerIdentity(ask.number("limitPerIdentity", 0));
    }
    if (ask.body().has("holdSeconds")) {
      request.setHoldSeconds(ask.number("holdSeconds", 0));
    }
    return request.build();
  }

  private static List<PriceTier> tiers(JsonNode tiers) {
    List<PriceTier> all = new ArrayList<>();
    for (JsonNode tier : tiers) {
      all.add(
          PriceTier.newBuilder()
              .setName(tier.path("name").asText())
              .setLabel(tier.path("label").asText(""))
              .setPrice(Json.money(tier.path("price")))
              .build());
    }
    return all;
  }

  static BlockRequest block(Ask ask, SeatIds seats) {
    return BlockRequest.newBuilder()
        .setPerformanceId(ask.id())
        .addAllSeats(seats.indices(Ask.texts(ask.body().path("seats")), "/seats"))
        .setBlocked(ask.body().path("blocked").asBoolean())
        .build();
  }

  static ObjectNode json(SeatMapSummary map) {
    ObjectNode json =
        Json.object()
            .put("digest", map.getDigest())
            .put("name", map.getName())
            .put("seats", map.getSeats());
    json.set("tiers", Json.texts(map.getTiersList()));
    json.set("sections", Json.texts(map.getSectionsList()));
    return json;
  }

  static ObjectNode report(Performance performance, Availability now, Sales sales) {
    ObjectNode json =
        Json.object().put("performanceId", performance.getId()).put("version", now.getVersion());
    AvailabilityApi.head(json, now);
    json.setAll(AvailabilityApi.json(now.getTotal()));
    json.put("orders", sales.getOrders());
    // Without a sale there is nothing to add up, but the currency is known.
    Money revenue =
        sales.getRevenue().getCurrency().isEmpty()
            ? Money.newBuilder()
                .setCurrency(performance.getTiers(0).getPrice().getCurrency())
                .build()
            : sales.getRevenue();
    json.set("revenue", Json.money(revenue));
    return json;
  }
}
