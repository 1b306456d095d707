package io.onsale.accounts.model;

import java.util.Optional;

/**
 * What a person or an organisation is called.
 *
 * @param text 1 to {@value #CHARACTERS_MAX} Unicode characters, on one line, with no white space
 *     around
 */
public record Name(String text) {
  /** Most characters. */
  public static final int CHARACTERS_MAX = 100;

  public Name {
    if (!isName(text)) {
      throw new IllegalArgumentException("not a name");
    }
  }

  /** The name that somebody typed; empty when it is none. */
  public static Optional<Name> of(String typed) {
    String stripped = typed.strip();
    return isName(stripped) ? Optional.of(new Name(stripped)) : Optional.empty();
  }

  private static boolean isName(String text) {
    int characters = text.codePointCount(0, text.length());
    return characters >= 1
        && characters <= CHARACTERS_MAX
        && text.strip().length() == text.length()
        && text.codePoints().noneMatch(Name::isUnprintable);
  }

  private static boolean isUnprintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
