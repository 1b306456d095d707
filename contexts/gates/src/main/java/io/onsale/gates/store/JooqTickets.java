package io.onsale.gates.store;

import static io.onsale.gates.store.schema.Tables.CONFLICTS;
import static io.onsale.gates.store.schema.Tables.TICKETS;

import com.google.protobuf.Message;
import io.onsale.contracts.gates.v1.TicketAdmitted;
import io.onsale.contracts.gates.v1.TicketsIssued;
import io.onsale.contracts.gates.v1.TicketsVoidRefused;
import io.onsale.contracts.gates.v1.TicketsVoided;
import io.onsale.gates.flow.Tickets;
import io.onsale.gates.model.Admission;
import io.onsale.gates.model.Conflict;
import io.onsale.gates.model.Manifest;
import io.onsale.gates.model.Pass;
import io.onsale.gates.model.SigningKey;
import io.onsale.gates.model.Ticket;
import io.onsale.gates.store.schema.tables.records.TicketsRecord;
import io.onsale.kit.events.Event;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Outbox;
import io.onsale.kit.wire.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jooq.exception.IntegrityConstraintViolationException;

/** Tickets in SQL, their private keys sealed, their events in the outbox. */
public final class JooqTickets implements Tickets {
  private final Database database;
  private final Outbox outbox;
  private final Seal seal;
  private final Ids ids;

  public JooqTickets(Database database, Outbox outbox, Seal seal, Ids ids) {
    this.database = database;
    this.outbox = outbox;
    this.seal = seal;
    this.ids = ids;
  }

  @Override
  public <T> T inTransaction(Supplier<T> work) {
    return database.transaction(sql -> work.get());
  }

  @Override
  public Optional<Ticket> byId(long id) {
    return database
        .sql()
        .selectFrom(TICKETS)
        .where(TICKETS.ID.eq(Ids.format(id)))
        .fetchOptional(JooqTickets::ticket);
  }

  @Override
  public List<Ticket> ofOrder(String orderId) {
    return database
        .sql()
        .selectFrom(TICKETS)
        .where(TICKETS.ORDER_ID.eq(orderId))
        .orderBy(TICKETS.SEAT_INDEX)
        .fetch(JooqTickets::ticket);
  }

  @Override
  public List<Ticket> ofOrderLocked(String orderId) {
    return database
        .sql()
        .selectFrom(TICKETS)
        .where(TICKETS.ORDER_ID.eq(orderId))
        .orderBy(TICKETS.SEAT_INDEX)
        .forUpdate()
        .fetch(JooqTickets::ticket);
  }

  private static Ticket ticket(TicketsRecord row) {
    return new Ticket(
        Ids.parse(row.getId()),
        row.getOrderId(),
        row.getBuyerId(),
        row.getAttendee(),
        Pass.kept(row.getPass()),
        state(row));
  }

  private static Ticket.State state(TicketsRecord row) {
    if (row.getVoidedAt() != null) {
      return new Ticket.Voided();
    }
    if (row.getAdmittedAt() == null) {
      return new Ticket.Valid();
    }
    return new Ticket.Admitted(
        new Admission(
            Micros.instant(row.getAdmittedAt()),
            row.getAdmittedDevice(),
            Optional.ofNullable(row.getAdmittedScan())));
  }

  @Override
  public SigningKey key(Ticket ticket) {
    String id = Ids.format(ticket.id());
    String sealed =
        database
            .sql()
            .select(TICKETS.SEALED_SEED)
            .from(TICKETS)
            .where(TICKETS.ID.eq(id))
            .fetchSingle(TICKETS.SEALED_SEED);
    return seal.open(sealed, ticket.pass().ticketKey(), record(id));
  }

  @Override
  public void issue(String orderId, List<Issue> issues, Instant at) {
    for (Issue issue : issues) {
      Ticket ticket = issue.ticket();
      String id = Ids.format(ticket.id());
      database
          .sql()
          .insertInto(TICKETS)
          .set(TICKETS.ID, id)
          .set(TICKETS.ORDER_ID, orderId)
          .set(TICKETS.PERFORMANCE_ID, Ids.format(ticket.pass().performanceId()))
          .set(TICKETS.BUYER_ID, ticket.buyerId())
          .set(TICKETS.SEAT_INDEX, ticket.pass().seatIndex())
          .set(TICKETS.ATTENDEE, ticket.attendee())
          .set(TICKETS.PASS, ticket.pass().text())
          .set(TICKETS.SEALED_SEED, seal.seal(issue.key(), record(id)))
          .set(TICKETS.ISSUED_AT, Micros.of(at))
          .execute();
    }
    tellIssued(orderId, issues.stream().map(Issue::ticket).toList(), at);
  }

  @Override
  public void tellIssued(String orderId, List<Ticket> tickets, Instant at) {
    tell(
        orderId,
        at,
        TicketsIssued.newBuilder()
            .setOrderId(orderId)
            .addAllTicketIds(tickets.stream().map(ticket -> Ids.format(ticket.id())).toList())
            .build());
  }

  @Override
  public void voidAll(String orderId, Instant at) {
    database
        .sql()
        .update(TICKETS)
        .set(TICKETS.VOIDED_AT, Micros.of(at))
        .where(TICKETS.ORDER_ID.eq(orderId).and(TICKETS.VOIDED_AT.isNull()))
        .execute();
    tell(orderId, at, TicketsVoided.newBuilder().setOrderId(orderId).build());
  }

  @Override
  public void tellVoidRefused(String orderId, Instant at) {
    tell(orderId, at, TicketsVoidRefused.newBuilder().setOrderId(orderId).build());
  }

  @Override
  public boolean admit(Ticket ticket, Admission admission, Instant now) {
    String id = Ids.format(ticket.id());
    int admitted =
        database
            .sql()
            .update(TICKETS)
            .set(TICKETS.ADMITTED_AT, Micros.of(admission.at()))
            .set(TICKETS.ADMITTED_DEVICE, admission.device())
            .set(TICKETS.ADMITTED_SCAN, admission.scanFingerprint().orElse(null))
            .where(TICKETS.ID.eq(id), TICKETS.ADMITTED_AT.isNull(), TICKETS.VOIDED_AT.isNull())
            .execute();
    if (admitted == 0) {
      return false;
    }
    tell(
        ticket.orderId(),
        now,
        TicketAdmitted.newBuilder()
            .setOrderId(ticket.orderId())
            .setTicketId(id)
            .setPerformanceId(Ids.format(ticket.pass().performanceId()))
            .setAdmittedAt(Timestamps.of(admission.at()))
            .setDevice(admission.device())
            .build());
    return true;
  }

  @Override
  public void keep(Conflict conflict) {
    Query insert =
        database
            .sql()
            .insertInto(CONFLICTS)
            .set(CONFLICTS.SCAN, conflict.second().scanFingerprint().orElseThrow())
            .set(CONFLICTS.TICKET_ID, Ids.format(conflict.ticket().id()))
            .set(CONFLICTS.PERFORMANCE_ID, Ids.format(conflict.ticket().pass().performanceId()))
            .set(CONFLICTS.FIRST_AT, Micros.of(conflict.first().at()))
            .set(CONFLICTS.FIRST_DEVICE, conflict.first().device())
            .set(CONFLICTS.SECOND_AT, Micros.of(conflict.second().at()))
            .set(CONFLICTS.SECOND_DEVICE, conflict.second().device())
            .set(CONFLICTS.FOUND_AT, Micros.of(conflict.foundAt()))
            .onConflictDoNothing();
    try {
      database.undoable(insert::execute);
    } catch (IntegrityConstraintViolationException e) {
      // The same scan was sent twice at once, and the other was faster: it is kept.
    }
  }

  @Override
  public List<Conflict> conflicts(long performanceId, int max) {
    return database
        .sql()
        .select()
        .from(CONFLICTS)
        .join(TICKETS)
        .on(TICKETS.ID.eq(CONFLICTS.TICKET_ID))
        .where(CONFLICTS.PERFORMANCE_ID.eq(Ids.format(performanceId)))
        .orderBy(CONFLICTS.FOUND_AT.desc(), CONFLICTS.SCAN)
        .limit(max)
        .fetch(row ->
            new Conflict(
                ticket(row.into(TICKETS)),
                new Admission(
                    Micros.instant(row.get(CONFLICTS.FIRST_AT)),
                    row.get(CONFLICTS.FIRST_DEVICE),
                    Optional.empty()),
                new Admission(
                    Micros.instant(row.get(CONFLICTS.SECOND_AT)),
                    row.get(CONFLICTS.SECOND_DEVICE),
                    Optional.of(row.get(CONFLICTS.SCAN))),
                Micros.instant(row.get(CONFLICTS.FOUND_AT))));
  }

  @Override
  public List<Manifest.Entry> ofPerformance(long performanceId) {
    return database
        .sql()
        .select(TICKETS.ID, TICKETS.SEAT_INDEX, TICKETS.ADMITTED_AT, TICKETS.VOIDED_AT)
        .from(TICKETS)
        .where(TICKETS.PERFORMANCE_ID.eq(Ids.format(performanceId)))
        .orderBy(TICKETS.SEAT_INDEX, TICKETS.ID)
        .fetch(row ->
            new Manifest.Entry(
                Ids.parse(row.get(TICKETS.ID)),
                row.get(TICKETS.SEAT_INDEX),
                row.get(TICKETS.ADMITTED_AT) != null,
                row.get(TICKETS.VOIDED_AT) != null));
  }

  private void tell(String orderId, Instant at, Message message) {
    outbox.append(Event.of(ids.next(), orderId, at, message));
  }

  private static String record(String ticketId) {
    return "ticket:" + ticketId;
  }
}
