package io.onsale.orders.store;

import static io.onsale.orders.store.schema.Tables.ORDERS;
import static io.onsale.orders.store.schema.Tables.ORDERS_BEGUN;
import static io.onsale.orders.store.schema.Tables.ORDER_SEATS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.sum;

import io.onsale.kit.store.Database;
import io.onsale.orders.flow.Announcements;
import io.onsale.orders.flow.OrderEvent;
import io.onsale.orders.flow.Orders;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.OrderSeat;
import io.onsale.orders.model.Seating;
import io.onsale.orders.store.schema.tables.records.OrderSeatsRecord;
import io.onsale.orders.store.schema.tables.records.OrdersRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.exception.IntegrityConstraintViolationException;

/** Orders in SQL. An order is one row and a row for each seat; its revision guards it. */
public final class JooqOrders implements Orders {
  private final Database database;
  private final Announcements announcements;

  /**
   * @param announcements called within the transaction of what they tell
   */
  public JooqOrders(Database database, Announcements announcements) {
    this.database = database;
    this.announcements = announcements;
  }

  @Override
  public Optional<Order> find(String id) {
    return one(ORDERS.ID.eq(id));
  }

  @Override
  public Optional<Order> findByHold(String hold) {
    return one(ORDERS.HOLD_ID.eq(hold));
  }

  private Optional<Order> one(Condition which) {
    return database.transaction(
        sql -> withSeats(sql, sql.selectFrom(ORDERS).where(which).fetch()).stream().findFirst());
  }

  @Override
  public void begin(String id, Instant now) {
    database
        .sql()
        .insertInto(ORDERS_BEGUN)
        .set(ORDERS_BEGUN.ORDER_ID, id)
        .set(ORDERS_BEGUN.BEGUN_AT, now.toEpochMilli())
        .execute();
  }

  @Override
  public void forget(String id) {
    database.sql().deleteFrom(ORDERS_BEGUN).where(ORDERS_BEGUN.ORDER_ID.eq(id)).execute();
  }

  @Override
  public List<String> begun(Instant before, int max) {
    return database
        .sql()
        .select(ORDERS_BEGUN.ORDER_ID)
        .from(ORDERS_BEGUN)
        .where(ORDERS_BEGUN.BEGUN_AT.lt(before.toEpochMilli()))
        .orderBy(ORDERS_BEGUN.BEGUN_AT)
        .limit(max)
        .fetch(ORDERS_BEGUN.ORDER_ID);
  }

  @Override
  public boolean place(Order order, OrderEvent event) {
    return database.transaction(sql -> {
      if (!insert(sql, order)) {
        return false;
      }
      writeSeats(sql, order);
      forget(order.id());
      announcements.tell(event);
      return true;
    });
  }

  private boolean insert(DSLContext sql, Order order) {
    OrdersRecord row = Rows.write(order);
    try {
      database.undoable(() -> sql.insertInto(ORDERS).set(row).execute());
      return true;
    } catch (IntegrityConstraintViolationException e) {
      if (sql.fetchExists(ORDERS, ORDERS.HOLD_ID.eq(order.terms().hold()))) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean replace(Order next, List<OrderEvent> events) {
    return database.transaction(sql -> {
      int changed =
          sql.update(ORDERS)
              .set(Rows.write(next))
              .where(ORDERS.ID.eq(next.id()).and(ORDERS.REVISION.eq(next.revision() - 1)))
              .execute();
      if (changed == 0) {
        return false;
      }
      exchangeSeats(sql, next);
      events.forEach(announcements::tell);
      return true;
    });
  }

  /** Seats change when a late payment got others; else the rows stay. */
  private static void exchangeSeats(DSLContext sql, Order next) {
    List<OrderSeat> kept =
        sql.selectFrom(ORDER_SEATS)
            .where(ORDER_SEATS.ORDER_ID.eq(next.id()))
            .orderBy(ORDER_SEATS.PLACE)
            .fetch(Rows::read);
    if (!kept.equals(next.seating().seats())) {
      sql.deleteFrom(ORDER_SEATS).where(ORDER_SEATS.ORDER_ID.eq(next.id())).execute();
      writeSeats(sql, next);
    }
  }

  private static void writeSeats(DSLContext sql, Order order) {
    List<OrderSeatsRecord> rows = new ArrayList<>();
    List<OrderSeat> seats = order.seating().seats();
    for (int place = 0; place < seats.size(); place++) {
      rows.add(Rows.write(order.id(), place, seats.get(place)));
    }
    sql.batchInsert(rows).execute();
  }

  @Override
  public Page ofBuyer(String buyer, PageWish page) {
    return page(ORDERS.BUYER_ID.eq(buyer), page);
  }

  @Override
  public Page ofPerformance(String performance, String organizer, PageWish page) {
    return page(ORDERS.PERFORMANCE_ID.eq(performance).and(ORDERS.ORGANIZER_ID.eq(organizer)), page);
  }

  private Page page(Condition which, PageWish page) {
    Condition from = page.after() == null ? which : which.and(ORDERS.ID.lt(page.after()));
    return database.transaction(sql -> {
      List<Order> orders =
          withSeats(
              sql,
              sql.selectFrom(ORDERS)
                  .where(from)
                  .orderBy(ORDERS.ID.desc())
                  .limit(page.limit() + 1)
                  .fetch());
      boolean more = orders.size() > page.limit();
      List<Order> shown = more ? orders.subList(0, page.limit()) : orders;
      return new Page(shown, more ? shown.getLast().id() : null);
    });
  }

  @Override
  public Sales sales(String performance, String organizer) {
    return database
        .sql()
        .select(count(), sum(ORDERS.TOTAL), min(ORDERS.CURRENCY))
        .from(ORDERS)
        .where(
            ORDERS
                .PERFORMANCE_ID
                .eq(performance)
                .and(ORDERS.ORGANIZER_ID.eq(organizer))
                .and(ORDERS.STATE.eq(Rows.CONFIRMED)))
        .fetchSingle(row ->
            row.value3() == null
                ? new Sales(0, null)
                : new Sales(row.value1(), new Money(row.value2().longValueExact(), row.value3())));
  }

  @Override
  public List<Order> due(Instant now, int max) {
    return database.transaction(sql ->
        withSeats(
            sql,
            sql.selectFrom(ORDERS)
                .where(
                    ORDERS
                        .STATE
                        .eq(Rows.AWAITING_PAYMENT)
                        .and(ORDERS.EXPIRES_AT.le(now.toEpochMilli())))
                .orderBy(ORDERS.EXPIRES_AT)
                .limit(max)
                .fetch()));
  }

  private static List<Order> withSeats(DSLContext sql, List<OrdersRecord> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Map<String, List<OrderSeat>> seats =
        sql
            .selectFrom(ORDER_SEATS)
            .where(ORDER_SEATS.ORDER_ID.in(rows.stream().map(OrdersRecord::getId).toList()))
            .orderBy(ORDER_SEATS.ORDER_ID, ORDER_SEATS.PLACE)
            .fetch()
            .stream()
            .collect(
                Collectors.groupingBy(
                    OrderSeatsRecord::getOrderId,
                    Collectors.mapping(Rows::read, Collectors.toList())));
    return rows.stream()
        .map(row ->
            Rows.read(
                row, new Seating(row.getSeatedBy(), seats.getOrDefault(row.getId(), List.of()))))
        .toList();
  }
}
