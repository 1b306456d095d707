package io.onsale.kit.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.onsale.contracts.reasons.v1.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final Refused taken =
      new Refused(
          Reason.SEATS_TAKEN,
          "Taken.",
          Map.of("seats", List.of("A-1"), "at", Map.of("row", 3), "final", true, "ratio", 0.5),
          List.of(new Fault("/seats/0", "taken")),
          7);

  private static StatusRuntimeException thrown(Refused refused) {
    return Refusals.status(refused).asRuntimeException(Refusals.trailers(refused));
  }

  @Test
  void survivesTheWayThroughTrailers() {
    Refused again = Refusals.of(thrown(taken)).orElseThrow();

    assertThat(again.reason()).isEqualTo(Reason.SEATS_TAKEN);
    assertThat(again.detail()).isEqualTo("Taken.");
    assertThat(again.facts())
        .containsEntry("seats", List.of("A-1"))
        .containsEntry("at", Map.of("row", 3L))
        .containsEntry("final", true)
        .containsEntry("ratio", 0.5);
    assertThat(again.faults()).containsExactly(new Fault("/seats/0", "taken"));
    assertThat(again.faultCount()).isEqualTo(7);
  }

  @Test
  void isFoundInsideWrappers() {
    assertThat(Refusals.of(new CompletionException(taken))).contains(taken);
    assertThat(Refusals.of(new ExecutionException(thrown(taken)))).isPresent();
    assertThat(Refusals.of(new IllegalStateException("x", taken))).contains(taken);
  }

  @Test
  void faultsAreNoRefusals() {
    assertThat(Refusals.of(new IllegalStateException("x"))).isEmpty();
    assertThat(Refusals.of(Status.INTERNAL.asRuntimeException())).isEmpty();
    Metadata garbage = new Metadata();
    garbage.put(Refusals.TRAILER, new byte[] {1, 2, 3});
    assertThat(Refusals.of(Status.INTERNAL.asRuntimeException(garbage))).isEmpty();
  }

  @Test
  void unreachableAndSlowPeersAreRefusals() {
    assertThat(Refusals.of(Status.UNAVAILABLE.asRuntimeException()).orElseThrow().reason())
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(Refusals.of(Status.DEADLINE_EXCEEDED.asRuntimeException()).orElseThrow().reason())
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void writesTheDocumentWithFactsBehindItsOwnMembers() {
    Map<String, Object> document = Refusals.document(taken.with("status", "mine"));

    assertThat(document.keySet()).startsWith("type", "title", "status", "reason", "detail");
    assertThat(document)
        .containsEntry("title", "Seats taken")
        .containsEntry("status", 409)
        .containsEntry("reason", "seats-taken")
        .containsEntry("seats", List.of("A-1"))
        .containsEntry("faultCount", 7);
    assertThat(Refusals.document(Refused.notFound("order"))).doesNotContainKey("faults");
  }

  @Test
  void cutsFaultsThatNoTrailerCanHoldAndCountsThem() {
    List<Fault> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(new Fault("/zones/" + i, "the seat_guid is not unique"));
    }

    Refused again =
        Refusals.of(thrown(new Refused(Reason.BROKEN_PLAN, "Broken.", Map.of(), many)))
            .orElseThrow();

    assertThat(Refusals.toProto(again).getSerializedSize()).isLessThan(50 * 1024);
    assertThat(again.faults()).hasSizeBetween(100, 4_999);
    assertThat(again.faultCount()).isEqualTo(5_000);
  }

  @Test
  void everyReasonHasAStatusAndACode() {
    for (Reason reason : Reason.values()) {
      assertThat(Reasons.httpStatus(reason)).isBetween(400, 599);
      assertThat(Reasons.code(reason)).isNotEqualTo(Status.Code.OK);
    }
  }

  @Test
  void carriesWithinTheProcessWhatWouldComeFromAnother() {
    Map<String, Object> seat = new LinkedHashMap<>();
    seat.put("id", 'A');
    seat.put("none", null);
    Refused refused =
        new Refused(
                Reason.SEATS_TAKEN,
                "Taken.",
                Map.of(
                    "version", 7, "rate", 0.5f, "all", false, "seats", List.of(1, seat, 1L << 60)),
                List.of())
            .with("large", 9_007_199_254_740_993L);

    Refused carried = Refusals.carried(refused);
    Refused arrived = Refusals.fromProto(Refusals.toProto(refused));

    assertThat(carried.facts()).isEqualTo(arrived.facts());
    assertThat(carried.reason()).isEqualTo(arrived.reason());
    assertThat(carried.detail()).isEqualTo(arrived.detail());
    assertThat(carried.faults()).isEmpty();
  }

  @Test
  void carriesNoMoreFaultsWithinTheProcessThanBetweenTwo() {
    List<Fault> faults =
        IntStream.range(0, 5_000).mapToObj(i -> new Fault("/seats/" + i, "taken")).toList();
    Refused refused = new Refused(Reason.SEATS_TAKEN, "Taken.", Map.of(), faults);

    Refused carried = Refusals.carried(refused);

    assertThat(carried.faults()).isEqualTo(Refusals.fromProto(Refusals.toProto(refused)).faults());
    assertThat(carried.faults()).hasSizeLessThan(5_000);
    assertThat(carried.faultCount()).isEqualTo(5_000);
  }
}
