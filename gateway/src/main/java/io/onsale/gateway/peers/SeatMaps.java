package io.onsale.gateway.peers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.onsale.contracts.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import io.onsale.contracts.catalog.v1.GetPerformanceRequest;
import io.onsale.contracts.catalog.v1.GetSeatMapRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Seat maps, kept because they never change. A published performance keeps its map, or moves to one
 * with the same seats in the same order, so that link is kept too; what is kept is bounded, and
 * whatever falls out is asked for again.
 */
public final class SeatMaps {
  private static final int SEATS_KEPT_MAX = 2_000_000;
  private static final int PERFORMANCES_KEPT_MAX = 100_000;

  private final CatalogServiceBlockingStub catalog;
  private final Cache<String, SeatMap> maps =
      Caffeine.newBuilder()
          .maximumWeight(SEATS_KEPT_MAX)
          .weigher((String digest, SeatMap map) -> map.ids().size() + 1)
          .build();
  private final Cache<String, String> digests =
      Caffeine.newBuilder().maximumSize(PERFORMANCES_KEPT_MAX).build();

  /**
   * A seat map.
   *
   * @param json the public document, gzip-compressed
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, read by the socket
  public record SeatMap(byte[] json, SeatIds ids) {}

  /** Seats of which only the ids are known, in index order. */
  public static SeatIds seats(List<String> ids) {
    return new SeatIds(ids);
  }

  public SeatMaps(CatalogServiceBlockingStub catalog) {
    this.catalog = catalog;
  }

  /**
   * A map by its digest; NOT_FOUND as the catalog says it. Waits for the catalog the first time.
   */
  public SeatMap map(String digest) {
    return maps.get(digest, this::load);
  }

  /**
   * The seats of a published performance; NOT_FOUND as the catalog says it. Waits for the catalog
   * the first time.
   */
  public SeatIds seatsOf(String performanceId) {
    String digest =
        digests.get(
            performanceId,
            id ->
                catalog
                    .getPerformance(GetPerformanceRequest.newBuilder().setId(id).build())
                    .getSeatMap());
    return map(digest).ids();
  }

  /** The same when it is known already: never waits. */
  public Optional<SeatIds> knownSeatsOf(String performanceId) {
    return Optional.ofNullable(digests.getIfPresent(performanceId))
        .flatMap(digest -> Optional.ofNullable(maps.getIfPresent(digest)))
        .map(SeatMap::ids);
  }

  private SeatMap load(String digest) {
    byte[] json =
        catalog
            .getSeatMap(GetSeatMapRequest.newBuilder().setDigest(digest).build())
            .getJsonGzip()
            .toByteArray();
    try (GZIPInputStream document = new GZIPInputStream(new ByteArrayInputStream(json))) {
      return new SeatMap(json, SeatIds.read(document));
    } catch (IOException e) {
      throw new UncheckedIOException("the catalog's seat map " + digest + " cannot be read", e);
    }
  }
}
