package io.onsale.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A performance on its way to the seat log, and its amendments there. */
final class PublicationIT extends CatalogFixture {
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

  private static Run run(int section, int row, int first, int seats, int rank) {
    return Run.newBuilder()
        .setSection(section)
        .setRow(row)
        .setFirstSeat(first)
        .setSeats(seats)
        .setRank(rank)
        .build();
  }
}
