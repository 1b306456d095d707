package io.onsale.gates.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A gate saw a code.
 *
 * @param code as it was read
 * @param scannedAt when, for a scan that was made off line; empty for now
 * @param device which gate; empty when it does not say
 * @param letIn whether the gate, off line, has let the holder in by itself
 */
public record Scan(String code, Optional<Instant> scannedAt, String device, boolean letIn) {
  /** How far the clock of a device may run ahead. */
  public static final Duration AHEAD_MAX = Duration.ofMinutes(2);

  /** How long a device may stay off line. */
  public static final Duration BEHIND_MAX = Duration.ofDays(7);

  /**
   * The instant by which the scan is judged: when it was made, if that can be believed. A time out
   * of bounds comes from a wrong clock or from somebody who wants an old code to count; such a scan
   * is judged as if it were made now.
   */
  public Instant judgedAt(Instant now) {
    return scannedAt
        .filter(at -> !at.isAfter(now.plus(AHEAD_MAX)) && !at.isBefore(now.minus(BEHIND_MAX)))
        .orElse(now);
  }

  /**
   * Tells whether two scans are one that was sent twice: the same device, code and time. A device
   * that lost the answer sends its scans again and must not be told that a guest whom it let in
   * itself has come a second time. Without a device's name or its time each scan is one of its own.
   *
   * @return 43 characters
   */
  public Optional<String> fingerprint() {
    if (device.isEmpty()) {
      return Optional.empty();
    }
    return scannedAt.map(at -> {
      String all = at.getEpochSecond() + "." + at.getNano() + "\n" + device + "\n" + code;
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(all));
    });
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
