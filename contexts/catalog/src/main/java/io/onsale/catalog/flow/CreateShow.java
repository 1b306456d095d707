package io.onsale.catalog.flow;

import io.onsale.catalog.model.Show;
import io.onsale.catalog.model.Validated;
import java.util.function.Supplier;

/** Makes a show; nobody sees it before one of its performances is published. */
public final class CreateShow {
  private final Shows shows;
  private final Supplier<String> ids;

  /**
   * @param ids gives a new id each time
   */
  public CreateShow(Shows shows, Supplier<String> ids) {
    this.shows = shows;
    this.ids = ids;
  }

  public Validated<Show> of(String organizerId, Show.Draft draft) {
    Validated<Show> show = Show.of(ids.get(), organizerId, draft);
    if (show instanceof Validated.Valid<Show>(Show sound)) {
      shows.add(sound);
    }
    return show;
  }
}
