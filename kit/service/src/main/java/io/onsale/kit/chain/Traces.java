package io.onsale.kit.chain;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** Request ids, W3C trace context and idempotency keys. These need to be distinct, not secret. */
final class Traces {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW =
      ("00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-01").getBytes(StandardCharsets.US_ASCII);
  private static final int DIGITS = 16;
  private static final int TRACEPARENT_LENGTH = 55;
  private static final int TRACE_AT = 3;
  private static final int SPAN_AT = 36;
  private static final int FLAGS_AT = 53;
  private static final int REQUEST_ID_MAX = 64;
  private static final int KEY_MAX = 200;

  private Traces() {}

  static String newRequestId() {
    byte[] id = new byte[DIGITS];
    random(id, 0);
    return text(id);
  }

  /** A key of nobody else's: it counts for one account alone, so it need not be a secret. */
  static String newKey() {
    byte[] key = new byte[2 * DIGITS];
    random(key, 0);
    random(key, DIGITS);
    return text(key);
  }

  static String newTraceparent() {
    byte[] trace = NEW.clone();
    random(trace, TRACE_AT);
    random(trace, TRACE_AT + DIGITS);
    random(trace, SPAN_AT);
    return text(trace);
  }

  /** The same trace, one span further. */
  static String child(String traceparent) {
    byte[] child = traceparent.getBytes(StandardCharsets.ISO_8859_1);
    random(child, SPAN_AT);
    return text(child);
  }

  /** {@code 00-<32 digits, not all 0>-<16 digits, not all 0>-<2 digits>}, in lower case. */
  static boolean isTraceparent(String text) {
    return text.length() == TRACEPARENT_LENGTH
        && text.startsWith("00-")
        && text.charAt(SPAN_AT - 1) == '-'
        && text.charAt(FLAGS_AT - 1) == '-'
        && areDigits(text, TRACE_AT, SPAN_AT - 1)
        && areDigits(text, SPAN_AT, FLAGS_AT - 1)
        && areDigits(text, FLAGS_AT, TRACEPARENT_LENGTH)
        && !areZeros(text, TRACE_AT, SPAN_AT - 1)
        && !areZeros(text, SPAN_AT, FLAGS_AT - 1);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static boolean areZeros(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  /** 1 to 64 letters, digits, dots, underscores and dashes of ASCII. */
  static boolean isRequestId(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!good) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= REQUEST_ID_MAX;
  }

  /** 1 to 200 visible characters of ASCII. */
  static boolean isKey(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x21 || c > 0x7e) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= KEY_MAX;
  }

  /** Writes 16 random digits, not all 0. */
  private static void random(byte[] to, int at) {
    long random;
    do {
      random = ThreadLocalRandom.current().nextLong();
    } while (random == 0);
    for (int i = at + DIGITS - 1; i >= at; i--) {
      to[i] = HEX[(int) (random & 15)];
      random >>>= 4;
    }
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.ISO_8859_1);
  }
}
