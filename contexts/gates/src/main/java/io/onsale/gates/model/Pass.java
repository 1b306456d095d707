package io.onsale.gates.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the organiser signed of a ticket: which performance, which seat, and the ticket's own key.
 * It does not change, and it opens no gate alone: see {@link TicketCode}, which also tells the
 * bytes.
 */
public final class Pass {
  static final int BYTES = 123;
  static final int SIGNED_BYTES = BYTES - Ed25519.SIGNATURE_BYTES;

  private static final byte FORMAT = 1;
  private static final int KEY_ID_AT = 1;
  private static final int TICKET_AT = KEY_ID_AT + VerifyingKey.ID_BYTES;
  private static final int PERFORMANCE_AT = TICKET_AT + Long.BYTES;
  private static final int SEAT_AT = PERFORMANCE_AT + Long.BYTES;
  private static final int TICKET_KEY_AT = SEAT_AT + Integer.BYTES;

  /** Keeps an organiser's signature under a pass from meaning anything elsewhere. */
  private static final byte[] CONTEXT = "onsale-pass-v1".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;

  private Pass(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A new pass.
   *
   * @param seatIndex the seat's place in the performance's seat map
   * @param ticketKey the public half of the ticket's own key
   */
  public static Pass sign(
      SigningKey organizer,
      long ticketId,
      long performanceId,
      int seatIndex,
      VerifyingKey ticketKey) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .put(FORMAT)
            .put(Base64.getUrlDecoder().decode(organizer.verifying().id()))
            .putLong(ticketId)
            .putLong(performanceId)
            .putInt(seatIndex)
            .put(ticketKey.bytes())
            .array();
    byte[] signature = organizer.sign(CONTEXT, bytes, SIGNED_BYTES);
    System.arraycopy(signature, 0, bytes, SIGNED_BYTES, signature.length);
    return new Pass(bytes);
  }

  /**
   * A pass that was kept by us; its signature is not checked again.
   *
   * @param text as {@link #text} gave it
   */
  public static Pass kept(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (bytes.length != BYTES || bytes[0] != FORMAT) {
      throw new IllegalArgumentException("not a pass of format " + FORMAT);
    }
    return new Pass(bytes);
  }

  /** The pass at the head of these bytes, when one of the keys has signed it. */
  static Optional<Pass> read(byte[] code, Map<String, VerifyingKey> keys) {
    if (code[0] != FORMAT) {
      return Optional.empty();
    }
    @Nullable VerifyingKey organizer = keys.get(VerifyingKey.id(code, KEY_ID_AT));
    if (organizer == null || !organizer.hasSigned(CONTEXT, code, SIGNED_BYTES)) {
      return Optional.empty();
    }
    return Optional.of(new Pass(Arrays.copyOf(code, BYTES)));
  }

  /** Base64url without padding, 164 characters. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whose signature it is: the {@link VerifyingKey#id} of the organiser's key. */
  public String keyId() {
    return VerifyingKey.id(bytes, KEY_ID_AT);
  }

  public long ticketId() {
    return ByteBuffer.wrap(bytes).getLong(TICKET_AT);
  }

  public long performanceId() {
    return ByteBuffer.wrap(bytes).getLong(PERFORMANCE_AT);
  }

  /** The seat's place in the performance's seat map. */
  public int seatIndex() {
    return ByteBuffer.wrap(bytes).getInt(SEAT_AT);
  }

  /** The ticket's own key. */
  public VerifyingKey ticketKey() {
    return VerifyingKey.of(Arrays.copyOfRange(bytes, TICKET_KEY_AT, SIGNED_BYTES));
  }

  /** Writes the pass to the head of a code. */
  void copyTo(byte[] code) {
    System.arraycopy(bytes, 0, code, 0, BYTES);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pass that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Pass[ticket " + ticketId() + "]";
  }
}
