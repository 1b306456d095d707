package io.onsale.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.gates.v1.Manifest;
import io.onsale.contracts.gates.v1.ManifestTicket;
import io.onsale.contracts.gates.v1.PublicKey;
import io.onsale.contracts.gates.v1.ScanOutcome;
import io.onsale.contracts.gates.v1.Ticket;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gates.model.Pass;
import io.onsale.gates.model.TicketCode;
import io.onsale.gates.model.VerifyingKey;
import io.onsale.kit.access.Caller;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a gate knows before it goes off line, and whose gate it is. */
final class ManifestIT extends GatesFixture {
  @Test
  void givesAGateAllThatItNeedsToAdmitOffLine() {
    pay(order(ORDER, SHOW, 12, 13));
    pay(order(Ids.format(9_002), SHOW, 20));
    pay(order(Ids.format(9_003), OTHER_SHOW, 20));
    List<Ticket> tickets = tickets(BUYER, ORDER);
    scan(SHOW, tickets.getFirst().getCode());
    refund(Ids.format(9_002), true);

    Manifest manifest = manifest(GATE, SHOW);

    assertThat(manifest.getPerformanceId()).isEqualTo(SHOW);
    assertThat(manifest.getDoorsAt()).isEqualTo(Timestamps.of(DOORS));
    assertThat(manifest.getStartsAt()).isEqualTo(Timestamps.of(STARTS));
    assertThat(manifest.getIssuedAt()).isEqualTo(Timestamps.of(OPEN));
    assertThat(manifest.getStepSeconds()).isEqualTo(30);
    assertThat(manifest.getStepTolerance()).isEqualTo(1);
    assertThat(manifest.getTicketsList())
        .containsExactly(
            ManifestTicket.newBuilder()
                .setId(tickets.getFirst().getId())
                .setSeatIndex(12)
                .setAdmitted(true)
                .build(),
            ManifestTicket.newBuilder().setId(tickets.getLast().getId()).setSeatIndex(13).build());
    PublicKey key = manifest.getKeysList().getFirst();
    VerifyingKey organizer = VerifyingKey.of(Base64.getUrlDecoder().decode(key.getKey()));
    assertThat(organizer.id()).isEqualTo(key.getId());
    assertThat(TicketCode.read(tickets.getLast().getCode(), Map.of(key.getId(), organizer)))
        .isPresent();
  }

  @Test
  void countsAVersionThatGrowsWithEveryChangeOfTheManifest() {
    List<Long> versions = new ArrayList<>();
    versions.add(manifest(GATE, SHOW).getVersion());
    assertThat(manifest(GATE, SHOW).getVersion()).isEqualTo(versions.getLast());
    pay(order(ORDER, SHOW, 12));
    versions.add(manifest(GATE, SHOW).getVersion());
    scan(SHOW, tickets(BUYER, ORDER).getFirst().getCode());
    versions.add(manifest(GATE, SHOW).getVersion());
    gates.tell(
        "catalog",
        SHOW,
        PerformanceAmended.newBuilder().setPerformance(performance(SHOW, HALL)).build());
    versions.add(manifest(GATE, SHOW).getVersion());
    refund(ORDER, true);
    versions.add(manifest(GATE, SHOW).getVersion());

    assertThat(versions).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void signsWithANewKeyAfterAYearAndStillTakesTheOldOne() {
    pay(order(ORDER, SHOW, 12));
    Ticket old = tickets(BUYER, ORDER).getFirst();
    gates.clock().forward(Duration.ofDays(366));
    String renewed = Ids.format(9_002);
    pay(order(renewed, SHOW, 13));
    Ticket next = tickets(BUYER, renewed).getFirst();

    assertThat(Pass.kept(next.getPass()).keyId()).isNotEqualTo(Pass.kept(old.getPass()).keyId());
    assertThat(manifest(GATE, SHOW).getKeysList())
        .extracting(PublicKey::getId)
        .containsExactly(Pass.kept(old.getPass()).keyId(), Pass.kept(next.getPass()).keyId());
    for (Ticket ticket : List.of(old, next)) {
      assertThat(scan(SHOW, codeAt(ticket, gates.clock().instant())).getOutcome())
          .isEqualTo(ScanOutcome.ADMITTED);
    }
  }

  @Test
  void opensAGateToItsOrganizationsStaffOnly() {
    for (Caller stranger :
        List.of(RIVAL_GATE, Caller.organizer("rival-boss", RIVAL), Caller.gate("nobody", "x"))) {
      assertThat(reason(() -> manifest(stranger, SHOW))).isEqualTo(Reason.NOT_FOUND);
      assertThat(reason(() -> scan(stranger, SHOW, List.of(scanned("x", "d")))))
          .isEqualTo(Reason.NOT_FOUND);
    }
    assertThat(reason(() -> manifest(BUYER, SHOW))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(reason(() -> manifest(Caller.nobody(), SHOW))).isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(manifest(Caller.organizer("boss", HALL), SHOW).getPerformanceId()).isEqualTo(SHOW);
  }

  @Test
  void answersNotFoundForPerformancesThatAreNone() {
    for (String id : List.of(Ids.format(1), "", "NOT-AN-ID", "0".repeat(64))) {
      assertThat(reason(() -> manifest(GATE, id))).isEqualTo(Reason.NOT_FOUND);
    }
  }

  @Test
  void closesTheGateToWhoLeftTheStaffWithinAMinute() {
    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);
    accounts.staff.clear();

    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);
    gates.clock().forward(Duration.ofMinutes(1));
    assertThat(reason(() -> manifest(GATE, SHOW))).isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void keepsTheGateOpenWhileAccountsAreDown() {
    accounts.down = true;
    assertThat(manifest(GATE, SHOW).getPerformanceId()).isEqualTo(SHOW);

    accounts.down = false;
    accounts.staff.clear();
    gates.clock().forward(Duration.ofSeconds(5));
    assertThat(reason(() -> manifest(GATE, SHOW))).isEqualTo(Reason.NOT_FOUND);
  }
}
