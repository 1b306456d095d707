package io.onsale.payments.store;

import static io.onsale.payments.store.schema.Tables.SANDBOX_NOTICES;
import static io.onsale.payments.store.schema.Tables.SANDBOX_PAYMENTS;

import io.onsale.kit.store.Database;
import io.onsale.payments.flow.SandboxBooks;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.SandboxNotice;
import io.onsale.payments.model.SandboxPayment;
import io.onsale.payments.model.Standing;
import io.onsale.payments.store.schema.tables.records.SandboxNoticesRecord;
import io.onsale.payments.store.schema.tables.records.SandboxPaymentsRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** The sandbox provider's books in SQL. */
public final class JooqSandboxBooks implements SandboxBooks {
  private static final int NOTICES_MAX = 10;

  private final Database database;

  public JooqSandboxBooks(Database database) {
    this.database = database;
  }

  @Override
  public Optional<SandboxPayment> find(String id) {
    return database
        .sql()
        .selectFrom(SANDBOX_PAYMENTS)
        .where(SANDBOX_PAYMENTS.ID.eq(id))
        .fetchOptional(JooqSandboxBooks::read);
  }

  @Override
  public void open(SandboxPayment payment) {
    try {
      database.sql().insertInto(SANDBOX_PAYMENTS).set(write(payment)).execute();
    } catch (IntegrityConstraintViolationException e) {
      if (find(payment.id()).isEmpty()) {
        throw e;
      }
    }
  }

  @Override
  public boolean replace(SandboxPayment next, @Nullable SandboxNotice notice, Instant tellAt) {
    return database.transaction(sql -> {
      int changed =
          sql.update(SANDBOX_PAYMENTS)
              .set(write(next))
              .where(
                  SANDBOX_PAYMENTS
                      .ID
                      .eq(next.id())
                      .and(SANDBOX_PAYMENTS.REVISION.eq(next.revision() - 1)))
              .execute();
      if (changed > 0 && notice != null) {
        sql.insertInto(SANDBOX_NOTICES).set(write(notice, tellAt)).execute();
      }
      return changed > 0;
    });
  }

  @Override
  public List<SandboxNotice> untold(String payment) {
    return database
        .sql()
        .selectFrom(SANDBOX_NOTICES)
        .where(SANDBOX_NOTICES.PAYMENT_ID.eq(payment))
        .orderBy(SANDBOX_NOTICES.HAPPENED_AT, SANDBOX_NOTICES.ID)
        .limit(NOTICES_MAX)
        .fetch(JooqSandboxBooks::read);
  }

  @Override
  public List<SandboxNotice> due(Instant now, int max) {
    return database
        .sql()
        .selectFrom(SANDBOX_NOTICES)
        .where(SANDBOX_NOTICES.NEXT_ATTEMPT_AT.le(now.toEpochMilli()))
        .orderBy(SANDBOX_NOTICES.NEXT_ATTEMPT_AT)
        .limit(max)
        .fetch(JooqSandboxBooks::read);
  }

  @Override
  public void told(SandboxNotice notice) {
    database.sql().deleteFrom(SANDBOX_NOTICES).where(SANDBOX_NOTICES.ID.eq(notice.id())).execute();
  }

  @Override
  public void postpone(SandboxNotice notice, Instant until) {
    database
        .sql()
        .update(SANDBOX_NOTICES)
        .set(SANDBOX_NOTICES.ATTEMPTS, SANDBOX_NOTICES.ATTEMPTS.plus(1))
        .set(SANDBOX_NOTICES.NEXT_ATTEMPT_AT, until.toEpochMilli())
        .where(SANDBOX_NOTICES.ID.eq(notice.id()))
        .execute();
  }

  private static SandboxPaymentsRecord write(SandboxPayment payment) {
    SandboxPaymentsRecord row = new SandboxPaymentsRecord();
    row.setId(payment.id());
    row.setRevision(payment.revision());
    row.setOrderId(payment.order());
    row.setAccountId(payment.account());
    row.setAmount(payment.amount().amount());
    row.setCurrency(payment.amount().currency());
    row.setStanding(payment.standing().name());
    row.setOpenedAt(payment.openedAt().toEpochMilli());
    return row;
  }

  private static SandboxPayment read(SandboxPaymentsRecord row) {
    return new SandboxPayment(
        row.getId(),
        row.getOrderId(),
        row.getAccountId(),
        new Money(row.getAmount(), row.getCurrency()),
        Standing.valueOf(row.getStanding()),
        Instant.ofEpochMilli(row.getOpenedAt()),
        row.getRevision());
  }

  private static SandboxNoticesRecord write(SandboxNotice notice, Instant tellAt) {
    SandboxNoticesRecord row = new SandboxNoticesRecord();
    row.setId(notice.id());
    row.setPaymentId(notice.payment());
    row.setStanding(notice.standing().name());
    row.setAmount(notice.amount().amount());
    row.setCurrency(notice.amount().currency());
    row.setHappenedAt(notice.at().toEpochMilli());
    row.setAttempts(notice.attempts());
    row.setNextAttemptAt(tellAt.toEpochMilli());
    return row;
  }

  private static SandboxNotice read(SandboxNoticesRecord row) {
    return new SandboxNotice(
        row.getId(),
        row.getPaymentId(),
        Standing.valueOf(row.getStanding()),
        new Money(row.getAmount(), row.getCurrency()),
        Instant.ofEpochMilli(row.getHappenedAt()),
        row.getAttempts());
  }
}
