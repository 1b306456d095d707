package io.onsale.kit.ids;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes 64-bit ids: milliseconds since 2025-01-01 (41 bits), node (10 bits), sequence (12 bits).
 * They are unique among nodes with different numbers, positive, and grow with time, so that a
 * primary key index grows at its end.
 *
 * <pre>{@code
 * Ids ids = new Ids(InstantSource.system(), 1);
 * String orderId = ids.next();            // "0a3k5v9z7qm2r": 13 characters of lower-case Crockford base32
 * long number = Ids.parse(orderId);       // what the seat engine and its messages carry
 * String secret = Ids.unguessable();      // 26 characters, 128 random bits: for ids that must not be guessed
 * }</pre>
 */
public final class Ids {
  /** Largest node number. */
  public static final int NODE_MAX = 1023;

  private static final long EPOCH_MS = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
  private static final int SEQUENCE_BITS = 12;
  private static final int NODE_BITS = 10;
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 13;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final long node;

  /**
   * Milliseconds and sequence in one word: a clock that steps back or a full millisecond borrows
   * from the next.
   */
  private final AtomicLong last = new AtomicLong();

  /**
   * @param clock tells milliseconds
   * @param node 0 to {@value #NODE_MAX}; two processes that run at once must not share it
   */
  public Ids(InstantSource clock, int node) {
    if (node < 0 || node > NODE_MAX) {
      throw new IllegalArgumentException("node must be 0 to " + NODE_MAX + ", not " + node);
    }
    this.clock = clock;
    this.node = node;
  }

  /** A new id in its public form. */
  public String next() {
    return format(nextLong());
  }

  /** A new id as a number. */
  public long nextLong() {
    long now = Math.max(0, clock.millis() - EPOCH_MS) << SEQUENCE_BITS;
    long ticket = last.updateAndGet(before -> Math.max(before + 1, now));
    long ms = ticket >>> SEQUENCE_BITS;
    long sequence = ticket & ((1L << SEQUENCE_BITS) - 1);
    return ((ms << NODE_BITS | node) << SEQUENCE_BITS | sequence) & Long.MAX_VALUE;
  }

  /** How many different ends there are, see {@link #nextEnding}. */
  public static final int ENDS = 64;

  /**
   * A new id that carries a number of its own: the shard of a performance, so that whoever has the
   * id knows where to ask.
   *
   * @param end from 0 to below {@value #ENDS}; {@link #end} gives it back
   */
  public String nextEnding(int end) {
    if (end < 0 || end >= ENDS) {
      throw new IllegalArgumentException("an id ends with 0 to " + (ENDS - 1) + ", not " + end);
    }
    long id = nextLong();
    while (end(id) != end) {
      id = nextLong();
    }
    return format(id);
  }

  /** The number that an id ends with. */
  public static int end(long id) {
    return (int) (id & (ENDS - 1));
  }

  /** The public form of an id: 13 characters. */
  public static String format(long id) {
    char[] text = new char[LENGTH];
    long rest = id;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (rest & 31));
      rest >>>= 5;
    }
    return new String(text);
  }

  /** A number without padding, as in the second half of a hold's id. */
  public static String formatShort(long number) {
    String padded = format(number);
    int first = 0;
    while (first < LENGTH - 1 && padded.charAt(first) == '0') {
      first++;
    }
    return padded.substring(first);
  }

  /**
   * The number of an id in its public form.
   *
   * @throws IllegalArgumentException when the text is not 1 to 13 lower-case Crockford base32
   *     characters, or too large
   */
  public static long parse(String text) {
    if (!isId(text)) {
      throw new IllegalArgumentException("not an id");
    }
    long id = 0;
    for (int i = 0; i < text.length(); i++) {
      id = id << 5 | ALPHABET.indexOf(text.charAt(i));
    }
    return id;
  }

  /**
   * Whether {@link #parse} would accept this text: an edge answers NOT_FOUND for one that it would
   * not.
   */
  public static boolean isId(String text) {
    if (text.isEmpty()
        || text.length() > LENGTH
        || (text.length() == LENGTH && text.charAt(0) > 'f')) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a text is an id as {@link #format} writes it, and not a shorter one of the same number.
   */
  public static boolean isPublic(String text) {
    return text.length() == LENGTH && isId(text);
  }

  /** 26 characters that carry 128 random bits. */
  public static String unguessable() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return base32(bits);
  }

  /** Lower-case Crockford base32 of some bytes, most significant bit first. */
  public static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = buffer << 8 | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(buffer >>> bits & 31));
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }
}
