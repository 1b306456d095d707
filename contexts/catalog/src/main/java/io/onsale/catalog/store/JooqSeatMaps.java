package io.onsale.catalog.store;

import static io.onsale.catalog.store.schema.Tables.SEAT_MAPS;
import static io.onsale.catalog.store.schema.Tables.SEAT_MAP_OWNERS;
import static io.onsale.catalog.store.schema.Tables.SEAT_MAP_PIECES;
import static io.onsale.catalog.store.schema.Tables.SEAT_MAP_SECTIONS;
import static io.onsale.catalog.store.schema.Tables.SEAT_MAP_TIERS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.row;

import io.onsale.catalog.flow.Page;
import io.onsale.catalog.flow.SeatMaps;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.SeatMapDocument;
import io.onsale.catalog.model.SeatMapSummary;
import io.onsale.kit.store.Database;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** Seat maps in SQL; their documents compressed, in pieces. */
public final class JooqSeatMaps implements SeatMaps {
  static final int PIECE_BYTES = 256 * 1024;

  /** Its type is each database's own, so it is not among the generated columns. */
  private static final Field<byte[]> PIECE = field(name("piece"), byte[].class);

  private final Database database;

  public JooqSeatMaps(Database database) {
    this.database = database;
  }

  @Override
  public void keep(
      String organizerId, SeatMapDocument document, SeatMapSummary summary, Instant now) {
    byte[] compressed = StoredSeatMap.compress(document.json());
    database.transaction(sql -> {
      if (isNew(
          sql.insertInto(SEAT_MAPS)
              .columns(SEAT_MAPS.DIGEST, SEAT_MAPS.NAME, SEAT_MAPS.SEATS)
              .values(summary.digest(), summary.name(), summary.seats())
              .onConflictDoNothing())) {
        sql.batch(parts(sql, summary, compressed)).execute();
      }
      return isNew(
          sql.insertInto(SEAT_MAP_OWNERS)
              .columns(
                  SEAT_MAP_OWNERS.ORGANIZER_ID, SEAT_MAP_OWNERS.DIGEST, SEAT_MAP_OWNERS.IMPORTED_AT)
              .values(organizerId, summary.digest(), now.toEpochMilli())
              .onConflictDoNothing());
    });
  }

  /**
   * Whether a row was not there before. H2 looks for it first and inserts it then: when another
   * import of the same is committed in between, the insert fails, and the row is there.
   */
  private boolean isNew(Query insert) {
    try {
      return database.undoable(insert::execute) == 1;
    } catch (IntegrityConstraintViolationException e) {
      return false;
    }
  }

  private static List<Query> parts(DSLContext sql, SeatMapSummary summary, byte[] compressed) {
    List<Query> parts = new ArrayList<>();
    for (int place = 0; place * PIECE_BYTES < compressed.length; place++) {
      int from = place * PIECE_BYTES;
      int to = Math.min(compressed.length, from + PIECE_BYTES);
      parts.add(
          sql.insertInto(SEAT_MAP_PIECES)
              .columns(SEAT_MAP_PIECES.DIGEST, SEAT_MAP_PIECES.PLACE, PIECE)
              .values(summary.digest(), place, Arrays.copyOfRange(compressed, from, to)));
    }
    for (int place = 0; place < summary.tiers().size(); place++) {
      SeatMap.Tier tier = summary.tiers().get(place);
      parts.add(
          sql.insertInto(SEAT_MAP_TIERS)
              .columns(
                  SEAT_MAP_TIERS.DIGEST,
                  SEAT_MAP_TIERS.PLACE,
                  SEAT_MAP_TIERS.NAME,
                  SEAT_MAP_TIERS.COLOR)
              .values(summary.digest(), place, tier.name(), tier.color()));
    }
    for (int place = 0; place < summary.sections().size(); place++) {
      parts.add(
          sql.insertInto(SEAT_MAP_SECTIONS)
              .columns(SEAT_MAP_SECTIONS.DIGEST, SEAT_MAP_SECTIONS.PLACE, SEAT_MAP_SECTIONS.NAME)
              .values(summary.digest(), place, summary.sections().get(place)));
    }
    return parts;
  }

  @Override
  public Optional<SeatMapSummary> owned(String organizerId, String digest) {
    Condition one =
        SEAT_MAP_OWNERS.ORGANIZER_ID.eq(organizerId).and(SEAT_MAP_OWNERS.DIGEST.eq(digest));
    return imported(one, 1).stream().map(Imported::summary).findFirst();
  }

  @Override
  public Page<SeatMapSummary> list(String organizerId, Page.Wanted wanted) {
    Condition mine = SEAT_MAP_OWNERS.ORGANIZER_ID.eq(organizerId);
    Condition part =
        wanted
            .after()
            .map(after ->
                row(SEAT_MAP_OWNERS.IMPORTED_AT, SEAT_MAP_OWNERS.DIGEST)
                    .lt(after.order(), after.id()))
            .orElse(DSL.noCondition());
    return Pages.of(
            imported(mine.and(part), wanted.limit() + 1),
            wanted.limit(),
            last -> new Page.After(last.at(), last.summary().digest()))
        .map(Imported::summary);
  }

  private record Imported(long at, SeatMapSummary summary) {}

  private List<Imported> imported(Condition which, int limit) {
    var found =
        database
            .sql()
            .select(SEAT_MAP_OWNERS.IMPORTED_AT, SEAT_MAPS.DIGEST, SEAT_MAPS.NAME, SEAT_MAPS.SEATS)
            .from(SEAT_MAP_OWNERS)
            .join(SEAT_MAPS)
            .on(SEAT_MAPS.DIGEST.eq(SEAT_MAP_OWNERS.DIGEST))
            .where(which)
            .orderBy(SEAT_MAP_OWNERS.IMPORTED_AT.desc(), SEAT_MAP_OWNERS.DIGEST.desc())
            .limit(limit)
            .fetch();
    List<String> digests = found.getValues(SEAT_MAPS.DIGEST);
    Map<String, List<SeatMap.Tier>> tiers =
        database
            .sql()
            .select(SEAT_MAP_TIERS.DIGEST, SEAT_MAP_TIERS.NAME, SEAT_MAP_TIERS.COLOR)
            .from(SEAT_MAP_TIERS)
            .where(SEAT_MAP_TIERS.DIGEST.in(digests))
            .orderBy(SEAT_MAP_TIERS.DIGEST, SEAT_MAP_TIERS.PLACE)
            .fetchGroups(
                SEAT_MAP_TIERS.DIGEST,
                tier ->
                    new SeatMap.Tier(
                        tier.get(SEAT_MAP_TIERS.NAME), tier.get(SEAT_MAP_TIERS.COLOR)));
    Map<String, List<String>> sections =
        database
            .sql()
            .select(SEAT_MAP_SECTIONS.DIGEST, SEAT_MAP_SECTIONS.NAME)
            .from(SEAT_MAP_SECTIONS)
            .where(SEAT_MAP_SECTIONS.DIGEST.in(digests))
            .orderBy(SEAT_MAP_SECTIONS.DIGEST, SEAT_MAP_SECTIONS.PLACE)
            .fetchGroups(SEAT_MAP_SECTIONS.DIGEST, SEAT_MAP_SECTIONS.NAME);
    return found.map(map -> {
      String digest = map.get(SEAT_MAPS.DIGEST);
      return new Imported(
          map.get(SEAT_MAP_OWNERS.IMPORTED_AT),
          new SeatMapSummary(
              digest,
              map.get(SEAT_MAPS.NAME),
              map.get(SEAT_MAPS.SEATS),
              tiers.getOrDefault(digest, List.of()),
              sections.getOrDefault(digest, List.of())));
    });
  }

  @Override
  public Optional<byte[]> compressed(String digest) {
    List<byte[]> pieces =
        database
            .sql()
            .select(PIECE)
            .from(SEAT_MAP_PIECES)
            .where(SEAT_MAP_PIECES.DIGEST.eq(digest))
            .orderBy(SEAT_MAP_PIECES.PLACE)
            .fetch(PIECE);
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(pieces.size() * PIECE_BYTES);
    pieces.forEach(whole::writeBytes);
    return Optional.of(whole.toByteArray());
  }

  @Override
  public SeatMap read(String digest) {
    byte[] compressed =
        compressed(digest)
            .orElseThrow(() -> new IllegalStateException("there is no seat map " + digest));
    return StoredSeatMap.read(compressed);
  }
}
