package io.onsale.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.onsale.contracts.delivery.v1.Address;
import io.onsale.contracts.delivery.v1.CancelDeliveryRequest;
import io.onsale.contracts.delivery.v1.Delivery;
import io.onsale.contracts.delivery.v1.DeliveryMoved;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc;
import io.onsale.contracts.delivery.v1.DeliveryServiceGrpc.DeliveryServiceBlockingStub;
import io.onsale.contracts.delivery.v1.DispatchRequest;
import io.onsale.contracts.delivery.v1.GetDeliveryRequest;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.delivery.v1.PlanDeliveryRequest;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.delivery.v1.UpdateDeliveryRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole context: its calls, its database, its events. */
class DeliveryIT {
  private static final Caller ORDERS = Caller.service("orders");
  private static final Caller ANN = Caller.buyer("0000000000b01");
  private static final Caller BOB = Caller.buyer("0000000000b02");
  private static final Caller HOUSE = Caller.organizer("0000000000h01", "0000000000a01");
  private static final Caller OTHER_HOUSE = Caller.organizer("0000000000h02", "0000000000a02");
  private static final Address ADDRESS =
      Address.newBuilder()
          .setRecipient("李雷")
          .setPhone("+86 10 1234 5678")
          .addLines("工体北路 1 号")
          .addLines("3 楼")
          .setCity("北京")
          .setPostalCode("100027")
          .setCountry("CN")
          .build();

  @RegisterExtension
  final TestContext delivery =
      TestContext.of(
          kit -> DeliveryMain.create(new DeliveryConfig(kit.database()), kit.foundation()));

  @Test
  void bringsTicketsToThePhoneAtOnce() {
    assertThat(plan("o1", Method.MOBILE).getStatus()).isEqualTo(Status.PLANNED);
    assertThat(dispatch("o1").getStatus()).isEqualTo(Status.DELIVERED);
    assertThat(dispatch("o1").getStatus()).isEqualTo(Status.DELIVERED);
    assertThat(delivery.published(DeliveryMoved.getDefaultInstance()))
        .containsExactly(
            DeliveryMoved.newBuilder().setOrderId("o1").setStatus(Status.DELIVERED).build());
    assertThat(cancel("o1").getStatus()).isEqualTo(Status.DELIVERED);
    assertRefused(Reason.ORDER_STATE, () -> update(HOUSE, "o1", Status.SENT, ""));
  }

  @Test
  void sendsPaperStepByStep() {
    plan("o1", Method.COURIER);
    assertRefused(Reason.ORDER_STATE, () -> update(HOUSE, "o1", Status.PACKED, ""));
    assertThat(dispatch("o1").getStatus()).isEqualTo(Status.PREPARING);
    update(HOUSE, "o1", Status.PACKED, "");
    update(HOUSE, "o1", Status.SENT, "SF-1");
    Delivery sent = get(ANN, "o1");
    assertThat(sent.getTrackingNumber()).isEqualTo("SF-1");
    assertThat(sent.getAddress()).isEqualTo(ADDRESS);
    assertThat(cancel("o1").getStatus()).isEqualTo(Status.SENT);
    Delivery delivered = update(HOUSE, "o1", Status.DELIVERED, "");
    assertThat(delivered.getTrackingNumber()).isEqualTo("SF-1");
    assertRefused(Reason.ORDER_STATE, () -> update(HOUSE, "o1", Status.PACKED, ""));
    assertThat(delivery.published(DeliveryMoved.getDefaultInstance()))
        .extracting(DeliveryMoved::getStatus)
        .containsExactly(Status.PREPARING, Status.PACKED, Status.SENT, Status.DELIVERED);
  }

  @Test
  void keepsFirstPlan() {
    plan("o1", Method.COURIER);
    assertThat(plan("o1", Method.MOBILE).getMethod()).isEqualTo(Method.COURIER);
  }

  @Test
  void stopsWhatHasNotLeftTheHouse() {
    plan("o1", Method.COURIER);
    assertThat(cancel("o1").getStatus()).isEqualTo(Status.CANCELLED);
    assertThat(cancel("o1").getStatus()).isEqualTo(Status.CANCELLED);
    assertRefused(Reason.NOT_FOUND, () -> cancel("o2"));
  }

  @Test
  void sendsWhatALatePaymentWokeAndStopsItNoMoreForThePaymentThatWasMissing() {
    plan("o1", Method.COURIER);
    assertThat(lapse("o1").getStatus()).isEqualTo(Status.CANCELLED);
    assertThat(dispatch("o1").getStatus()).isEqualTo(Status.PREPARING);
    assertThat(get(ANN, "o1").getAddress()).isEqualTo(ADDRESS);
    // What ended the order is done once more, late.
    assertThat(lapse("o1").getStatus()).isEqualTo(Status.PREPARING);
    assertThat(delivery.published(DeliveryMoved.getDefaultInstance()))
        .extracting(DeliveryMoved::getStatus)
        .containsExactly(Status.CANCELLED, Status.PREPARING);
  }

  @Test
  void tellsWhatIsWrongWithAnAddressByPlace() {
    Address broken =
        Address.newBuilder()
            .setPhone("ask my mother")
            .addLines("x".repeat(201))
            .setCity("北\n京")
            .setCountry("XX")
            .build();
    Refused refused =
        assertRefused(
            Reason.UNPROCESSABLE,
            () -> as(ORDERS).planDelivery(wish("o1", Method.COURIER).setAddress(broken).build()));
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactly(
            "/address/recipient",
            "/address/phone",
            "/address/lines/0",
            "/address/city",
            "/address/country");
    assertRefused(
        Reason.UNPROCESSABLE,
        () -> as(ORDERS).planDelivery(wish("o1", Method.COURIER).clearAddress().build()));
    assertRefused(
        Reason.UNPROCESSABLE,
        () -> as(ORDERS).planDelivery(wish("o1", Method.MOBILE).setAddress(ADDRESS).build()));
    assertRefused(Reason.NOT_FOUND, () -> get(ANN, "o1"));
  }

  @Test
  void showsDeliveryToItsBuyerAndOrganiserAlone() {
    plan("o1", Method.COURIER);
    assertThat(get(HOUSE, "o1")).isEqualTo(get(ANN, "o1")).isEqualTo(get(ORDERS, "o1"));
    assertRefused(Reason.NOT_FOUND, () -> get(BOB, "o1"));
    assertRefused(Reason.NOT_FOUND, () -> get(OTHER_HOUSE, "o1"));
    assertRefused(Reason.NOT_FOUND, () -> update(OTHER_HOUSE, "o1", Status.SENT, ""));
    assertRefused(Reason.NOT_ALLOWED, () -> update(ANN, "o1", Status.SENT, ""));
    assertRefused(Reason.NOT_ALLOWED, () -> as(ANN).dispatch(DispatchRequest.getDefaultInstance()));
    assertRefused(Reason.SIGN_IN_REQUIRED, () -> get(Caller.nobody(), "o1"));
  }

  @Test
  void refusesUpdateThatSaysNothing() {
    plan("o1", Method.COURIER);
    dispatch("o1");
    assertRefused(Reason.INVALID_REQUEST, () -> update(HOUSE, "o1", Status.PLANNED, ""));
    assertRefused(Reason.INVALID_REQUEST, () -> update(HOUSE, "o1", Status.SENT, "x".repeat(101)));
    assertThat(get(ANN, "o1").getStatus()).isEqualTo(Status.PREPARING);
  }

  private Delivery plan(String order, Method method) {
    return as(ORDERS).planDelivery(wish(order, method).build());
  }

  private static PlanDeliveryRequest.Builder wish(String order, Method method) {
    PlanDeliveryRequest.Builder wish =
        PlanDeliveryRequest.newBuilder()
            .setOrderId(order)
            .setAccountId(ANN.accountId())
            .setOrganizerId("0000000000a01")
            .setMethod(method);
    return method == Method.COURIER ? wish.setAddress(ADDRESS) : wish;
  }

  private Delivery dispatch(String order) {
    return as(ORDERS).dispatch(DispatchRequest.newBuilder().setOrderId(order).build());
  }

  private Delivery cancel(String order) {
    return as(ORDERS).cancelDelivery(CancelDeliveryRequest.newBuilder().setOrderId(order).build());
  }

  private Delivery lapse(String order) {
    return as(ORDERS)
        .cancelDelivery(
            CancelDeliveryRequest.newBuilder().setOrderId(order).setUnpaid(true).build());
  }

  private Delivery get(Caller caller, String order) {
    return as(caller).getDelivery(GetDeliveryRequest.newBuilder().setOrderId(order).build());
  }

  private Delivery update(Caller caller, String order, Status status, String number) {
    return as(caller)
        .updateDelivery(
            UpdateDeliveryRequest.newBuilder()
                .setOrderId(order)
                .setStatus(status)
                .setTrackingNumber(number)
                .build());
  }

  private DeliveryServiceBlockingStub as(Caller caller) {
    return DeliveryServiceGrpc.newBlockingStub(delivery.as(caller));
  }

  private static Refused assertRefused(Reason reason, ThrowingCallable call) {
    Refused refused = Refusals.of(catchThrowable(call)).orElseThrow();
    assertThat(refused.reason()).isEqualTo(reason);
    return refused;
  }
}
