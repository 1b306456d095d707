package io.onsale.catalog.model;

import java.util.Optional;

/**
 * What texts may be. They go into SQL, into messages and onto pages, so each of those must be able
 * to carry them.
 */
final class Words {
  private Words() {}

  /** What is wrong with a line of text, if anything is. */
  static Optional<String> faultOfLine(String text, int min, int max) {
    return fault(text, min, max, false);
  }

  /** What is wrong with a text that may have several lines, if anything is. */
  static Optional<String> faultOfText(String text, int max) {
    return fault(text, 0, max, true);
  }

  private static Optional<String> fault(String text, int min, int max, boolean lines) {
    if (text.isBlank() && min > 0) {
      return Optional.of("must not be empty");
    }
    if (text.length() > max) {
      return Optional.of("is longer than " + max + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t'))) {
        return Optional.of("contains a control character");
      }
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return Optional.of("contains half a character");
        }
        i++;
      }
    }
    return Optional.empty();
  }
}
