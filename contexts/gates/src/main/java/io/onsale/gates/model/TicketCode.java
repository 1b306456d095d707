package io.onsale.gates.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A code that opens a gate within a minute, and proves itself by public keys alone. Who holds a
 * {@code TicketCode} holds a genuine one: it was made with the ticket's key, or read with both
 * signatures checked.
 */
public final class TicketCode {
  /*
   * The bytes, big-endian:
   *
   *     at  bytes  what
   *      0      1  format, 1
   *      1      6  id of the organiser's key: the head of its SHA-256      ─┐
   *      7      8  ticket id                                                │ signed by the organiser,
   *     15      8  performance id                                           │ after "onsale-pass-v1"
   *     23      4  seat index in the performance's seat map                 │
   *     27     32  the ticket's own public key                             ─┘ (format included)
   *     59     64  the organiser's Ed25519 signature over bytes 0 to 58
   *    123      5  time step: seconds since 1970 / 30
   *    128     64  the ticket's Ed25519 signature, after "onsale-code-v1", over bytes 0 to 127
   *
   * 192 bytes are 256 characters, and the pass (123 bytes) ends on a character's border: a device makes a code by
   * putting 92 characters of its own behind the pass. No character has spare bits, so that a code has one spelling.
   *
   * The organiser's signature says that the ticket exists; the ticket's says that its owner is here now. A gate that
   * is stolen knows public keys only, and a photographed code is worth nothing a minute later.
   */

  /** Length of {@link #text}. */
  public static final int CHARACTERS = 256;

  static final int BYTES = 192;
  private static final int STEP_AT = Pass.BYTES;
  private static final int SIGNED_BYTES = BYTES - Ed25519.SIGNATURE_BYTES;

  private static final byte[] CONTEXT = "onsale-code-v1".getBytes(StandardCharsets.US_ASCII);

  private final Pass pass;
  private final TimeStep step;
  private final String text;

  private TicketCode(Pass pass, TimeStep step, String text) {
    this.pass = pass;
    this.step = step;
    this.text = text;
  }

  /**
   * The code of one step.
   *
   * @param ticketKey the ticket's own private key
   */
  public static TicketCode make(Pass pass, SigningKey ticketKey, TimeStep step) {
    byte[] bytes = new byte[BYTES];
    pass.copyTo(bytes);
    for (int i = 0; i < SIGNED_BYTES - STEP_AT; i++) {
      bytes[SIGNED_BYTES - 1 - i] = (byte) (step.number() >>> (8 * i));
    }
    byte[] signature = ticketKey.sign(CONTEXT, bytes, SIGNED_BYTES);
    System.arraycopy(signature, 0, bytes, SIGNED_BYTES, signature.length);
    return new TicketCode(
        pass, step, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /**
   * Reads what a gate scanned, and believes nothing that is not signed.
   *
   * @param keys the organiser's public keys by their ids
   * @return empty for what is no code, or not signed by one of these keys and by the ticket
   */
  public static Optional<TicketCode> read(String text, Map<String, VerifyingKey> keys) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != BYTES) {
      return Optional.empty();
    }
    return Pass.read(bytes, keys)
        .filter(pass -> pass.ticketKey().hasSigned(CONTEXT, bytes, SIGNED_BYTES))
        .map(pass -> new TicketCode(pass, step(bytes), text));
  }

  /** What the organiser signed. */
  public Pass pass() {
    return pass;
  }

  /** When the ticket signed. */
  public TimeStep step() {
    return step;
  }

  /** What the QR code shows: base64url without padding. */
  public String text() {
    return text;
  }

  private static TimeStep step(byte[] bytes) {
    long number = 0;
    for (int i = STEP_AT; i < SIGNED_BYTES; i++) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return new TimeStep(number);
  }

  @Override
  public String toString() {
    return "TicketCode[" + pass + ", " + step + "]";
  }
}
