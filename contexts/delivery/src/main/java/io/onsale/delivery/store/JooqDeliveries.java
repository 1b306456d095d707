package io.onsale.delivery.store;

import static io.onsale.delivery.store.schema.Tables.DELIVERIES;

import io.onsale.delivery.flow.Announcements;
import io.onsale.delivery.flow.Deliveries;
import io.onsale.delivery.model.Address;
import io.onsale.delivery.model.Delivery;
import io.onsale.delivery.model.Method;
import io.onsale.delivery.model.State;
import io.onsale.delivery.model.Status;
import io.onsale.delivery.model.Wish;
import io.onsale.delivery.store.schema.tables.records.DeliveriesRecord;
import io.onsale.kit.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Deliveries in SQL. A delivery is one row; its revision guards it. */
public final class JooqDeliveries implements Deliveries {
  private static final String LINE_END = "\n";

  private final Database database;
  private final Announcements announcements;

  /**
   * @param announcements called within the transaction of what they tell
   */
  public JooqDeliveries(Database database, Announcements announcements) {
    this.database = database;
    this.announcements = announcements;
  }

  @Override
  public Optional<Delivery> find(String order) {
    return database
        .sql()
        .selectFrom(DELIVERIES)
        .where(DELIVERIES.ORDER_ID.eq(order))
        .fetchOptional(JooqDeliveries::read);
  }

  @Override
  public boolean plan(Delivery delivery) {
    try {
      database.sql().insertInto(DELIVERIES).set(write(delivery)).execute();
      return true;
    } catch (IntegrityConstraintViolationException e) {
      if (find(delivery.order()).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public boolean replace(Delivery next) {
    return database.transaction(sql -> {
      int changed =
          sql.update(DELIVERIES)
              .set(write(next))
              .where(
                  DELIVERIES
                      .ORDER_ID
                      .eq(next.order())
                      .and(DELIVERIES.REVISION.eq(next.revision() - 1)))
              .execute();
      if (changed > 0) {
        announcements.moved(next);
      }
      return changed > 0;
    });
  }

  private static DeliveriesRecord write(Delivery delivery) {
    DeliveriesRecord row = new DeliveriesRecord();
    row.setOrderId(delivery.order());
    row.setRevision(delivery.revision());
    row.setAccountId(delivery.account());
    row.setOrganizerId(delivery.organizer());
    row.setDeliveryMethod(delivery.wish().method().name());
    row.setStatus(delivery.status().name());
    row.setTrackingNumber(delivery.state().trackingNumber());
    row.setUpdatedAt(delivery.updatedAt().toEpochMilli());
    Address address = delivery.wish().address();
    if (address != null) {
      row.setRecipient(address.recipient());
      row.setPhone(address.phone());
      row.setAddressLines(String.join(LINE_END, address.lines()));
      row.setCity(address.city());
      row.setPostalCode(address.postalCode());
      row.setCountry(address.country());
    }
    return row;
  }

  private static Delivery read(DeliveriesRecord row) {
    return new Delivery(
        row.getOrderId(),
        row.getAccountId(),
        row.getOrganizerId(),
        new Wish(Method.valueOf(row.getDeliveryMethod()), address(row)),
        state(row),
        Instant.ofEpochMilli(row.getUpdatedAt()),
        row.getRevision());
  }

  private static @Nullable Address address(DeliveriesRecord row) {
    if (row.getRecipient() == null) {
      return null;
    }
    return new Address(
        row.getRecipient(),
        row.getPhone(),
        List.of(row.getAddressLines().split(LINE_END, -1)),
        row.getCity(),
        row.getPostalCode(),
        row.getCountry());
  }

  private static State state(DeliveriesRecord row) {
    return switch (Status.valueOf(row.getStatus())) {
      case PLANNED -> new State.Planned();
      case PREPARING -> new State.Preparing();
      case PACKED -> new State.Packed();
      case SENT -> new State.Sent(row.getTrackingNumber());
      case DELIVERED -> new State.Delivered(row.getTrackingNumber());
      case CANCELLED -> new State.Cancelled();
    };
  }
}
