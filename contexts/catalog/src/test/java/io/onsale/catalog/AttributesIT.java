package io.onsale.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.catalog.v1.AmendPerformanceRequest;
import io.onsale.contracts.catalog.v1.AttributeChange;
import io.onsale.contracts.catalog.v1.Performance;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PriceTier;
import io.onsale.contracts.catalog.v1.ReviseSeatMapRequest;
import io.onsale.contracts.inventory.v1.AttributeSpan;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is special about seats, changed after the plan was imported. */
final class AttributesIT extends CatalogFixture {
  @Test
  void aRevisionIsAMapOfItsOwn() throws Exception {
    String digest = row(MINE, "");

    String revised = revised(MINE, digest, change("wheelchair", true, "s1", "s2"));

    assertThat(revised).isNotEqualTo(digest);
    assertThat(text(digest)).doesNotContain("attributes");
    assertThat(text(revised))
        .contains("\"id\":\"s1\"")
        .containsPattern("\"id\":\"s1\"[^}]*}[^}]*\"attributes\":\\[\"wheelchair\"]")
        .containsPattern("\"id\":\"s2\"[^}]*}[^}]*\"attributes\":\\[\"wheelchair\"]");
    assertThat(text(revised).replace(",\"attributes\":[\"wheelchair\"]", ""))
        .isEqualTo(text(digest));
  }

  @Test
  void changesAreMadeOneAfterTheOtherAndUndoneLeaveTheMapAsItWas() {
    String digest = row(MINE, "");

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
    String digest = row(MINE, "");

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
    String digest = row(MINE, "");

    assertThat(refused(() -> revised(OTHERS, digest, change("wheelchair", true, "s1"))).reason())
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(
            refused(() -> revised(Caller.buyer("b"), digest, change("companion", true, "s1")))
                .reason())
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void aPublishedPerformanceMovesToARevisionAndTheSeatLogIsToldFirst() {
    String digest = row(MINE, "");
    Performance performance = performance(digest);
    publish(MINE, performance.getId());
    String revised =
        revised(
            MINE, digest, change("wheelchair", true, "s1"), change("companion", true, "s2", "s3"));
    inventory.refusal = new Refused(Reason.UNAVAILABLE, "No leader.");
    assertThat(refused(() -> moved(performance, revised)).reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(own(MINE, performance.getId()).getSeatMap()).isEqualTo(digest);
    inventory.refusal = null;

    Performance amended = moved(performance, revised);

    assertThat(amended.getSeatMap()).isEqualTo(revised);
    assertThat(own(MINE, performance.getId())).isEqualTo(amended);
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
    String digest = row(MINE, "");
    Performance performance = performance(digest);
    String others = row(MINE, "other");
    row(OTHERS, "");
    String notMine = revised(OTHERS, digest, change("restricted-view", true, "s4"));

    for (String wrong : List.of(others, notMine, "ab".repeat(32))) {
      Refused refused = refused(() -> moved(performance, wrong));
      assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
      assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/seatMap");
    }
    assertThat(own(MINE, performance.getId()).getSeatMap()).isEqualTo(digest);
  }

  /** The digest of a map of four seats in a row. */
  private String row(Caller caller, String more) {
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
    return imported(caller, plan).getDigest();
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

  private String text(String digest) throws IOException {
    return new String(document(digest), UTF_8);
  }

  private Performance performance(String digest) {
    return as(MINE)
        .createPerformance(
            request(show(MINE), digest)
                .clearTiers()
                .addTiers(PriceTier.newBuilder().setName("t").setPrice(money(100)))
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
}
