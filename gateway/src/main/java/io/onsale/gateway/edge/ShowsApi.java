package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetShowRequest;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.gateway.peers.SeatMaps;
import java.io.IOException;
import java.time.Duration;

/**
 * Shows, performances and seat maps for everybody. Millions look while an on-sale opens, so the
 * catalog is asked once a second at most for the same thing; what an organiser changes through this
 * gateway is seen at once.
 */
final class ShowsApi {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 10_000;
  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final CatalogServiceBlockingStub catalog;
  private final SeatMaps seatMaps;
  private final Cache<Object, byte[]> answers =
      Caffeine.newBuilder().maximumSize(KEPT_MAX).expireAfterWrite(FRESH).build();

  ShowsApi(CatalogServiceBlockingStub catalog, SeatMaps seatMaps) {
    this.catalog = catalog;
    this.seatMaps = seatMaps;
  }

  void bind(Handlers handlers) {
    handlers.waiting("listShows", this::listShows);
    handlers.waiting(
        "getShow",
        ask -> {
          GetShowRequest request = GetShowRequest.newBuilder().setId(ask.id()).build();
          return fresh(answers.get(request, key -> Json.bytes(json(catalog.getShow(request)))));
        });
    handlers.waiting(
        "getPerformance",
        ask -> {
          GetPerformanceRequest request =
              GetPerformanceRequest.newBuilder().setId(ask.id()).build();
          return fresh(
              answers.get(request, key -> Json.bytes(json(catalog.getPerformance(request)))));
        });
    handlers.waiting("getSeatMap", this::getSeatMap);
  }

  /** Something in the catalog was changed through this gateway. */
  void changed() {
    answers.invalidateAll();
  }

  private HttpResponse listShows(Ask ask) {
    ListShowsRequest.Builder request =
        ListShowsRequest.newBuilder()
            .setQ(ask.query("q").orElse(""))
            .setCity(ask.query("city").orElse(""))
            .setPage(Json.page(ask));
    ask.query("from").ifPresent(from -> request.setFrom(Json.time(from, "/from")));
    ListShowsRequest built = request.build();
    return fresh(
        answers.get(
            built,
            key -> {
              var page = catalog.listShows(built);
              return Json.bytes(
                  Json.page(page.getItemsList(), page.getNextCursor(), ShowsApi::json));
            }));
  }

  private HttpResponse getSeatMap(Ask ask) throws IOException {
    String digest = ask.path().getOrDefault("digest", "");
    return Json.zipped(ask, '"' + digest + '"', FOR_EVER, seatMaps.map(digest).json());
  }

  private static HttpResponse fresh(byte[] body) {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build(),
        HttpData.wrap(body));
  }

  static ObjectNode json(Show show) {
    ObjectNode json =
        Json.object()
            .put("id", show.getId())
            .put("organizerId", show.getOrganizerId())
            .put("title", show.getTitle())
            .put("description", show.getDescription())
            .put("city", show.getCity())
            .put("venue", show.getVenue());
    json.set("performances", Json.array(show.getPerformancesList(), ShowsApi::json));
    return json;
  }

  static ObjectNode json(Performance performance) {
    ObjectNode json =
        Json.object()
            .put("id", performance.getId())
            .put("showId", performance.getShowId())
            .put("organizerId", performance.getOrganizerId())
            .put("showTitle", performance.getShowTitle())
            .put("venue", performance.getVenue())
            .put("city", performance.getCity())
            .put("timeZone", performance.getTimeZone())
            .put("startsAt", Json.time(performance.getStartsAt()))
            .put("doorsAt", Json.time(performance.getDoorsAt()))
            .put("onSaleFrom", Json.time(performance.getOnSaleFrom()))
            .put("onSaleUntil", Json.time(performance.getOnSaleUntil()))
            .put("limitPerBuyer", performance.getLimitPerBuyer())
            .put(
                "limitPerIdentity",
                performance.getLimitPerIdentity() == 0 ? null : performance.getLimitPerIdentity())
            .put("holdSeconds", performance.getHoldSeconds());
    json.set("tiers", Json.array(performance.getTiersList(), ShowsApi::json));
    return json.put("seatMap", "/v1/seat-maps/" + performance.getSeatMap())
        .put("capacity", performance.getCapacity())
        .put("published", performance.getPublished());
  }

  private static ObjectNode json(PriceTier tier) {
    ObjectNode json = Json.object().put("name", tier.getName()).put("label", tier.getLabel());
    json.set("price", Json.money(tier.getPrice()));
    return json.put("color", tier.getColor());
  }
}
