package io.onsale.accounts.store;

import static io.onsale.accounts.store.schema.Tables.ACCOUNTS;
import static io.onsale.accounts.store.schema.Tables.ORGANIZERS;
import static io.onsale.accounts.store.schema.Tables.STAFF;

import io.onsale.accounts.flow.Accounts;
import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Membership;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import io.onsale.kit.store.Database;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.exception.IntegrityConstraintViolationException;

/** Accounts in SQL. */
public final class JooqAccounts implements Accounts {
  private final Database database;

  public JooqAccounts(Database database) {
    this.database = database;
  }

  @Override
  public <T> T inTransaction(Supplier<T> work) {
    return database.transaction(sql -> work.get());
  }

  @Override
  public Optional<Account> byId(String id) {
    return account(ACCOUNTS.ID.eq(id));
  }

  @Override
  public Optional<Account> byEmail(Email email) {
    return account(ACCOUNTS.EMAIL.eq(email.text()));
  }

  private Optional<Account> account(Condition condition) {
    return database
        .sql()
        .select(ACCOUNTS.fields())
        .select(STAFF.STAFF_ROLE, ORGANIZERS.ID, ORGANIZERS.NAME)
        .from(ACCOUNTS)
        .leftJoin(STAFF)
        .on(STAFF.ACCOUNT_ID.eq(ACCOUNTS.ID))
        .leftJoin(ORGANIZERS)
        .on(ORGANIZERS.ID.eq(STAFF.ORGANIZER_ID))
        .where(condition)
        .fetchOptional(JooqAccounts::account);
  }

  private static Account account(Record row) {
    Optional<Membership> membership =
        Optional.ofNullable(row.get(STAFF.STAFF_ROLE))
            .map(role ->
                new Membership(
                    row.get(ORGANIZERS.ID),
                    new Name(row.get(ORGANIZERS.NAME)),
                    StaffRole.valueOf(role)));
    return new Account(
        row.get(ACCOUNTS.ID),
        new Email(row.get(ACCOUNTS.EMAIL)),
        new Name(row.get(ACCOUNTS.NAME)),
        Instant.EPOCH.plus(row.get(ACCOUNTS.CREATED_AT), ChronoUnit.MICROS),
        membership,
        Optional.ofNullable(row.get(ACCOUNTS.IDENTITY_HASH)));
  }

  @Override
  public Optional<Credentials> credentials(Email email) {
    return database
        .sql()
        .select(ACCOUNTS.ID, ACCOUNTS.PASSWORD_HASH)
        .from(ACCOUNTS)
        .where(ACCOUNTS.EMAIL.eq(email.text()))
        .fetchOptional(
            row -> new Credentials(row.get(ACCOUNTS.ID), row.get(ACCOUNTS.PASSWORD_HASH)));
  }

  @Override
  public boolean add(Account account, String passwordHash) {
    if (byEmail(account.email()).isPresent()) {
      return false;
    }
    try {
      database
          .sql()
          .insertInto(ACCOUNTS)
          .set(ACCOUNTS.ID, account.id())
          .set(ACCOUNTS.EMAIL, account.email().text())
          .set(ACCOUNTS.NAME, account.name().text())
          .set(ACCOUNTS.PASSWORD_HASH, passwordHash)
          .set(ACCOUNTS.CREATED_AT, micros(account.createdAt()))
          .execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      // Another sign-up with the same address was faster.
      return false;
    }
  }

  @Override
  public void changePasswordHash(String accountId, String passwordHash) {
    database
        .sql()
        .update(ACCOUNTS)
        .set(ACCOUNTS.PASSWORD_HASH, passwordHash)
        .where(ACCOUNTS.ID.eq(accountId))
        .execute();
  }

  @Override
  public void addOrganizer(String organizerId, Name name, Instant at) {
    database
        .sql()
        .insertInto(ORGANIZERS)
        .set(ORGANIZERS.ID, organizerId)
        .set(ORGANIZERS.NAME, name.text())
        .set(ORGANIZERS.CREATED_AT, micros(at))
        .execute();
  }

  @Override
  public void lockOrganizer(String organizerId) {
    database
        .sql()
        .select(ORGANIZERS.ID)
        .from(ORGANIZERS)
        .where(ORGANIZERS.ID.eq(organizerId))
        .forUpdate()
        .fetch();
  }

  @Override
  public boolean addStaff(String accountId, String organizerId, StaffRole role, Instant at) {
    try {
      database
          .sql()
          .insertInto(STAFF)
          .set(STAFF.ACCOUNT_ID, accountId)
          .set(STAFF.ORGANIZER_ID, organizerId)
          .set(STAFF.STAFF_ROLE, role.name())
          .set(STAFF.SINCE, micros(at))
          .execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      // Another organisation was faster.
      return false;
    }
  }

  @Override
  public void changeRole(String accountId, StaffRole role) {
    database
        .sql()
        .update(STAFF)
        .set(STAFF.STAFF_ROLE, role.name())
        .where(STAFF.ACCOUNT_ID.eq(accountId))
        .execute();
  }

  @Override
  public Optional<StaffMember> staffMember(String organizerId, String accountId) {
    return staff(STAFF.ORGANIZER_ID.eq(organizerId).and(STAFF.ACCOUNT_ID.eq(accountId))).stream()
        .findFirst();
  }

  @Override
  public List<StaffMember> staff(String organizerId) {
    return staff(STAFF.ORGANIZER_ID.eq(organizerId));
  }

  private List<StaffMember> staff(Condition condition) {
    return database
        .sql()
        .select(STAFF.ACCOUNT_ID, STAFF.ORGANIZER_ID, STAFF.STAFF_ROLE)
        .select(ACCOUNTS.EMAIL, ACCOUNTS.NAME)
        .from(STAFF)
        .join(ACCOUNTS)
        .on(ACCOUNTS.ID.eq(STAFF.ACCOUNT_ID))
        .where(condition)
        .orderBy(ACCOUNTS.NAME, ACCOUNTS.ID)
        .fetch(row ->
            new StaffMember(
                row.get(STAFF.ACCOUNT_ID),
                row.get(STAFF.ORGANIZER_ID),
                StaffRole.valueOf(row.get(STAFF.STAFF_ROLE)),
                new Email(row.get(ACCOUNTS.EMAIL)),
                new Name(row.get(ACCOUNTS.NAME))));
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
