package io.onsale.inventory.edge;

import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.BlockRequest;
import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.ClosePerformanceRequest;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Seats;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.CompletableFuture;

/** What an organisation does with its performances' seats. */
final class OrganizerCalls {
  private final Shard shard;

  OrganizerCalls(Shard shard) {
    this.shard = shard;
  }

  CompletableFuture<Changed> openPerformance(OpenPerformanceRequest request) {
    Requester from = Requester.of("OpenPerformance", request);
    if (!Ids.format(from.organizer()).equals(request.getOrganizerId())) {
      throw Refused.notFound("organisation");
    }
    if (!Ids.isPublic(request.getPerformanceId()) || Ids.parse(request.getPerformanceId()) == 0) {
      throw Refused.unprocessable("/performanceId", "The performance's id is no id.");
    }
    long performance = Ids.parse(request.getPerformanceId());
    if (shard
        .replica()
        .performance(performance)
        .filter(feed -> feed.view().terms().organizer() != from.organizer())
        .isPresent()) {
      throw Refused.notFound("performance");
    }
    Opening opening = Openings.opening(performance, request);
    return shard
        .decided(from.asOrganizer(), new SeatCommand.Open(opening))
        .thenCompose(version -> shard.visible(performance).thenApply(terms -> version));
  }

  CompletableFuture<Changed> amendPerformance(AmendPerformanceRequest request) {
    Requester from = Requester.of("AmendPerformance", request);
    Origin origin = from.asOrganizer();
    long performance = Requests.performance(request.getPerformanceId());
    return shard
        .visible(performance)
        .thenApply(terms -> Shard.owned(terms, origin))
        .thenCompose(terms ->
            shard.decided(origin, new SeatCommand.Amend(Openings.amendment(terms, request))));
  }

  CompletableFuture<Changed> closePerformance(ClosePerformanceRequest request) {
    Requester from = Requester.of("ClosePerformance", request);
    return shard.decided(
        from.asOrganizer(),
        new SeatCommand.Close(Requests.performance(request.getPerformanceId())));
  }

  CompletableFuture<Changed> block(BlockRequest request) {
    Requester from = Requester.of("Block", request);
    long performance = Requests.performance(request.getPerformanceId());
    int[] seats = Requests.seats(request.getSeatsList(), 1, Seats.MOST_IN_BLOCK);
    return shard.decided(
        from.asOrganizer(),
        request.getBlocked()
            ? new SeatCommand.Block(performance, seats)
            : new SeatCommand.Unblock(performance, seats));
  }
}
