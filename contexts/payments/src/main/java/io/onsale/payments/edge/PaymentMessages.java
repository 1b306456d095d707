package io.onsale.payments.edge;

import io.onsale.contracts.payments.v1.Payment.Status;
import io.onsale.contracts.payments.v1.SandboxPayment;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import java.net.URI;
import java.util.Locale;

/** Payments as messages. */
final class PaymentMessages {
  private PaymentMessages() {}

  static io.onsale.contracts.payments.v1.Payment of(Payment payment) {
    return io.onsale.contracts.payments.v1.Payment.newBuilder()
        .setId(payment.id())
        .setOrderId(payment.charge().order())
        .setProvider(payment.charge().provider())
        .setAmount(money(payment.charge().amount()))
        .setStatus(status(payment.state()))
        .setRedirectUrl(payment.redirectUrl())
        .build();
  }

  static SandboxPayment of(io.onsale.payments.model.SandboxPayment payment, URI publicUrl) {
    return SandboxPayment.newBuilder()
        .setId(payment.id())
        .setOrderId(payment.order())
        .setAmount(money(payment.amount()))
        .setStatus(payment.standing().name().toLowerCase(Locale.ROOT))
        .setReturnUrl(publicUrl.resolve("/orders/" + payment.order()).toString())
        .build();
  }

  static io.onsale.contracts.common.v1.Money money(Money money) {
    return io.onsale.contracts.common.v1.Money.newBuilder()
        .setAmount(money.amount())
        .setCurrency(money.currency())
        .build();
  }

  private static Status status(State state) {
    return switch (state) {
      case State.Pending _ -> Status.PENDING;
      case State.Succeeded _ -> Status.SUCCEEDED;
      case State.Declined _ -> Status.DECLINED;
      case State.Cancelled _ -> Status.CANCELLED;
      case State.Refunding _ -> Status.REFUNDING;
      case State.Refunded _ -> Status.REFUNDED;
    };
  }
}
