package io.onsale.orders;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.payments.v1.CancelPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.contracts.payments.v1.PaymentsServiceGrpc;
import io.onsale.contracts.payments.v1.RefundRequest;
import io.onsale.contracts.payments.v1.StartPaymentRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Payments that open, close and refund what they are told to; the money comes when the test says
 * so.
 */
final class FakePayments extends PaymentsServiceGrpc.PaymentsServiceImplBase {
  final List<Payment> payments = new ArrayList<>();
  final List<String> refunds = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  int faults;

  synchronized void clear() {
    payments.clear();
    refunds.clear();
    cancelled.clear();
    faults = 0;
  }

  @Override
  public synchronized void startPayment(
      StartPaymentRequest request, StreamObserver<Payment> answer) {
    if (!request.getProvider().equals("sandbox")) {
      throw new Refused(Reason.UNKNOWN_PROVIDER, "unknown");
    }
    Optional<Payment> open =
        payments.stream()
            .filter(payment -> payment.getOrderId().equals(request.getOrderId()))
            .findFirst();
    Payment payment =
        open.orElseGet(() ->
            Payment.newBuilder()
                .setId("pay" + payments.size())
                .setOrderId(request.getOrderId())
                .setProvider(request.getProvider())
                .setAmount(request.getAmount())
                .setStatus(Payment.Status.PENDING)
                .setRedirectUrl("http://pay.example/" + payments.size())
                .build());
    if (open.isEmpty()) {
      payments.add(payment);
    }
    send(answer, payment);
  }

  @Override
  public synchronized void cancelPayment(
      CancelPaymentRequest request, StreamObserver<Payment> answer) {
    cancelled.add(request.getOrderId());
    send(answer, Payment.getDefaultInstance());
  }

  @Override
  public synchronized void refund(RefundRequest request, StreamObserver<Payment> answer) {
    if (faults > 0) {
      faults--;
      throw new Refused(Reason.UNAVAILABLE, "try again");
    }
    if (!refunds.contains(request.getPaymentId())) {
      refunds.add(request.getPaymentId());
    }
    send(answer, Payment.newBuilder().setStatus(Payment.Status.REFUNDING).build());
  }

  private static void send(StreamObserver<Payment> observer, Payment message) {
    observer.onNext(message);
    observer.onCompleted();
  }
}
