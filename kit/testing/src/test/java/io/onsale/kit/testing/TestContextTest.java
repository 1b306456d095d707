package io.onsale.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.events.Event;
import io.onsale.kit.events.Subscription;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.server.Context;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Idempotency;
import io.onsale.kit.store.Inbox;
import io.onsale.kit.store.Outbox;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context that takes money and says so, as contexts are tested. */
class TestContextTest {
  @RegisterExtension
  final TestContext shop =
      TestContext.of(TestClock.at("2026-06-01T10:00:00Z"), TestContextTest::shop)
          .source("payments");

  private static Context shop(TestContext.Kit kit) {
    Database database = Database.of("shop", kit.database(), kit.foundation());
    Outbox outbox = new Outbox(database);
    Inbox inbox = new Inbox(database);
    Idempotency idempotency = new Idempotency(database, kit.foundation().clock());
    var edge =
        new AccountsServiceGrpc.AccountsServiceImplBase() {
          @Override
          public void getAccount(GetAccountRequest request, StreamObserver<Account> observer) {
            observer.onNext(Account.newBuilder().setId(Calls.caller().accountId()).build());
            observer.onCompleted();
          }

          @Override
          public void signUp(SignUpRequest request, StreamObserver<Account> observer) {
            observer.onNext(
                idempotency
                    .of("SignUp", request)
                    .answer(
                        Account.parser(),
                        () -> Account.newBuilder().setId(kit.foundation().ids().next()).build()));
            observer.onCompleted();
          }
        };
    return Context.named("shop")
        .service(edge)
        .component(database)
        .publishes(outbox)
        .subscribes(
            Subscription.to("payments")
                .in(inbox)
                .on(
                    Money.getDescriptor(),
                    delivery ->
                        inbox.once(
                            delivery,
                            () ->
                                outbox.append(
                                    Event.of(
                                        kit.foundation().ids().next(),
                                        delivery.event().key(),
                                        kit.foundation().clock().instant(),
                                        delivery.read(Money.parser()))))))
        .ready("shop-database", database::isReady)
        .build();
  }

  @Test
  void callsAsAnyCaller() {
    var buyer = AccountsServiceGrpc.newBlockingStub(shop.as(Caller.buyer("b1")));
    var nobody = AccountsServiceGrpc.newBlockingStub(shop.as(Caller.nobody()));

    assertThat(buyer.getAccount(GetAccountRequest.getDefaultInstance()).getId()).isEqualTo("b1");
    var refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> nobody.getAccount(GetAccountRequest.getDefaultInstance()));
    assertThat(Refusals.of(refused).orElseThrow().reason()).isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(shop.isReady()).isTrue();
  }

  @Test
  void eachCallHasAKeyOfItsOwnUnlessOneIsGiven() {
    var request = SignUpRequest.newBuilder().setEmail("a@example.com").build();
    var each = AccountsServiceGrpc.newBlockingStub(shop.as(Caller.buyer("b1")));
    var same = AccountsServiceGrpc.newBlockingStub(shop.as(Caller.buyer("b1"), "k1"));

    assertThat(each.signUp(request)).isNotEqualTo(each.signUp(request));
    assertThat(same.signUp(request)).isEqualTo(same.signUp(request));
  }

  @Test
  void tellsEventsAndRecordsWhatIsPublished() {
    Money money = Money.newBuilder().setAmount(7).setCurrency("CNY").build();

    shop.clock().forward(Duration.ofMinutes(5));
    shop.tell("payments", "p1", money);

    assertThat(shop.published(Money.getDefaultInstance())).containsExactly(money);
    Event event = shop.published().getFirst();
    assertThat(event.key()).isEqualTo("p1");
    assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-06-01T10:05:00Z"));
  }

  @Test
  void saysWhichSourceIsNotDeclared() {
    assertThatThrownBy(() -> shop.tell("orders", "k", Money.getDefaultInstance()))
        .hasMessageContaining(".source(\"orders\")");
  }
}
