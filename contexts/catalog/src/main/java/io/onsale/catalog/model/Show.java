package io.onsale.catalog.model;

import java.util.Optional;

/**
 * A show, owned by the organisation that puts it on.
 *
 * @param description may have several lines; may be empty
 * @param venue the venue's name as text
 */
public record Show(
    String id, String organizerId, String title, String description, String city, String venue) {

  /** What is asked for. */
  public record Draft(String title, String description, String city, String venue) {}

  /** Makes a show, if the draft keeps the rules. */
  public static Validated<Show> of(String id, String organizerId, Draft draft) {
    Faults faults = new Faults();
    line(faults, "/title", draft.title(), 200);
    Words.faultOfText(draft.description(), 10_000)
        .ifPresent(message -> faults.add("/description", message));
    line(faults, "/city", draft.city(), 100);
    line(faults, "/venue", draft.venue(), 200);
    return Validated.unless(
        faults,
        () ->
            new Show(
                id,
                organizerId,
                draft.title().strip(),
                draft.description().strip(),
                draft.city().strip(),
                draft.venue().strip()));
  }

  private static void line(Faults faults, String pointer, String text, int max) {
    Optional<String> fault = Words.faultOfLine(text, 1, max);
    fault.ifPresent(message -> faults.add(pointer, message));
  }
}
