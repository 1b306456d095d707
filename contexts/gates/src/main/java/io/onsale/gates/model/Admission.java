package io.onsale.gates.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A ticket went in, once and for all.
 *
 * @param at when it was scanned
 * @param device where; empty when the gate did not say
 * @param scanFingerprint which scan it was, when that can be told: see {@link Scan#fingerprint}
 */
public record Admission(Instant at, String device, Optional<String> scanFingerprint) {}
