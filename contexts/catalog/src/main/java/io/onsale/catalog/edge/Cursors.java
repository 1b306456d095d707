package io.onsale.catalog.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.onsale.catalog.flow.Page;
import io.onsale.kit.refusal.Refused;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Places in lists as opaque text. */
final class Cursors {
  private static final int LIMIT = 20;
  private static final int LIMIT_MAX = 100;
  private static final int CURSOR_MAX = 200;
  private static final Pattern PLACE = Pattern.compile("(\\d{1,18}):([0-9a-z]{1,64})");

  private Cursors() {}

  static Page.Wanted wanted(io.onsale.contracts.common.v1.Page page) {
    int limit = page.getLimit() == 0 ? LIMIT : page.getLimit();
    if (limit < 1 || limit > LIMIT_MAX) {
      throw Refused.invalid("/limit", "must be from 1 to " + LIMIT_MAX);
    }
    return new Page.Wanted(
        page.getCursor().isEmpty() ? Optional.empty() : Optional.of(place(page.getCursor())),
        limit);
  }

  private static Page.After place(String cursor) {
    if (cursor.length() <= CURSOR_MAX) {
      try {
        Matcher place = PLACE.matcher(new String(Base64.getUrlDecoder().decode(cursor), UTF_8));
        if (place.matches()) {
          return new Page.After(Long.parseLong(place.group(1)), place.group(2));
        }
      } catch (IllegalArgumentException e) {
        throw Refused.invalid("/cursor", "is no cursor that was given out");
      }
    }
    throw Refused.invalid("/cursor", "is no cursor that was given out");
  }

  /** The text of the place, empty for none. */
  static String next(Page<?> page) {
    return page.next()
        .map(after -> after.order() + ":" + after.id())
        .map(place -> Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(UTF_8)))
        .orElse("");
  }
}
