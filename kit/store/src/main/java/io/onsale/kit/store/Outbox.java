package io.onsale.kit.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Event;
import io.onsale.kit.events.EventLog;
import io.onsale.kit.events.Lanes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * The events of a context, appended in the transaction that makes them true.
 *
 * <pre>{@code
 * database.transaction(sql -> {
 *     save(sql, order);
 *     outbox.append(Event.of(ids.next(), order.id(), now, OrderPaid.newBuilder().setOrder(...).build()));
 *     return order;
 * });
 * }</pre>
 *
 * <p><b>Why nothing is skipped.</b> A number taken while appending does not tell the order of
 * commits: number 7 may be committed while 6 is still open, and a reader that has seen 7 would pass
 * over 6. So an event is written without a position. {@link #arrange} gives positions, later, to
 * what is committed: one at a time, because it locks the lanes' heads, and each position is visible
 * with its event or not at all. What commits late gets a late position. Writers never wait for each
 * other. The events of one key keep their order, because two transactions on one thing are in order
 * by that thing's own row lock, and they are arranged by the number that they took while they held
 * it ({@code seq}).
 */
public final class Outbox implements EventLog {
  private static final int ARRANGE_MAX = 500;

  /** Of a lane, in one go. */
  static final int FORGET_MAX = 500;

  private static final int HEADERS_MAX = 2000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Table<Record> OUTBOX = table(name("kit_outbox"));
  private static final Table<Record> HEAD = table(name("kit_outbox_head"));
  private static final Field<String> ID = field(name("id"), String.class);
  private static final Field<Integer> LANE = field(name("lane"), Integer.class);
  private static final Field<Long> SEQ = field(name("seq"), Long.class);
  private static final Field<Long> POSITION = field(name("lane_position"), Long.class);
  private static final Field<String> TYPE = field(name("event_type"), String.class);
  private static final Field<String> KEY = field(name("event_key"), String.class);
  private static final Field<Long> OCCURRED_AT = field(name("occurred_at"), Long.class);
  private static final Field<String> HEADERS = field(name("headers"), String.class);
  private static final Field<byte[]> PAYLOAD = field(name("payload"), byte[].class);

  private final Database database;

  /** Grows with every append of this process, and beyond every earlier process's. */
  private final AtomicLong seq = new AtomicLong();

  public Outbox(Database database) {
    this.database = database;
  }

  /**
   * Appends an event to the current transaction, with the request id and trace of the current call.
   *
   * @throws IllegalStateException outside of a transaction
   */
  public void append(Event event) {
    database.signalAfterCommit();
    Map<String, String> headers = new LinkedHashMap<>(event.headers());
    Calls.current()
        .ifPresent(call -> {
          headers.putIfAbsent("x-request-id", call.requestId());
          headers.putIfAbsent("traceparent", call.traceparent());
        });
    database
        .sql()
        .insertInto(OUTBOX)
        .columns(ID, LANE, SEQ, TYPE, KEY, OCCURRED_AT, HEADERS, PAYLOAD)
        .values(
            event.id(),
            Lanes.of(event.key()),
            nextSeq(),
            event.type(),
            event.key(),
            ChronoUnit.MICROS.between(Instant.EPOCH, event.occurredAt()),
            write(headers),
            event.payload().toByteArray())
        .execute();
  }

  /** Microseconds of the wall clock, and always more than the last. */
  private long nextSeq() {
    long now = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    return seq.updateAndGet(before -> Math.max(before + 1, now));
  }

  @Override
  public String source() {
    return database.context();
  }

  @Override
  public void onCommit(Runnable signal) {
    database.afterCommit(signal);
  }

  @Override
  public long[] arrange() {
    while (true) {
      boolean[] more = new boolean[1];
      long[] heads =
          database.transaction(sql -> {
            more[0] = false;
            if (!sql.fetchExists(OUTBOX, POSITION.isNull())) {
              return heads(sql, false);
            }
            long[] next = heads(sql, true);
            var waiting =
                sql.select(ID, LANE)
                    .from(OUTBOX)
                    .where(POSITION.isNull())
                    .orderBy(SEQ)
                    .limit(ARRANGE_MAX)
                    .fetch();
            boolean[] moved = new boolean[Lanes.COUNT];
            var batch = new ArrayList<org.jooq.Query>();
            for (var row : waiting) {
              int lane = row.get(LANE);
              moved[lane] = true;
              batch.add(sql.update(OUTBOX).set(POSITION, ++next[lane]).where(ID.eq(row.get(ID))));
            }
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
              if (moved[lane]) {
                batch.add(sql.update(HEAD).set(POSITION, next[lane]).where(LANE.eq(lane)));
              }
            }
            sql.batch(batch).execute();
            more[0] = waiting.size() == ARRANGE_MAX;
            return next;
          });
      if (!more[0]) {
        return heads;
      }
    }
  }

  private static long[] heads(DSLContext sql, boolean lock) {
    long[] heads = new long[Lanes.COUNT];
    var select = sql.select(LANE, POSITION).from(HEAD).orderBy(LANE);
    for (var row : lock ? select.forUpdate().fetch() : select.fetch()) {
      heads[row.get(LANE)] = row.get(POSITION);
    }
    return heads;
  }

  @Override
  public List<Delivery> read(int lane, long after, int limit) {
    return database
        .sql()
        .select(ID, POSITION, TYPE, KEY, OCCURRED_AT, HEADERS, PAYLOAD)
        .from(OUTBOX)
        .where(LANE.eq(lane).and(POSITION.gt(after)))
        .orderBy(POSITION)
        .limit(limit)
        .fetch(row ->
            new Delivery(
                source(),
                lane,
                row.get(POSITION),
                new Event(
                    row.get(ID),
                    row.get(TYPE),
                    row.get(KEY),
                    Instant.EPOCH.plus(row.get(OCCURRED_AT), ChronoUnit.MICROS),
                    ByteString.copyFrom(row.get(PAYLOAD)),
                    readHeaders(row.get(HEADERS)))));
  }

  @Override
  public boolean forget(long[] dealtWith) {
    long before = ChronoUnit.MICROS.between(Instant.EPOCH, database.eventsKeptSince());
    boolean more = false;
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      more |= forget(lane, dealtWith[lane], before) == FORGET_MAX;
    }
    return more;
  }

  /** Looks at the oldest events of a lane alone, however many there are. */
  private int forget(int lane, long last, long before) {
    List<String> old =
        database
            .sql()
            .select(ID, OCCURRED_AT)
            .from(OUTBOX)
            .where(LANE.eq(lane).and(POSITION.le(last)))
            .orderBy(POSITION)
            .limit(FORGET_MAX)
            .fetch()
            .stream()
            .takeWhile(row -> row.get(OCCURRED_AT) < before)
            .map(row -> row.get(ID))
            .toList();
    return old.isEmpty() ? 0 : database.sql().deleteFrom(OUTBOX).where(ID.in(old)).execute();
  }

  private static String write(Map<String, String> headers) {
    try {
      String text = JSON.writeValueAsString(headers);
      if (text.length() > HEADERS_MAX) {
        throw new IllegalArgumentException("an event's headers are longer than " + HEADERS_MAX);
      }
      return text;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> readHeaders(String text) {
    try {
      return JSON.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event's headers are not JSON", e);
    }
  }
}
