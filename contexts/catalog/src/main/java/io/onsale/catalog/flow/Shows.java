package io.onsale.catalog.flow;

import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.Show;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps shows. */
public interface Shows {
  /** A show with some of its performances, in order of start. */
  record Billed(Show show, List<Performance> performances) {
    public Billed {
      performances = List.copyOf(performances);
    }
  }

  /**
   * What the public looks for.
   *
   * @param words each must be in title, description, city or venue
   * @param city whole words of a city's name; empty for any
   * @param from performances that start at or after this
   */
  record Search(List<String> words, String city, Instant from) {
    public Search {
      words = List.copyOf(words);
    }
  }

  void add(Show show);

  /** A show of an organisation. */
  Optional<Show> owned(String organizerId, String id);

  /** A show that has published performances, with all of those. */
  Optional<Billed> published(String id);

  /**
   * Shows with published performances that match, the next performance first; only matching
   * performances in them.
   */
  Page<Billed> search(Search search, Page.Wanted wanted);

  /** An organisation's shows with all their performances, the latest made first. */
  Page<Billed> list(String organizerId, Page.Wanted wanted);
}
