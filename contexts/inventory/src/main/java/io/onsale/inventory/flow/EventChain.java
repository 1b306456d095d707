package io.onsale.inventory.flow;

import io.onsale.inventory.model.Opening;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The chain of hashes over a performance's events: {@code head(n) = SHA-256(head(n-1) ‖ bytes of
 * event n)}, beginning with 32 zero bytes. So a head stands for all that has ever happened to the
 * performance, in its order.
 *
 * <p>The bytes of an event are, all numbers big-endian: kind (1 byte), exchange (1), performance
 * (8), version (8), time (8), actor (8), buyer (8), hold (8), deadline (8), number of seats (4),
 * each seat's index (4), number of prices (4), each price (8); then, for an opening or an
 * amendment, the terms: organizer (8), digest of the map (32), currency (text), window from and
 * until (8 + 8), limits per buyer and per identity (4 + 4), hold duration (8), number of tiers (4),
 * each tier's name (text) and price (8), number of sections (4), each section's name (text), first
 * seat (4), seats (4) and standing (1), number of seats (4), each seat's tier (1), each seat's
 * attributes (1). A text is its number of bytes in UTF-8 (4) and these. Where an event lies in the
 * log is not hashed: a chain stays what it is when a log moves.
 *
 * <p>One thread uses an object of this class.
 */
public final class EventChain {
  /** Bytes of a head. */
  public static final int HEAD_LENGTH = 32;

  private static final int FIXED = 2 + 7 * Long.BYTES + Integer.BYTES;
  private final MessageDigest sha256 = sha256();
  private ByteBuffer bytes = ByteBuffer.allocate(4096);

  /** What a performance's chain begins with. */
  public static byte[] start() {
    return new byte[HEAD_LENGTH];
  }

  /** The head after the event, given the one before; the event's own head is not looked at. */
  public byte[] extend(byte[] before, SeatEvent event) {
    byte[] head = new byte[HEAD_LENGTH];
    extend(before, event, head);
    return head;
  }

  /** The same into {@code head}. */
  void extend(byte[] before, SeatEvent event, byte[] head) {
    write(event);
    sha256.update(before);
    sha256.update(bytes.array(), 0, bytes.position());
    try {
      sha256.digest(head, 0, HEAD_LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("a head has room for a hash", e);
    }
  }

  private void write(SeatEvent event) {
    int seats = event.seats().length;
    need(FIXED + Integer.BYTES * seats + Integer.BYTES + Long.BYTES * event.prices().length);
    bytes
        .put((byte) event.kind().code())
        .put((byte) (event.exchange() ? 1 : 0))
        .putLong(event.performance())
        .putLong(event.version())
        .putLong(event.time())
        .putLong(event.actor())
        .putLong(event.buyer())
        .putLong(event.hold())
        .putLong(event.deadline())
        .putInt(seats);
    for (int seat : event.seats()) {
      bytes.putInt(seat);
    }
    bytes.putInt(event.prices().length);
    for (long price : event.prices()) {
      bytes.putLong(price);
    }
    PerformanceView.@Nullable Terms terms = event.terms();
    if (terms != null) {
      write(terms);
    }
  }

  /** Room for so many bytes behind those written; only terms are longer than the first guess. */
  private void need(int length) {
    bytes.clear();
    if (bytes.capacity() < length) {
      bytes = ByteBuffer.allocate(length);
    }
  }

  private void write(PerformanceView.Terms terms) {
    more(256 + 2 * terms.capacity());
    bytes.putLong(terms.organizer()).put(terms.mapDigest());
    text(terms.currency());
    bytes
        .putLong(terms.window().from())
        .putLong(terms.window().until())
        .putInt(terms.limits().perBuyer())
        .putInt(terms.limits().perIdentity())
        .putLong(terms.holdDuration())
        .putInt(terms.tiers().size());
    for (Opening.Tier tier : terms.tiers()) {
      text(tier.name());
      bytes.putLong(tier.price());
    }
    bytes.putInt(terms.sections().size());
    for (Opening.Section section : terms.sections()) {
      text(section.name());
      bytes
          .putInt(section.firstSeat())
          .putInt(section.seats())
          .put((byte) (section.standing() ? 1 : 0));
    }
    more(Integer.BYTES + 2 * terms.capacity());
    bytes.putInt(terms.capacity()).put(terms.tierOf()).put(terms.attributesOf());
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    more(64 + utf8.length);
    bytes.putInt(utf8.length).put(utf8);
  }

  private void more(int length) {
    if (bytes.remaining() < length) {
      ByteBuffer longer = ByteBuffer.allocate(2 * bytes.capacity() + length);
      longer.put(bytes.flip());
      bytes = longer;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
