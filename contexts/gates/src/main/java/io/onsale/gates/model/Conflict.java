package io.onsale.gates.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Two gates let one ticket in, the second of them off line.
 *
 * @param first the one that stands
 * @param second the one that came to the server later, whenever it was made
 * @param foundAt when it came
 */
public record Conflict(Ticket ticket, Admission first, Admission second, Instant foundAt) {

  /**
   * The conflict of a scan with what was before, if the device has let the holder in and says which
   * scan it was.
   */
  public static Optional<Conflict> of(Scan scan, Verdict verdict, Instant now) {
    return scan.letIn()
            && scan.fingerprint().isPresent()
            && verdict instanceof Verdict.AlreadyAdmitted(Ticket ticket, Admission first)
        ? Optional.of(
            new Conflict(
                ticket,
                first,
                new Admission(scan.scannedAt().orElse(now), scan.device(), scan.fingerprint()),
                now))
        : Optional.empty();
  }
}
