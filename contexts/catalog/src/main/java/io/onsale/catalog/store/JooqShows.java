package io.onsale.catalog.store;

import static io.onsale.catalog.store.schema.Tables.PERFORMANCES;
import static io.onsale.catalog.store.schema.Tables.SHOWS;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.min;

import io.onsale.catalog.flow.Page;
import io.onsale.catalog.flow.Shows;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.Performance.State;
import io.onsale.catalog.model.Show;
import io.onsale.kit.store.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Shows in SQL. */
public final class JooqShows implements Shows {
  private static final char ESCAPE = '!';
  private static final Field<String> SPACE = inline(" ");

  private final Database database;
  private final JooqPerformances performances;

  public JooqShows(Database database, JooqPerformances performances) {
    this.database = database;
    this.performances = performances;
  }

  @Override
  public void add(Show show) {
    database
        .sql()
        .insertInto(SHOWS)
        .columns(
            SHOWS.ID, SHOWS.ORGANIZER_ID, SHOWS.TITLE, SHOWS.DESCRIPTION, SHOWS.CITY, SHOWS.VENUE)
        .values(
            show.id(),
            show.organizerId(),
            show.title(),
            show.description(),
            show.city(),
            show.venue())
        .execute();
  }

  @Override
  public Optional<Show> owned(String organizerId, String id) {
    return database
        .sql()
        .selectFrom(SHOWS)
        .where(SHOWS.ID.eq(id).and(SHOWS.ORGANIZER_ID.eq(organizerId)))
        .fetchOptional(JooqShows::show);
  }

  @Override
  public Optional<Billed> published(String id) {
    return database
        .sql()
        .selectFrom(SHOWS)
        .where(SHOWS.ID.eq(id))
        .fetchOptional(JooqShows::show)
        .map(show -> billed(List.of(show), published()).getFirst())
        .filter(billed -> !billed.performances().isEmpty());
  }

  @Override
  public Page<Billed> search(Search search, Page.Wanted wanted) {
    Condition which = published().and(PERFORMANCES.STARTS_AT.ge(search.from().toEpochMilli()));
    Condition matches = which;
    if (!search.city().isEmpty()) {
      // Whole words, because a city may be told in two languages: "上海 Shanghai".
      matches = matches.and(contains(concat(SPACE, SHOWS.CITY, SPACE), " " + search.city() + " "));
    }
    for (String word : search.words()) {
      matches = matches.and(contains(word));
    }
    Field<Long> next = min(PERFORMANCES.STARTS_AT);
    Condition part =
        wanted
            .after()
            .map(after ->
                next.gt(after.order()).or(next.eq(after.order()).and(SHOWS.ID.gt(after.id()))))
            .orElse(DSL.noCondition());
    List<Found> found =
        database
            .sql()
            .select(
                SHOWS.ID,
                SHOWS.ORGANIZER_ID,
                SHOWS.TITLE,
                SHOWS.DESCRIPTION,
                SHOWS.CITY,
                SHOWS.VENUE,
                next)
            .from(SHOWS)
            .join(PERFORMANCES)
            .on(PERFORMANCES.SHOW_ID.eq(SHOWS.ID))
            .where(matches)
            .groupBy(
                SHOWS.ID,
                SHOWS.ORGANIZER_ID,
                SHOWS.TITLE,
                SHOWS.DESCRIPTION,
                SHOWS.CITY,
                SHOWS.VENUE)
            .having(part)
            .orderBy(next, SHOWS.ID)
            .limit(wanted.limit() + 1)
            .fetch(row -> new Found(show(row), row.get(next)));
    Page<Found> page =
        Pages.of(found, wanted.limit(), last -> new Page.After(last.next(), last.show().id()));
    List<Show> shows = page.items().stream().map(Found::show).toList();
    return new Page<>(billed(shows, which), page.next());
  }

  private record Found(Show show, long next) {}

  private static Condition contains(String word) {
    return contains(
        concat(SHOWS.TITLE, SPACE, SHOWS.VENUE, SPACE, SHOWS.CITY, SPACE, SHOWS.DESCRIPTION), word);
  }

  /** Some letters, large or small, somewhere in a text; wildcards among them mean themselves. */
  private static Condition contains(Field<String> text, String letters) {
    String literal =
        letters.toLowerCase(Locale.ROOT).replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return lower(text).like("%" + literal + "%", ESCAPE);
  }

  @Override
  public Page<Billed> list(String organizerId, Page.Wanted wanted) {
    Condition part = wanted.after().map(after -> SHOWS.ID.lt(after.id())).orElse(DSL.noCondition());
    List<Show> found =
        database
            .sql()
            .selectFrom(SHOWS)
            .where(SHOWS.ORGANIZER_ID.eq(organizerId).and(part))
            .orderBy(SHOWS.ID.desc())
            .limit(wanted.limit() + 1)
            .fetch(JooqShows::show);
    Page<Show> page = Pages.of(found, wanted.limit(), last -> new Page.After(0, last.id()));
    return new Page<>(billed(page.items(), DSL.noCondition()), page.next());
  }

  private List<Billed> billed(Collection<Show> shows, Condition which) {
    List<String> ids = shows.stream().map(Show::id).toList();
    Map<String, List<Performance>> byShow =
        performances.read(PERFORMANCES.SHOW_ID.in(ids).and(which)).stream()
            .collect(Collectors.groupingBy(performance -> performance.show().id()));
    List<Billed> billed = new ArrayList<>();
    for (Show show : shows) {
      billed.add(new Billed(show, byShow.getOrDefault(show.id(), List.of())));
    }
    return billed;
  }

  private static Condition published() {
    return PERFORMANCES.STATE.eq(State.PUBLISHED.name());
  }

  static Show show(Record row) {
    return new Show(
        row.get(SHOWS.ID),
        row.get(SHOWS.ORGANIZER_ID),
        row.get(SHOWS.TITLE),
        row.get(SHOWS.DESCRIPTION),
        row.get(SHOWS.CITY),
        row.get(SHOWS.VENUE));
  }
}
