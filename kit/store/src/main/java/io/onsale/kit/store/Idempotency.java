package io.onsale.kit.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.onsale.contracts.reasons.v1.Problem;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.life.Component;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a call that comes again its first answer. The answer, refusals included, is kept in the
 * transaction of the call's effects; the same key with another request is refused. A call that
 * comes while the first is still being worked on waits for it, as long as the database lets one
 * wait for a row.
 *
 * <pre>{@code
 * // An edge without calls to peers:
 * Account account = idempotency.of("SignUp", request).answer(Account.parser(), () -> toProto(signUp.of(...)));
 *
 * // An edge that asks a peer first: the peer is not called again, and not within the transaction.
 * Idempotency.Attempt attempt = idempotency.of("PlaceOrder", request);
 * Optional<Order> before = attempt.before(Order.parser());
 * if (before.isPresent()) return before.get();
 * Hold hold = placeOrder.hold(request.getHoldId());
 * return attempt.answer(Order.parser(), () -> toProto(placeOrder.of(hold, ...)));
 * }</pre>
 *
 * <p>What is thrown as {@code Refused} with a status below 500 other than 429 is an answer; the
 * effects are undone, and the refusal is kept. Anything else undoes all, and the call may be tried
 * again.
 */
public final class Idempotency {
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);
  private static final Table<Record> ANSWERS = table(name("kit_idempotency"));
  private static final Field<String> ACCOUNT = field(name("account"), String.class);
  private static final Field<String> OPERATION = field(name("operation"), String.class);
  private static final Field<String> KEY = field(name("idempotency_key"), String.class);
  private static final Field<String> FINGERPRINT = field(name("fingerprint"), String.class);
  private static final Field<Boolean> REFUSED = field(name("refused"), Boolean.class);
  private static final Field<byte[]> ANSWER = field(name("answer"), byte[].class);
  private static final Field<Long> CREATED_AT = field(name("created_at"), Long.class);

  private final Database database;
  private final InstantSource clock;

  /**
   * @param clock tells how old an answer is
   */
  public Idempotency(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * The current call, by its caller, operation, key and request.
   *
   * @throws Refused INVALID_REQUEST when it came without a key
   */
  public Attempt of(String operation, Message request) {
    return of(Calls.caller().accountId(), operation, Calls.idempotencyKey(), request);
  }

  /** A call by its parts. */
  public Attempt of(String account, String operation, String key, Message request) {
    return new Attempt(account, operation, key, fingerprint(operation, request));
  }

  /** Forgets answers that are older than this; answers how many. */
  public int forget(Duration age) {
    return database
        .sql()
        .deleteFrom(ANSWERS)
        .where(CREATED_AT.lt(clock.millis() - age.toMillis()))
        .execute();
  }

  /**
   * Forgets answers that are older than this, when it starts and then once an hour.
   *
   * <pre>{@code
   * Context.named("orders").component(database).component(idempotency.forgetting(Duration.ofDays(1)))
   * }</pre>
   */
  public Component forgetting(Duration age) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    return Component.of(
        database.context() + "-idempotency",
        () -> {
          var _ = timer.scheduleWithFixedDelay(() -> tryToForget(age), 0, 1, TimeUnit.HOURS);
        },
        timer::shutdownNow);
  }

  private void tryToForget(Duration age) {
    try {
      forget(age);
    } catch (DataAccessException e) {
      // Thrown on, it would be the last time.
      LOG.warn("old answers of {} are not forgotten yet", database.context(), e);
    }
  }

  private static String fingerprint(String operation, Message request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(operation.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return HexFormat.of().formatHex(digest.digest(request.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** A row as it was found. */
  private record Kept(String fingerprint, boolean refused, @Nullable ByteString answer) {}

  /** What the transaction decided. */
  private record Decided<T>(@Nullable T answer, @Nullable Refused refused) {}

  /** One call that must have one effect only. */
  public final class Attempt {
    private final String account;
    private final String operation;
    private final String key;
    private final String fingerprint;

    private Attempt(String account, String operation, String key, String fingerprint) {
      this.account = account;
      this.operation = operation;
      this.key = key;
      this.fingerprint = fingerprint;
    }

    /**
     * The first answer, when there is one.
     *
     * @throws Refused the first answer, when it was that; IDEMPOTENCY_KEY_REUSED for another
     *     request under this key
     */
    public <T extends Message> Optional<T> before(Parser<T> parser) {
      Kept kept = kept();
      return kept == null ? Optional.empty() : Optional.of(replay(kept, parser));
    }

    /**
     * The first answer; when there is none, does the work in one transaction and keeps what it
     * answers.
     *
     * @throws Refused what the work threw now or the first time; IDEMPOTENCY_KEY_REUSED for another
     *     request under this key; IDEMPOTENCY_KEY_IN_USE when the first is still being worked on
     *     after a while
     */
    public <T extends Message> T answer(Parser<T> parser, Supplier<T> work) {
      Optional<T> first = before(parser);
      if (first.isPresent()) {
        return first.get();
      }
      Decided<T> decided;
      try {
        decided = database.transaction(sql -> decide(work));
      } catch (TakenByAnother e) {
        return before(parser).orElseThrow(this::inUse);
      } catch (DataAccessException e) {
        if (Database.isConflict(e)) {
          throw inUse();
        }
        throw e;
      }
      if (decided.refused() != null) {
        throw decided.refused();
      }
      return java.util.Objects.requireNonNull(decided.answer());
    }

    private <T extends Message> Decided<T> decide(Supplier<T> work) {
      try {
        database
            .sql()
            .insertInto(ANSWERS)
            .columns(ACCOUNT, OPERATION, KEY, FINGERPRINT, REFUSED, CREATED_AT)
            .values(account, operation, key, fingerprint, false, clock.millis())
            .execute();
      } catch (DataAccessException e) {
        // The insert waits for a transaction that has the same row open, and fails when that
        // commits.
        if (e.sqlStateClass()
            == org.jooq.exception.SQLStateClass.C23_INTEGRITY_CONSTRAINT_VIOLATION) {
          throw new TakenByAnother(e);
        }
        throw e;
      }
      Decided<T> decided;
      byte[] bytes;
      try {
        T answer = database.undoable(work);
        decided = new Decided<>(answer, null);
        bytes = answer.toByteArray();
      } catch (Refused refused) {
        if (refused.httpStatus() >= 500 || refused.httpStatus() == 429) {
          throw refused;
        }
        decided = new Decided<>(null, refused);
        bytes = Refusals.toProto(refused).toByteArray();
      }
      database
          .sql()
          .update(ANSWERS)
          .set(ANSWER, bytes)
          .set(REFUSED, decided.refused() != null)
          .where(row())
          .execute();
      return decided;
    }

    private org.jooq.Condition row() {
      return ACCOUNT.eq(account).and(OPERATION.eq(operation)).and(KEY.eq(key));
    }

    private @Nullable Kept kept() {
      return database
          .sql()
          .select(FINGERPRINT, REFUSED, ANSWER)
          .from(ANSWERS)
          .where(row())
          .fetchOne(this::kept);
    }

    private Kept kept(Record row) {
      byte[] answer = row.get(ANSWER);
      return new Kept(
          row.get(FINGERPRINT),
          row.get(REFUSED),
          answer == null ? null : ByteString.copyFrom(answer));
    }

    private <T extends Message> T replay(Kept kept, Parser<T> parser) {
      if (!kept.fingerprint().equals(fingerprint)) {
        throw new Refused(
            Reason.IDEMPOTENCY_KEY_REUSED,
            "This Idempotency-Key was used for another request. Take a new key for a new request.");
      }
      ByteString answer = kept.answer();
      if (answer == null) {
        throw inUse();
      }
      try {
        if (kept.refused()) {
          throw Refusals.fromProto(Problem.parseFrom(answer));
        }
        return parser.parseFrom(answer);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a kept answer of " + operation + " is unreadable", e);
      }
    }

    private Refused inUse() {
      return new Refused(
          Reason.IDEMPOTENCY_KEY_IN_USE,
          "The first call with this Idempotency-Key is still being worked on. Try again in a"
              + " moment.");
    }
  }

  /** Another call has the row. */
  private static final class TakenByAnother extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenByAnother(Throwable cause) {
      super("another call has the row", cause, false, false);
    }
  }
}
