package io.onsale.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.life.Component;
import io.onsale.kit.refusal.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyIT {
  private static final SignUpRequest REQUEST =
      SignUpRequest.newBuilder().setEmail("a@example.com").build();
  private static final SignUpRequest OTHER =
      SignUpRequest.newBuilder().setEmail("b@example.com").build();

  private final Database database =
      Database.at("shop", Database.h2InMemory("shop" + UUID.randomUUID()));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final Idempotency idempotency = new Idempotency(database, () -> now);
  private final AtomicInteger worked = new AtomicInteger();

  @BeforeEach
  void start() throws SQLException {
    database.start();
  }

  @AfterEach
  void stop() {
    database.stop();
  }

  private int rows() {
    return database.sql().fetchCount(org.jooq.impl.DSL.table("things"));
  }

  private Account work() {
    int n = worked.incrementAndGet();
    database.sql().execute("insert into things (id, amount) values (?, 0)", n);
    return Account.newBuilder().setId("account-" + n).build();
  }

  private Account answer(
      String account, String key, SignUpRequest request, Supplier<Account> work) {
    return idempotency.of(account, "SignUp", key, request).answer(Account.parser(), work);
  }

  private static Refused refusal(Supplier<?> call) {
    return catchThrowableOfType(Refused.class, call::get);
  }

  @Test
  void answersTheSameAgainAndWorksOnce() {
    Account first = answer("a", "k", REQUEST, this::work);
    Account second = answer("a", "k", REQUEST, this::work);

    assertThat(second).isEqualTo(first);
    assertThat(worked).hasValue(1);
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void refusesTheKeyForAnotherRequest() {
    answer("a", "k", REQUEST, this::work);

    assertThat(refusal(() -> answer("a", "k", OTHER, this::work)).reason())
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
    assertThat(worked).hasValue(1);
  }

  @Test
  void keepsAccountsAndOperationsApart() {
    answer("a", "k", REQUEST, this::work);
    answer("b", "k", OTHER, this::work);
    idempotency.of("a", "SignIn", "k", OTHER).answer(Account.parser(), this::work);

    assertThat(worked).hasValue(3);
  }

  @Test
  void repeatsARefusalAndUndoesItsEffects() {
    Supplier<Account> refusing =
        () -> {
          work();
          throw new Refused(Reason.EMAIL_TAKEN, "Taken.").with("email", "a@example.com");
        };

    Refused first = refusal(() -> answer("a", "k", REQUEST, refusing));
    Refused second = refusal(() -> answer("a", "k", REQUEST, this::work));

    assertThat(first.reason()).isEqualTo(Reason.EMAIL_TAKEN);
    assertThat(second.reason()).isEqualTo(Reason.EMAIL_TAKEN);
    assertThat(second.detail()).isEqualTo("Taken.");
    assertThat(second.facts()).containsEntry("email", "a@example.com");
    assertThat(worked).hasValue(1);
    assertThat(rows()).isZero();
  }

  @Test
  void doesNotKeepWhatMayPass() {
    for (Reason passing : List.of(Reason.UNAVAILABLE, Reason.SLOW_DOWN, Reason.INTERNAL)) {
      refusal(() ->
          answer(
              "a",
              "k",
              REQUEST,
              () -> {
                throw new Refused(passing, "Not now.");
              }));
    }
    assertThatThrownBy(() ->
            answer(
                "a",
                "k",
                REQUEST,
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .hasMessage("broken");

    assertThat(answer("a", "k", REQUEST, this::work).getId()).isEqualTo("account-1");
  }

  @Test
  void tellsWhatWasAnsweredBefore() {
    var attempt = idempotency.of("a", "SignUp", "k", REQUEST);
    assertThat(attempt.before(Account.parser())).isEmpty();
    attempt.answer(Account.parser(), this::work);

    assertThat(attempt.before(Account.parser()).orElseThrow().getId()).isEqualTo("account-1");
    assertThat(
            refusal(() -> idempotency.of("a", "SignUp", "k", OTHER).before(Account.parser()))
                .reason())
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void worksOnceForManyAtOnce() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Account>> racing = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        racing.add(
            threads.submit(() -> {
              go.await();
              return answer("a", "k", REQUEST, this::work);
            }));
      }
      go.countDown();
      for (Future<Account> one : racing) {
        assertThat(one.get(30, TimeUnit.SECONDS).getId()).isEqualTo("account-1");
      }
    }
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void tellsThatTheFirstIsStillBeingWorkedOn() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(() ->
              answer(
                  "a",
                  "k",
                  REQUEST,
                  () -> {
                    working.countDown();
                    try {
                      goOn.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    return work();
                  }));
      working.await(10, TimeUnit.SECONDS);

      assertThat(refusal(() -> answer("a", "k", REQUEST, this::work)).reason())
          .isEqualTo(Reason.IDEMPOTENCY_KEY_IN_USE);
      goOn.countDown();
      assertThat(first.get(30, TimeUnit.SECONDS).getId()).isEqualTo("account-1");
    }
  }

  @Test
  void readsTheCurrentCall() throws Exception {
    CallContext call =
        CallContext.fresh().withCaller(Caller.buyer("b1"), "t").withIdempotencyKey("k1");
    Calls.run(call, () -> idempotency.of("SignUp", REQUEST).answer(Account.parser(), this::work));

    assertThat(idempotency.of("b1", "SignUp", "k1", REQUEST).before(Account.parser())).isPresent();
    assertThat(refusal(() -> idempotency.of("SignUp", REQUEST)).reason())
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @Test
  void forgetsWhatIsOld() {
    answer("a", "old", REQUEST, this::work);
    now = now.plus(Duration.ofDays(8));
    answer("a", "new", REQUEST, this::work);

    assertThat(idempotency.forget(Duration.ofDays(7))).isEqualTo(1);
    assertThat(idempotency.of("a", "SignUp", "old", REQUEST).before(Account.parser())).isEmpty();
    assertThat(idempotency.of("a", "SignUp", "new", REQUEST).before(Account.parser())).isPresent();
  }

  @Test
  void forgetsByItself() throws Exception {
    answer("a", "old", REQUEST, this::work);
    now = now.plus(Duration.ofDays(2));
    Component forgetting = idempotency.forgetting(Duration.ofDays(1));

    forgetting.start();
    try {
      Awaitility.await()
          .until(() ->
              idempotency.of("a", "SignUp", "old", REQUEST).before(Account.parser()).isEmpty());
    } finally {
      forgetting.stop();
    }
  }
}
