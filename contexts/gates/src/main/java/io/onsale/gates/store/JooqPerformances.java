package io.onsale.gates.store;

import static io.onsale.gates.store.schema.Tables.PERFORMANCES;

import io.onsale.gates.flow.Performances;
import io.onsale.gates.model.Performance;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.store.Database;
import java.util.Optional;

/** Performances in SQL. */
public final class JooqPerformances implements Performances {
  private final Database database;

  public JooqPerformances(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Known> byId(long id) {
    return database
        .sql()
        .selectFrom(PERFORMANCES)
        .where(PERFORMANCES.ID.eq(Ids.format(id)))
        .fetchOptional(row ->
            new Known(
                new Performance(
                    id,
                    row.getOrganizerId(),
                    Micros.instant(row.getDoorsAt()),
                    Micros.instant(row.getStartsAt())),
                row.getChanges()));
  }

  @Override
  public void keep(Performance performance) {
    String id = Ids.format(performance.id());
    long doorsAt = Micros.of(performance.doorsAt());
    long startsAt = Micros.of(performance.startsAt());
    database.transaction(sql -> {
      int updated =
          sql.update(PERFORMANCES)
              .set(PERFORMANCES.DOORS_AT, doorsAt)
              .set(PERFORMANCES.STARTS_AT, startsAt)
              .set(PERFORMANCES.CHANGES, PERFORMANCES.CHANGES.plus(1))
              .where(PERFORMANCES.ID.eq(id))
              .execute();
      return updated > 0
          ? updated
          : sql.insertInto(PERFORMANCES)
              .set(PERFORMANCES.ID, id)
              .set(PERFORMANCES.ORGANIZER_ID, performance.organizerId())
              .set(PERFORMANCES.DOORS_AT, doorsAt)
              .set(PERFORMANCES.STARTS_AT, startsAt)
              .set(PERFORMANCES.CHANGES, 1)
              .execute();
    });
  }
}
