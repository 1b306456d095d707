package io.onsale.payments;

import io.onsale.kit.ids.Ids;
import io.onsale.kit.life.Clockwork;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Outbox;
import io.onsale.payments.edge.OutboxAnnouncements;
import io.onsale.payments.edge.PaymentsEdge;
import io.onsale.payments.flow.ClosePayment;
import io.onsale.payments.flow.Courier;
import io.onsale.payments.flow.HearProvider;
import io.onsale.payments.flow.OpenPayment;
import io.onsale.payments.flow.Payments;
import io.onsale.payments.flow.Providers;
import io.onsale.payments.flow.ReceiveWebhook;
import io.onsale.payments.flow.Reconcile;
import io.onsale.payments.flow.RefundPayment;
import io.onsale.payments.flow.SandboxBooks;
import io.onsale.payments.flow.SendSandboxNotices;
import io.onsale.payments.flow.SettleSandboxPayment;
import io.onsale.payments.peers.HttpCourier;
import io.onsale.payments.peers.Sandbox;
import io.onsale.payments.peers.SandboxKey;
import io.onsale.payments.store.JooqPayments;
import io.onsale.payments.store.JooqSandboxBooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Payments, wired. */
public final class PaymentsMain {
  private static final Duration NOTICES_INTERVAL = Duration.ofSeconds(1);

  private PaymentsMain() {}

  /** The context as a process sees it. */
  public static Context create(PaymentsConfig config, Foundation foundation) {
    InstantSource clock = foundation.clock();
    Database database = Database.of("payments", config.database(), foundation);
    Outbox outbox = new Outbox(database);
    Payments payments =
        new JooqPayments(database, new OutboxAnnouncements(outbox, foundation.ids()::next, clock));
    Context.Builder context =
        Context.named("payments")
            .component(database)
            .publishes(outbox)
            .ready("payments-database", database::isReady);

    Providers providers = new Providers(List.of());
    @Nullable SettleSandboxPayment settle = null;
    if (config.sandbox().enabled()) {
      SandboxKey key =
          SandboxKey.open(foundation.dataFolder().resolve("payments").resolve("sandbox-key"));
      SandboxBooks books = new JooqSandboxBooks(database);
      Courier courier = new HttpCourier(config.webhookUrl(), key, clock);
      providers =
          new Providers(
              List.of(new Sandbox(books, key, config.publicUrl(), Ids::unguessable, clock)));
      settle = new SettleSandboxPayment(books, courier, Thread::sleep, Ids::unguessable, clock);
      SendSandboxNotices send = new SendSandboxNotices(books, courier, clock);
      context.component(new Clockwork("sandbox-notices", NOTICES_INTERVAL, send::run));
    }

    HearProvider hear = new HearProvider(payments);
    RefundPayment refund = new RefundPayment(payments, providers, hear);
    Reconcile reconcile = new Reconcile(payments, providers, hear, refund, clock);
    return context
        .service(
            new PaymentsEdge(
                new OpenPayment(payments, providers, hear, Ids::unguessable, clock),
                new ClosePayment(payments, providers, hear),
                refund,
                new ReceiveWebhook(payments, providers, hear, clock),
                settle,
                config.publicUrl()))
        .component(new Clockwork("payments-reconcile", config.reconcileInterval(), reconcile::run))
        .build();
  }
}
