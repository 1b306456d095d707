package io.onsale.orders.peers;

import io.grpc.Channel;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.payments.v1.CancelPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc.PaymentsServiceBlockingStub;
import io.onsale.contracts.payments.v1.RefundRequest;
import io.onsale.contracts.payments.v1.StartPaymentRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.wire.Timestamps;
import io.onsale.orders.flow.Payments;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Terms;

/** The payments over gRPC. */
public final class RemotePayments implements Payments {
  private final PaymentsServiceBlockingStub payments;

  /**
   * @param channel acts for this context itself
   */
  public RemotePayments(Channel channel) {
    this.payments = PaymentsServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public Opening open(Order order, String provider) {
    Terms terms = order.terms();
    StartPaymentRequest request =
        StartPaymentRequest.newBuilder()
            .setOrderId(terms.id())
            .setAccountId(terms.buyer())
            .setOrganizerId(terms.organizer())
            .setAmount(
                Money.newBuilder()
                    .setAmount(terms.total().amount())
                    .setCurrency(terms.total().currency()))
            .setProvider(provider)
            .setExpiresAt(Timestamps.of(order.deadline().at()))
            .build();
    return Ask.peer(
        () -> opened(payments.startPayment(request)),
        refused ->
            switch (refused.reason()) {
              case Reason.UNKNOWN_PROVIDER -> new Opening.UnknownProvider();
              case Reason.PAYMENT_STATE -> new Opening.AlreadyPaid();
              default -> throw refused;
            });
  }

  private static Opening opened(Payment payment) {
    return new Opening.Opened(
        payment.getId(),
        payment.getOrderId(),
        payment.getProvider(),
        new io.onsale.orders.model.Money(
            payment.getAmount().getAmount(), payment.getAmount().getCurrency()),
        payment.getRedirectUrl());
  }

  @Override
  public void cancel(String order) {
    Payment none = Payment.getDefaultInstance();
    Ask.peer(
        () -> payments.cancelPayment(CancelPaymentRequest.newBuilder().setOrderId(order).build()),
        refused -> none);
  }

  @Override
  public boolean refund(String order, String payment) {
    Payment refunded =
        Ask.peer(
            () ->
                payments.refund(
                    RefundRequest.newBuilder().setOrderId(order).setPaymentId(payment).build()),
            refused -> {
              throw refused;
            });
    return refunded.getStatus() == Payment.Status.REFUNDED;
  }
}
