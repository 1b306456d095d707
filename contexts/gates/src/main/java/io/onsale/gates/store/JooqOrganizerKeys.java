package io.onsale.gates.store;

import static io.onsale.gates.store.schema.Tables.ORGANIZER_KEYS;

import io.onsale.gates.flow.OrganizerKeys;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.VerifyingKey;
import io.onsale.gates.store.schema.tables.records.OrganizerKeysRecord;
import io.onsale.kit.store.Database;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Organisers' keys in SQL, their private halves sealed. */
public final class JooqOrganizerKeys implements OrganizerKeys {
  private final Database database;
  private final Seal seal;

  public JooqOrganizerKeys(Database database, Seal seal) {
    this.database = database;
    this.seal = seal;
  }

  @Override
  public Optional<Dated> newest(String organizerId) {
    return database
        .sql()
        .selectFrom(ORGANIZER_KEYS)
        .where(ORGANIZER_KEYS.ORGANIZER_ID.eq(organizerId))
        .orderBy(ORGANIZER_KEYS.CREATED_AT.desc(), ORGANIZER_KEYS.ID)
        .limit(1)
        .fetchOptional(row ->
            new Dated(
                seal.open(row.getSealedSeed(), verifying(row), record(row.getId())),
                Micros.instant(row.getCreatedAt())));
  }

  @Override
  public void add(String organizerId, SigningKey key, Instant at) {
    String id = key.verifying().id();
    database
        .sql()
        .insertInto(ORGANIZER_KEYS)
        .set(ORGANIZER_KEYS.ID, id)
        .set(ORGANIZER_KEYS.ORGANIZER_ID, organizerId)
        .set(
            ORGANIZER_KEYS.PUBLIC_KEY,
            Base64.getUrlEncoder().withoutPadding().encodeToString(key.verifying().bytes()))
        .set(ORGANIZER_KEYS.SEALED_SEED, seal.seal(key, record(id)))
        .set(ORGANIZER_KEYS.CREATED_AT, Micros.of(at))
        .execute();
  }

  @Override
  public List<VerifyingKey> verifying(String organizerId) {
    return database
        .sql()
        .selectFrom(ORGANIZER_KEYS)
        .where(ORGANIZER_KEYS.ORGANIZER_ID.eq(organizerId))
        .orderBy(ORGANIZER_KEYS.CREATED_AT, ORGANIZER_KEYS.ID)
        .fetch(JooqOrganizerKeys::verifying);
  }

  private static VerifyingKey verifying(OrganizerKeysRecord row) {
    return VerifyingKey.of(Base64.getUrlDecoder().decode(row.getPublicKey()));
  }

  private static String record(String id) {
    return "organizer-key:" + id;
  }
}
