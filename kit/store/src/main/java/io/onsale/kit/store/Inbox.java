package io.onsale.kit.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Positions;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;

/**
 * How far a context has come in what the others publish, kept in its own schema, so that an event's
 * effects and its position are one transaction: they happen once, however often it is delivered.
 *
 * <pre>{@code
 * void paymentSucceeded(Delivery delivery) {
 *     PaymentSucceeded event = delivery.read(PaymentSucceeded.parser());
 *     seats.confirm(event.getHoldId());                        // a peer: idempotent, and before the transaction
 *     inbox.once(delivery, () -> orders.paid(event.getOrderId()));
 * }
 * }</pre>
 */
public final class Inbox implements Positions {
  private static final Table<Record> INBOX = table(name("kit_inbox"));
  private static final Field<String> SOURCE = field(name("source"), String.class);
  private static final Field<Integer> LANE = field(name("lane"), Integer.class);
  private static final Field<Long> POSITION = field(name("lane_position"), Long.class);

  private final Database database;

  public Inbox(Database database) {
    this.database = database;
  }

  /**
   * Does the effects and advances the position, both or neither; does nothing when it has been done
   * before.
   */
  public void once(Delivery delivery, Runnable effects) {
    database.transaction(sql -> {
      if (lock(sql, delivery.source(), delivery.lane()) < delivery.position()) {
        effects.run();
        move(sql, delivery.source(), delivery.lane(), delivery.position());
      }
      return delivery;
    });
  }

  @Override
  public long position(String source, int lane) {
    Long position =
        database
            .sql()
            .select(POSITION)
            .from(INBOX)
            .where(SOURCE.eq(source).and(LANE.eq(lane)))
            .fetchOne(POSITION);
    return position == null ? 0 : position;
  }

  @Override
  public void advance(String source, int lane, long position) {
    database.transaction(sql -> {
      if (lock(sql, source, lane) < position) {
        move(sql, source, lane, position);
      }
      return position;
    });
  }

  private long lock(DSLContext sql, String source, int lane) {
    Long position = select(sql, source, lane);
    if (position != null) {
      return position;
    }
    try {
      database.undoable(() ->
          sql.insertInto(INBOX).columns(SOURCE, LANE, POSITION).values(source, lane, 0L).execute());
    } catch (DataAccessException e) {
      // Another process of this context was first with this row; if that is not why, the next line
      // finds none.
      Long theirs = select(sql, source, lane);
      if (theirs == null) {
        throw e;
      }
      return theirs;
    }
    return 0;
  }

  private static @org.jspecify.annotations.Nullable Long select(
      DSLContext sql, String source, int lane) {
    return sql.select(POSITION)
        .from(INBOX)
        .where(SOURCE.eq(source).and(LANE.eq(lane)))
        .forUpdate()
        .fetchOne(POSITION);
  }

  private static void move(DSLContext sql, String source, int lane, long position) {
    sql.update(INBOX).set(POSITION, position).where(SOURCE.eq(source).and(LANE.eq(lane))).execute();
  }
}
