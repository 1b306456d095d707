package io.onsale.payments.store;

import static io.onsale.payments.store.schema.Tables.PAYMENTS;
import static io.onsale.payments.store.schema.Tables.PROVIDER_MESSAGES;

import io.onsale.kit.store.Database;
import io.onsale.payments.flow.Announcements;
import io.onsale.payments.flow.PaymentEvent;
import io.onsale.payments.flow.Payments;
import io.onsale.payments.model.Charge;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import io.onsale.payments.store.schema.tables.records.PaymentsRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.exception.IntegrityConstraintViolationException;

/** Payments in SQL. A payment is one row; its revision guards it. */
public final class JooqPayments implements Payments {
  // The names of states are in the database for good.
  private static final String PENDING = "PENDING";
  private static final String SUCCEEDED = "SUCCEEDED";
  private static final String DECLINED = "DECLINED";
  private static final String CANCELLED = "CANCELLED";
  private static final String REFUNDING = "REFUNDING";
  private static final String REFUNDED = "REFUNDED";

  /** More than anybody opens; a bound, not a page. */
  private static final int PAYMENTS_MAX = 1000;

  private final Database database;
  private final Announcements announcements;

  /**
   * @param announcements called within the transaction of what they tell
   */
  public JooqPayments(Database database, Announcements announcements) {
    this.database = database;
    this.announcements = announcements;
  }

  @Override
  public Optional<Payment> find(String id) {
    return one(PAYMENTS.ID.eq(id));
  }

  @Override
  public Optional<Payment> pending(String order) {
    return one(PAYMENTS.PENDING_ORDER_ID.eq(order));
  }

  private Optional<Payment> one(Condition which) {
    return database.sql().selectFrom(PAYMENTS).where(which).fetchOptional(JooqPayments::read);
  }

  @Override
  public List<Payment> funded(String order) {
    return some(
        PAYMENTS.ORDER_ID.eq(order).and(PAYMENTS.STATE.in(SUCCEEDED, REFUNDING, REFUNDED)),
        PAYMENTS.OPENED_AT.asc(),
        PAYMENTS_MAX);
  }

  @Override
  public Optional<Payment> latest(String order) {
    return some(PAYMENTS.ORDER_ID.eq(order), PAYMENTS.OPENED_AT.desc(), 1).stream().findFirst();
  }

  private List<Payment> some(Condition which, SortField<?> order, int max) {
    return database
        .sql()
        .selectFrom(PAYMENTS)
        .where(which)
        .orderBy(order, PAYMENTS.ID)
        .limit(max)
        .fetch(JooqPayments::read);
  }

  @Override
  public boolean open(Payment payment) {
    PaymentsRecord row = write(payment);
    row.setLookedAt(payment.charge().openedAt().toEpochMilli());
    try {
      database.sql().insertInto(PAYMENTS).set(row).execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      if (pending(payment.charge().order()).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean replace(Payment next, List<PaymentEvent> events) {
    return database.transaction(sql -> {
      int changed =
          sql.update(PAYMENTS)
              .set(write(next))
              .where(PAYMENTS.ID.eq(next.id()).and(PAYMENTS.REVISION.eq(next.revision() - 1)))
              .execute();
      if (changed > 0) {
        events.forEach(announcements::tell);
      }
      return changed > 0;
    });
  }

  @Override
  public void once(String provider, String message, Instant now, Runnable effects) {
    Boolean _ =
        database.transaction(sql -> {
          try {
            database.undoable(() ->
                sql.insertInto(PROVIDER_MESSAGES)
                    .set(PROVIDER_MESSAGES.PROVIDER, provider)
                    .set(PROVIDER_MESSAGES.MESSAGE_ID, message)
                    .set(PROVIDER_MESSAGES.RECEIVED_AT, now.toEpochMilli())
                    .execute());
          } catch (IntegrityConstraintViolationException e) {
            return false;
          }
          effects.run();
          return true;
        });
  }

  @Override
  public void forgetMessages(Instant before) {
    database
        .sql()
        .deleteFrom(PROVIDER_MESSAGES)
        .where(PROVIDER_MESSAGES.RECEIVED_AT.lt(before.toEpochMilli()))
        .execute();
  }

  @Override
  public List<Payment> unsettled(Instant lookedAtBefore, Instant now, int max) {
    return database.transaction(sql -> {
      List<Payment> found =
          some(
              PAYMENTS
                  .STATE
                  .in(PENDING, REFUNDING)
                  .and(PAYMENTS.LOOKED_AT.lt(lookedAtBefore.toEpochMilli())),
              PAYMENTS.LOOKED_AT.asc(),
              max);
      sql.update(PAYMENTS)
          .set(PAYMENTS.LOOKED_AT, now.toEpochMilli())
          .where(PAYMENTS.ID.in(found.stream().map(Payment::id).toList()))
          .execute();
      return found;
    });
  }

  private static PaymentsRecord write(Payment payment) {
    Charge charge = payment.charge();
    PaymentsRecord row = new PaymentsRecord();
    row.setId(charge.id());
    row.setRevision(payment.revision());
    row.setOrderId(charge.order());
    row.setAccountId(charge.account());
    row.setOrganizerId(charge.organizer());
    row.setAmount(charge.amount().amount());
    row.setCurrency(charge.amount().currency());
    row.setProvider(charge.provider());
    row.setRedirectUrl(payment.redirectUrl());
    row.setState(name(payment.state()));
    row.setPendingOrderId(payment.state() instanceof State.Pending ? charge.order() : null);
    row.setOpenedAt(charge.openedAt().toEpochMilli());
    row.setExpiresAt(charge.expiresAt().toEpochMilli());
    return row;
  }

  private static Payment read(PaymentsRecord row) {
    Charge charge =
        new Charge(
            row.getId(),
            row.getOrderId(),
            row.getAccountId(),
            row.getOrganizerId(),
            new Money(row.getAmount(), row.getCurrency()),
            row.getProvider(),
            Instant.ofEpochMilli(row.getExpiresAt()),
            Instant.ofEpochMilli(row.getOpenedAt()));
    return new Payment(charge, row.getRedirectUrl(), state(row.getState()), row.getRevision());
  }

  private static String name(State state) {
    return switch (state) {
      case State.Pending _ -> PENDING;
      case State.Succeeded _ -> SUCCEEDED;
      case State.Declined _ -> DECLINED;
      case State.Cancelled _ -> CANCELLED;
      case State.Refunding _ -> REFUNDING;
      case State.Refunded _ -> REFUNDED;
    };
  }

  private static State state(String name) {
    return switch (name) {
      case PENDING -> new State.Pending();
      case SUCCEEDED -> new State.Succeeded();
      case DECLINED -> new State.Declined();
      case CANCELLED -> new State.Cancelled();
      case REFUNDING -> new State.Refunding();
      case REFUNDED -> new State.Refunded();
      default -> throw new IllegalStateException("a payment is " + name);
    };
  }
}
