package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.ScanResult;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.gates.model.Pass;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.TimeStep;
import io.onsale.gates.model.VerifyingKey;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.wire.Timestamps;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A code at the door, on line. */
final class AdmissionIT extends GatesFixture {
  @Test
  void admitsATicketOnce() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();

    ScanResult first = scan(SHOW, ticket.getCode());
    gates.clock().forward(Duration.ofSeconds(10));
    ScanResult second = scan(SHOW, codeAt(ticket, gates.clock().instant()));

    assertThat(first)
        .isEqualTo(
            ScanResult.newBuilder()
                .setOutcome(ScanOutcome.ADMITTED)
                .setTicketId(ticket.getId())
                .setSeatIndex(12)
                .setHasSeat(true)
                .setAttendee("Guest 12")
                .setAdmittedAt(Timestamps.of(OPEN))
                .setAdmittedDevice("north")
                .build());
    assertThat(second)
        .isEqualTo(first.toBuilder().setOutcome(ScanOutcome.ALREADY_ADMITTED).build());
    assertThat(tickets(BUYER, ORDER).getFirst().getStatus()).isEqualTo(Ticket.Status.ADMITTED);
    assertThat(gates.published(TicketAdmitted.getDefaultInstance()))
        .containsExactly(
            TicketAdmitted.newBuilder()
                .setOrderId(ORDER)
                .setTicketId(ticket.getId())
                .setPerformanceId(SHOW)
                .setAdmittedAt(Timestamps.of(OPEN))
                .setDevice("north")
                .build());
  }

  @Test
  void admitsATicketOnceWhenThirtyTwoGatesScanItAtOnce() throws Exception {
    pay(order(ORDER, SHOW, 12));
    String code = tickets(BUYER, ORDER).getFirst().getCode();

    List<ScanOutcome> outcomes = atOnce(32, i -> scan(SHOW, code, "gate-" + i).getOutcome());

    assertThat(Collections.frequency(outcomes, ScanOutcome.ADMITTED)).isEqualTo(1);
    assertThat(Collections.frequency(outcomes, ScanOutcome.ALREADY_ADMITTED)).isEqualTo(31);
    assertThat(gates.published(TicketAdmitted.getDefaultInstance())).hasSize(1);
  }

  @Test
  void refusesGarbageAndForgeries() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    SigningKey thief = SigningKey.generate(new SecureRandom());
    Pass genuine = Pass.kept(ticket.getPass());
    Pass forged =
        Pass.sign(
            SigningKey.of(thief.seed(), organizerKey()),
            Ids.parse(ticket.getId()),
            Ids.parse(SHOW),
            12,
            thief.verifying());

    List<ScanResult> results =
        scan(
            SHOW,
            List.of(
                scanned("", "north"),
                scanned("not a code", "north"),
                scanned("x".repeat(4_096), "north"),
                scanned(TicketCode.make(genuine, thief, TimeStep.at(OPEN)).text(), "north"),
                scanned(TicketCode.make(forged, thief, TimeStep.at(OPEN)).text(), "north")));

    assertThat(results)
        .containsOnly(ScanResult.newBuilder().setOutcome(ScanOutcome.INVALID).build())
        .hasSize(5);
    assertThat(scan(SHOW, ticket.getCode()).getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void tellsATicketOfAnotherPerformance() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();

    assertThat(scan(OTHER_SHOW, ticket.getCode()))
        .isEqualTo(
            ScanResult.newBuilder()
                .setOutcome(ScanOutcome.WRONG_PERFORMANCE)
                .setTicketId(ticket.getId())
                .build());
    assertThat(tickets(BUYER, ORDER).getFirst().getStatus()).isEqualTo(Ticket.Status.VALID);
  }

  @Test
  void takesATicketOfAnotherOrganizerForInvalid() {
    pay(order(ORDER, SHOW, 12));
    String theirs = Ids.format(9_002);
    pay(order(theirs, RIVAL_SHOW, 12).toBuilder().setOrganizerId(RIVAL).build());

    String code = tickets(BUYER, theirs).getFirst().getCode();

    assertThat(scan(SHOW, code))
        .isEqualTo(ScanResult.newBuilder().setOutcome(ScanOutcome.INVALID).build());
  }

  @Test
  void keepsTheDoorsClosedUntilTheyOpen() {
    pay(order(ORDER, SHOW, 12));
    Ticket ticket = tickets(BUYER, ORDER).getFirst();
    Instant early = DOORS.minusSeconds(1);
    gates.clock().set(early);

    ScanResult result = scan(SHOW, codeAt(ticket, early));

    assertThat(result.getOutcome()).isEqualTo(ScanOutcome.TOO_EARLY);
    assertThat(result.getDoorsAt()).isEqualTo(Timestamps.of(DOORS));
    gates.tell(
        "catalog",
        SHOW,
        PerformanceAmended.newBuilder()
            .setPerformance(performance(SHOW, HALL).setDoorsAt(Timestamps.of(early)))
            .build());
    assertThat(scan(SHOW, codeAt(ticket, early)).getOutcome()).isEqualTo(ScanOutcome.ADMITTED);
  }

  @Test
  void admitsOrRefundsButNeverBoth() throws Exception {
    for (int round = 0; round < 10; round++) {
      String order = Ids.format(20_000 + round);
      pay(order(order, SHOW, round));
      String code = tickets(BUYER, order).getFirst().getCode();

      List<ScanOutcome> outcomes =
          atOnce(
              2,
              i -> {
                if (i == 0) {
                  refund(order, false);
                  return ScanOutcome.SCAN_OUTCOME_UNSPECIFIED;
                }
                return scan(SHOW, code).getOutcome();
              });

      boolean admitted = outcomes.contains(ScanOutcome.ADMITTED);
      boolean voided =
          gates.published(TicketsVoided.getDefaultInstance()).stream()
              .anyMatch(event -> event.getOrderId().equals(order));
      assertThat(admitted).as("round %d", round).isNotEqualTo(voided);
    }
  }

  private VerifyingKey organizerKey() {
    return VerifyingKey.of(
        Base64.getUrlDecoder().decode(manifest(GATE, SHOW).getKeysList().getFirst().getKey()));
  }

  private interface Numbered<T> {
    T call(int number) throws Exception;
  }

  private static <T> List<T> atOnce(int times, Numbered<T> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(times);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        Callable<T> one =
            () -> {
              start.await();
              return work.call(number);
            };
        futures.add(threads.submit(one));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
