package io.onsale.kit.logs;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.onsale.kit.wire.Timestamps;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One line of JSON while it is being written, in bytes: most of what is logged is plain ASCII. */
final class Line {
  private static final int USUAL_BYTES = 512;
  private static final double MILLION = 1_000_000;
  private static final int DECIMALS = 6;

  /** Up to here a double tells whole numbers apart. */
  private static final double WHOLE_MAX = 1L << 53;

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /** ASCII that needs no escape, as it is. */
  Line raw(String ascii) {
    int end = room(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length = end;
    return this;
  }

  /** A member's name, after a comma. */
  Line name(String name) {
    return raw(",").quoted(name).raw(":");
  }

  /** A text in quotes. */
  Line quoted(String text) {
    int end = room(text.length() + 2);
    bytes[length] = '"';
    int at = length + 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return escaped(text);
      }
      bytes[at++] = (byte) c;
    }
    bytes[at] = '"';
    length = end;
    return this;
  }

  private Line escaped(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    byte[] more = quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
    int end = room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length = end;
    return this;
  }

  /** A time in quotes, as RFC 3339 has it. */
  Line time(long epochMillis) {
    return raw("\"").raw(Timestamps.text(epochMillis)).raw("\"");
  }

  /** A number; one of a few decimals, as times are, without looking for its shortest form. */
  Line number(double number) {
    double scaled = number * MILLION;
    if (number < 0 || scaled > WHOLE_MAX) {
      return raw(Double.toString(number));
    }
    long millionths = Math.round(scaled);
    if (millionths / MILLION != number) {
      return raw(Double.toString(number));
    }
    raw(Long.toString(millionths / (long) MILLION));
    long rest = millionths % (long) MILLION;
    int end = room(DECIMALS + 1);
    bytes[length] = '.';
    for (int i = DECIMALS; i > 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    while (bytes[end - 1] == '0' && bytes[end - 2] != '.') {
      end--;
    }
    length = end;
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Makes room for so many bytes more; where they will end. */
  private int room(int more) {
    int end = length + more;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    return end;
  }
}
