package io.onsale.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.onsale.contracts.catalog.v1.CreatePerformanceRequest;
import io.onsale.contracts.catalog.v1.CreateShowRequest;
import io.onsale.contracts.catalog.v1.GetShowRequest;
import io.onsale.contracts.catalog.v1.ListOwnShowsRequest;
import io.onsale.contracts.catalog.v1.ListShowsRequest;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.Show;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows and performances before anybody sees them. */
final class DraftsIT extends CatalogFixture {
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
  void anAmendmentOfADraftNeedsNoSeatLog() {
    Performance performance = performance(MINE, show(MINE));

    Performance amended = as(MINE).amendPerformance(limit(performance.getId(), 9));

    assertThat(amended.getLimitPerBuyer()).isEqualTo(9);
    assertThat(own(MINE, performance.getId())).isEqualTo(amended);
    assertThat(inventory.amended).isEmpty();
    assertThat(catalog.published(PerformanceAmended.getDefaultInstance())).isEmpty();
  }
}
