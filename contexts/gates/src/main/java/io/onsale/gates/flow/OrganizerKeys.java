package io.onsale.gates.flow;

import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.VerifyingKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys with which organisers sign passes. A key is never taken away: tickets may be about that
 * it signed.
 */
public interface OrganizerKeys {
  /** The newest key of an organiser. */
  Optional<Dated> newest(String organizerId);

  void add(String organizerId, SigningKey key, Instant at);

  /** The public halves of all of an organiser's keys, oldest first. */
  List<VerifyingKey> verifying(String organizerId);

  /** A key and when it was made. */
  record Dated(SigningKey key, Instant madeAt) {}
}
