package io.onsale.delivery.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where paper tickets go.
 *
 * @param phone empty when none was given
 * @param postalCode empty where a country has none
 * @param country ISO 3166-1 alpha-2
 */
public record Address(
    String recipient,
    String phone,
    List<String> lines,
    String city,
    String postalCode,
    String country) {
  private static final int NAME_MAX = 100;
  private static final int LINES_MAX = 4;
  private static final int LINE_MAX = 200;
  private static final int POSTAL_CODE_MAX = 20;
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]{3,39}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  public Address {
    lines = List.copyOf(lines);
  }

  /** Everything that is wrong with it. */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    requireText(faults, "/address/recipient", recipient, NAME_MAX);
    if (!phone.isEmpty() && !PHONE.matcher(phone).matches()) {
      faults.add(
          new Fault("/address/phone", "must be a telephone number of at most 40 characters"));
    }
    if (lines.isEmpty() || lines.size() > LINES_MAX) {
      faults.add(new Fault("/address/lines", "must have 1 to " + LINES_MAX + " lines"));
    }
    for (int i = 0; i < Math.min(lines.size(), LINES_MAX); i++) {
      requireText(faults, "/address/lines/" + i, lines.get(i), LINE_MAX);
    }
    requireText(faults, "/address/city", city, NAME_MAX);
    if (postalCode.length() > POSTAL_CODE_MAX || hasControls(postalCode)) {
      faults.add(
          new Fault("/address/postalCode", "must have at most " + POSTAL_CODE_MAX + " characters"));
    }
    if (!COUNTRIES.contains(country)) {
      faults.add(
          new Fault("/address/country", "must be the two capital letters of a country, as CN"));
    }
    return List.copyOf(faults);
  }

  private static void requireText(List<Fault> faults, String pointer, String text, int max) {
    if (text.isBlank() || text.length() > max || hasControls(text)) {
      faults.add(new Fault(pointer, "must have 1 to " + max + " characters in one line"));
    }
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  /** Says nothing of a person: addresses don't belong into logs. */
  @Override
  public String toString() {
    return "Address[***]";
  }
}
