package io.onsale.accounts.model;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * What somebody typed to prove who they are. It prints itself as {@code ***}. Its characters are
 * brought to one form (NFKC), so that another keyboard that composes letters otherwise types the
 * same password.
 */
public final class Password {
  /** Fewest characters of a new password. */
  public static final int CHARACTERS_MIN = 8;

  /** Most characters; more would only let a stranger make us work. */
  public static final int CHARACTERS_MAX = 128;

  private final String text;

  private Password(String text) {
    this.text = text;
  }

  /**
   * A new password; empty when it is too short or too long. Characters are Unicode's, not bytes.
   */
  public static Optional<Password> chosen(String typed) {
    return typed(typed).filter(password -> characters(password.text) >= CHARACTERS_MIN);
  }

  /** A password to be compared; empty when it is too long to have been chosen. */
  public static Optional<Password> typed(String typed) {
    if (characters(typed) > CHARACTERS_MAX) {
      return Optional.empty();
    }
    String normal = Normalizer.normalize(typed, Normalizer.Form.NFKC);
    return characters(normal) > CHARACTERS_MAX
        ? Optional.empty()
        : Optional.of(new Password(normal));
  }

  /** Its bytes in UTF-8: for the hash and for nothing else. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public String toString() {
    return "***";
  }
}
