package io.onsale.kit.chain;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Request ids and W3C trace context. These need to be distinct, not secret. */
final class Traces {
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private Traces() {}

  static String newRequestId() {
    return hex();
  }

  /** A key of nobody else's: it counts for one account alone, so it need not be a secret. */
  static String newKey() {
    return hex() + hex();
  }

  static String newTraceparent() {
    return "00-" + hex() + hex() + "-" + hex() + "-01";
  }

  /** The same trace, one span further. */
  static String child(String traceparent) {
    return traceparent.substring(0, 36) + hex() + traceparent.substring(52);
  }

  static boolean isTraceparent(String text) {
    return TRACEPARENT.matcher(text).matches();
  }

  static boolean isRequestId(String text) {
    return REQUEST_ID.matcher(text).matches();
  }

  private static String hex() {
    long random;
    do {
      random = ThreadLocalRandom.current().nextLong();
    } while (random == 0);
    return HexFormat.of().toHexDigits(random);
  }
}
