package io.onsale.catalog.store;

import static io.onsale.catalog.store.schema.Tables.PERFORMANCES;
import static io.onsale.catalog.store.schema.Tables.PERFORMANCE_TIERS;
import static io.onsale.catalog.store.schema.Tables.SHOWS;
import static org.jooq.impl.DSL.row;

import com.google.protobuf.Message;
import io.onsale.catalog.flow.Page;
import io.onsale.catalog.flow.Performances;
import io.onsale.catalog.model.Money;
import io.onsale.catalog.model.Performance;
import io.onsale.catalog.model.Performance.State;
import io.onsale.catalog.model.PriceTier;
import io.onsale.catalog.model.Terms;
import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.kit.events.Event;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Performances in SQL, and what is told of them. */
public final class JooqPerformances implements Performances {
  private final Database database;
  private final Outbox outbox;
  private final Supplier<String> ids;
  private final Function<Performance, io.onsale.contracts.catalog.v1.Performance> message;

  /**
   * @param ids gives a new id each time
   * @param message how others are told a performance
   */
  public JooqPerformances(
      Database database,
      Outbox outbox,
      Supplier<String> ids,
      Function<Performance, io.onsale.contracts.catalog.v1.Performance> message) {
    this.database = database;
    this.outbox = outbox;
    this.ids = ids;
    this.message = message;
  }

  @Override
  public void add(Performance performance) {
    Terms terms = performance.terms();
    database.transaction(sql -> {
      sql.insertInto(PERFORMANCES)
          .set(PERFORMANCES.ID, performance.id())
          .set(PERFORMANCES.SHOW_ID, performance.show().id())
          .set(PERFORMANCES.ORGANIZER_ID, performance.show().organizerId())
          .set(PERFORMANCES.TIME_ZONE, performance.timeZone())
          .set(PERFORMANCES.STARTS_AT, performance.startsAt().toEpochMilli())
          .set(PERFORMANCES.DOORS_AT, terms.doorsAt().toEpochMilli())
          .set(PERFORMANCES.ON_SALE_FROM, terms.onSaleFrom().toEpochMilli())
          .set(PERFORMANCES.ON_SALE_UNTIL, terms.onSaleUntil().toEpochMilli())
          .set(PERFORMANCES.LIMIT_PER_BUYER, terms.limitPerBuyer())
          .set(PERFORMANCES.LIMIT_PER_IDENTITY, terms.limitPerIdentity())
          .set(PERFORMANCES.HOLD_SECONDS, terms.holdSeconds())
          .set(PERFORMANCES.SEAT_MAP, performance.seatMap())
          .set(PERFORMANCES.CAPACITY, performance.capacity())
          .set(PERFORMANCES.STATE, performance.state().name())
          .set(PERFORMANCES.VERSION, 1)
          .execute();
      return sql.batch(tiers(sql, performance)).execute();
    });
  }

  private static List<Query> tiers(DSLContext sql, Performance performance) {
    List<Query> rows = new ArrayList<>();
    List<PriceTier> tiers = performance.terms().tiers();
    for (int place = 0; place < tiers.size(); place++) {
      PriceTier tier = tiers.get(place);
      rows.add(
          sql.insertInto(PERFORMANCE_TIERS)
              .set(PERFORMANCE_TIERS.PERFORMANCE_ID, performance.id())
              .set(PERFORMANCE_TIERS.PLACE, place)
              .set(PERFORMANCE_TIERS.NAME, tier.name())
              .set(PERFORMANCE_TIERS.LABEL, tier.label())
              .set(PERFORMANCE_TIERS.PRICE, tier.price().amount())
              .set(PERFORMANCE_TIERS.CURRENCY, tier.price().currency())
              .set(PERFORMANCE_TIERS.COLOR, tier.color()));
    }
    return rows;
  }

  @Override
  public int count(String showId) {
    return database.sql().fetchCount(PERFORMANCES, PERFORMANCES.SHOW_ID.eq(showId));
  }

  @Override
  public Optional<Versioned> owned(String organizerId, String id) {
    return database
        .transaction(sql ->
            versioned(PERFORMANCES.ID.eq(id).and(PERFORMANCES.ORGANIZER_ID.eq(organizerId)), 1))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Performance> published(String id) {
    return read(PERFORMANCES.ID.eq(id).and(PERFORMANCES.STATE.eq(State.PUBLISHED.name()))).stream()
        .findFirst();
  }

  @Override
  public Page<Performance> list(String organizerId, Page.Wanted wanted) {
    Condition part =
        wanted
            .after()
            .map(
                after -> row(PERFORMANCES.STARTS_AT, PERFORMANCES.ID).gt(after.order(), after.id()))
            .orElse(DSL.noCondition());
    Condition mine = PERFORMANCES.ORGANIZER_ID.eq(organizerId);
    return Pages.of(
            versioned(mine.and(part), wanted.limit() + 1),
            wanted.limit(),
            last ->
                new Page.After(
                    last.performance().startsAt().toEpochMilli(), last.performance().id()))
        .map(Versioned::performance);
  }

  @Override
  public boolean change(Performance performance, int version, News news, Instant now) {
    Terms terms = performance.terms();
    return database.transaction(sql -> {
      int changed =
          sql.update(PERFORMANCES)
              .set(PERFORMANCES.DOORS_AT, terms.doorsAt().toEpochMilli())
              .set(PERFORMANCES.ON_SALE_FROM, terms.onSaleFrom().toEpochMilli())
              .set(PERFORMANCES.ON_SALE_UNTIL, terms.onSaleUntil().toEpochMilli())
              .set(PERFORMANCES.LIMIT_PER_BUYER, terms.limitPerBuyer())
              .set(PERFORMANCES.LIMIT_PER_IDENTITY, terms.limitPerIdentity())
              .set(PERFORMANCES.HOLD_SECONDS, terms.holdSeconds())
              .set(PERFORMANCES.SEAT_MAP, performance.seatMap())
              .set(PERFORMANCES.STATE, performance.state().name())
              .set(PERFORMANCES.VERSION, version + 1)
              .where(PERFORMANCES.ID.eq(performance.id()).and(PERFORMANCES.VERSION.eq(version)))
              .execute();
      if (changed == 0) {
        return false;
      }
      sql.deleteFrom(PERFORMANCE_TIERS)
          .where(PERFORMANCE_TIERS.PERFORMANCE_ID.eq(performance.id()))
          .execute();
      sql.batch(tiers(sql, performance)).execute();
      switch (news) {
        case NONE -> {}
        case PUBLISHED ->
            tell(
                performance,
                now,
                PerformancePublished.newBuilder().setPerformance(message.apply(performance)));
        case AMENDED ->
            tell(
                performance,
                now,
                PerformanceAmended.newBuilder().setPerformance(message.apply(performance)));
      }
      return true;
    });
  }

  private void tell(Performance performance, Instant now, Message.Builder news) {
    outbox.append(Event.of(ids.get(), performance.id(), now, news.build()));
  }

  /** Performances by start. */
  List<Performance> read(Condition which) {
    return versioned(which, Integer.MAX_VALUE).stream().map(Versioned::performance).toList();
  }

  private List<Versioned> versioned(Condition which, int limit) {
    var found =
        database
            .sql()
            .select(PERFORMANCES.fields())
            .select(SHOWS.fields())
            .from(PERFORMANCES)
            .join(SHOWS)
            .on(SHOWS.ID.eq(PERFORMANCES.SHOW_ID))
            .where(which)
            .orderBy(PERFORMANCES.STARTS_AT, PERFORMANCES.ID)
            .limit(limit)
            .fetch();
    Map<String, List<PriceTier>> tiers =
        database
            .sql()
            .selectFrom(PERFORMANCE_TIERS)
            .where(PERFORMANCE_TIERS.PERFORMANCE_ID.in(found.getValues(PERFORMANCES.ID)))
            .orderBy(PERFORMANCE_TIERS.PERFORMANCE_ID, PERFORMANCE_TIERS.PLACE)
            .fetchGroups(PERFORMANCE_TIERS.PERFORMANCE_ID, JooqPerformances::tier);
    return found.map(row ->
        new Versioned(
            performance(row, tiers.getOrDefault(row.get(PERFORMANCES.ID), List.of())),
            row.get(PERFORMANCES.VERSION)));
  }

  private static PriceTier tier(Record row) {
    return new PriceTier(
        row.get(PERFORMANCE_TIERS.NAME),
        row.get(PERFORMANCE_TIERS.LABEL),
        new Money(row.get(PERFORMANCE_TIERS.PRICE), row.get(PERFORMANCE_TIERS.CURRENCY)),
        row.get(PERFORMANCE_TIERS.COLOR));
  }

  private static Performance performance(Record row, List<PriceTier> tiers) {
    Terms terms =
        new Terms(
            Instant.ofEpochMilli(row.get(PERFORMANCES.DOORS_AT)),
            Instant.ofEpochMilli(row.get(PERFORMANCES.ON_SALE_FROM)),
            Instant.ofEpochMilli(row.get(PERFORMANCES.ON_SALE_UNTIL)),
            row.get(PERFORMANCES.LIMIT_PER_BUYER),
            row.get(PERFORMANCES.LIMIT_PER_IDENTITY),
            row.get(PERFORMANCES.HOLD_SECONDS),
            tiers);
    return new Performance(
        row.get(PERFORMANCES.ID),
        JooqShows.show(row),
        row.get(PERFORMANCES.TIME_ZONE),
        Instant.ofEpochMilli(row.get(PERFORMANCES.STARTS_AT)),
        row.get(PERFORMANCES.SEAT_MAP),
        row.get(PERFORMANCES.CAPACITY),
        terms,
        State.valueOf(row.get(PERFORMANCES.STATE)));
  }
}
