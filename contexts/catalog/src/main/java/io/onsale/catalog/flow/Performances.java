package io.onsale.catalog.flow;

import io.onsale.catalog.model.Performance;
import java.time.Instant;
import java.util.Optional;

/** Keeps performances. */
public interface Performances {
  /**
   * A performance as it was read.
   *
   * @param version grows with each change
   */
  record Versioned(Performance performance, int version) {}

  /** What is told to the other contexts together with a change. */
  enum News {
    NONE,
    PUBLISHED,
    AMENDED
  }

  void add(Performance performance);

  /** How many performances a show has. */
  int count(String showId);

  /** A performance of an organisation. */
  Optional<Versioned> owned(String organizerId, String id);

  /** A performance that everybody may see. */
  Optional<Performance> published(String id);

  /** An organisation's performances by start. */
  Page<Performance> list(String organizerId, Page.Wanted wanted);

  /**
   * Changes a performance and tells the news, both or neither.
   *
   * @return false when somebody else has changed it since that version was read; nothing is done
   *     then
   */
  boolean change(Performance performance, int version, News news, Instant now);
}
