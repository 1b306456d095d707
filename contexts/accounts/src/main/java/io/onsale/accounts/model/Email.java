package io.onsale.accounts.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An e-mail address in its one normal form: lower case. A domain in other letters is written as DNS
 * writes it ({@code xn--…}).
 *
 * @param text at most {@value #CHARACTERS_MAX} characters
 */
public record Email(String text) {
  /** RFC 5321 leaves room for no more. */
  public static final int CHARACTERS_MAX = 254;

  private static final int LOCAL_CHARACTERS_MAX = 64;
  private static final Pattern LOCAL =
      Pattern.compile("[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])");

  public Email {
    if (!isNormal(text)) {
      throw new IllegalArgumentException("not an e-mail address in its normal form");
    }
  }

  /** The address that somebody typed; empty when it is none. */
  public static Optional<Email> of(String typed) {
    if (typed.length() > CHARACTERS_MAX) {
      return Optional.empty();
    }
    String normal = typed.strip().toLowerCase(Locale.ROOT);
    return isNormal(normal) ? Optional.of(new Email(normal)) : Optional.empty();
  }

  private static boolean isNormal(String text) {
    int at = text.lastIndexOf('@');
    return text.length() <= CHARACTERS_MAX
        && at >= 1
        && at <= LOCAL_CHARACTERS_MAX
        && LOCAL.matcher(text.substring(0, at)).matches()
        && DOMAIN.matcher(text.substring(at + 1)).matches();
  }
}
