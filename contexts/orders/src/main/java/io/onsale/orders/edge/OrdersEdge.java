package io.onsale.orders.edge;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.delivery.v1.Method;
import io.onsale.contracts.orders.v1.Attendee;
import io.onsale.contracts.orders.v1.CancelOrderRequest;
import io.onsale.contracts.orders.v1.DeliveryWish;
import io.onsale.contracts.orders.v1.ExtendOrderRequest;
import io.onsale.contracts.orders.v1.GetOrderRequest;
import io.onsale.contracts.orders.v1.GetSalesRequest;
import io.onsale.contracts.orders.v1.HoldPrice;
import io.onsale.contracts.orders.v1.ListOrdersRequest;
import io.onsale.contracts.orders.v1.ListOrdersResponse;
import io.onsale.contracts.orders.v1.ListPerformanceOrdersRequest;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc;
import io.onsale.contracts.orders.v1.PlaceOrderRequest;
import io.onsale.contracts.orders.v1.PriceHoldRequest;
import io.onsale.contracts.orders.v1.RefundOrderRequest;
import io.onsale.contracts.orders.v1.ReleaseHoldRequest;
import io.onsale.contracts.orders.v1.ReleaseHoldResponse;
import io.onsale.contracts.orders.v1.Sales;
import io.onsale.contracts.orders.v1.StartPaymentRequest;
import io.onsale.contracts.payments.v1.Payment;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.store.Idempotency;
import io.onsale.orders.flow.Answer;
import io.onsale.orders.flow.CancelOrder;
import io.onsale.orders.flow.Deliveries;
import io.onsale.orders.flow.ExtendOrder;
import io.onsale.orders.flow.Orders;
import io.onsale.orders.flow.PlaceOrder;
import io.onsale.orders.flow.ReadOrders;
import io.onsale.orders.flow.RefundOrder;
import io.onsale.orders.flow.ReleaseHold;
import io.onsale.orders.flow.StartPayment;
import io.onsale.orders.model.DeliveryMethod;
import io.onsale.orders.model.Party;
import java.util.Optional;

/** The calls that orders serves. */
public final class OrdersEdge extends OrdersServiceGrpc.OrdersServiceImplBase {
  private static final int PAGE_DEFAULT = 20;
  private static final int PAGE_MAX = 100;
  private static final int ID_LENGTH = 13;

  private final Idempotency idempotency;
  private final PlaceOrder placeOrder;
  private final StartPayment startPayment;
  private final CancelOrder cancelOrder;
  private final ExtendOrder extendOrder;
  private final RefundOrder refundOrder;
  private final ReadOrders readOrders;
  private final ReleaseHold releaseHold;

  public OrdersEdge(
      Idempotency idempotency,
      PlaceOrder placeOrder,
      StartPayment startPayment,
      CancelOrder cancelOrder,
      ExtendOrder extendOrder,
      RefundOrder refundOrder,
      ReadOrders readOrders,
      ReleaseHold releaseHold) {
    this.idempotency = idempotency;
    this.placeOrder = placeOrder;
    this.startPayment = startPayment;
    this.cancelOrder = cancelOrder;
    this.extendOrder = extendOrder;
    this.refundOrder = refundOrder;
    this.readOrders = readOrders;
    this.releaseHold = releaseHold;
  }

  @Override
  public void placeOrder(PlaceOrderRequest request, StreamObserver<Order> answer) {
    send(answer, place(request));
  }

  private Order place(PlaceOrderRequest request) {
    Idempotency.Attempt attempt = idempotency.of("PlaceOrder", request);
    Optional<Order> before = attempt.before(Order.parser());
    if (before.isPresent()) {
      return before.get();
    }
    return switch (placeOrder.prepare(wish(request))) {
      case Answer.Refused<io.onsale.orders.model.Order>(var why) ->
          attempt.answer(
              Order.parser(),
              () -> {
                throw Reasons.of(why);
              });
      case Answer.Given<io.onsale.orders.model.Order>(var prepared) -> place(attempt, prepared);
    };
  }

  private Order place(Idempotency.Attempt attempt, io.onsale.orders.model.Order prepared) {
    Order placed;
    try {
      placed =
          attempt.answer(
              Order.parser(), () -> OrderMessages.of(Reasons.given(placeOrder.place(prepared))));
    } catch (Refused refused) {
      placeOrder.abandon(prepared);
      throw refused;
    }
    if (!placed.getId().equals(prepared.id())) {
      // The same request was being answered at the same time, with another order.
      placeOrder.abandon(prepared);
    }
    return placed;
  }

  private static PlaceOrder.Wish wish(PlaceOrderRequest request) {
    return new PlaceOrder.Wish(
        Calls.caller().requireAccount(),
        request.getHoldId(),
        request.getAttendeesList().stream().map(Attendee::getName).toList(),
        request.getSubstitute(),
        delivery(request.getDelivery()));
  }

  private static Deliveries.Wish delivery(DeliveryWish wish) {
    Deliveries.Address address = null;
    if (wish.hasAddress()) {
      var given = wish.getAddress();
      address =
          new Deliveries.Address(
              given.getRecipient(),
              given.getPhone(),
              given.getLinesList(),
              given.getCity(),
              given.getPostalCode(),
              given.getCountry());
    }
    return new Deliveries.Wish(method(wish.getMethod()), address);
  }

  private static DeliveryMethod method(Method method) {
    return switch (method) {
      // Who says nothing gets the tickets on the phone.
      case METHOD_UNSPECIFIED, MOBILE -> DeliveryMethod.MOBILE;
      case COURIER -> DeliveryMethod.COURIER;
      case UNRECOGNIZED ->
          throw Refused.invalid(
              "/delivery/method", "must be one of the ways in which tickets travel");
    };
  }

  @Override
  public void priceHold(PriceHoldRequest request, StreamObserver<HoldPrice> answer) {
    send(
        answer,
        OrderMessages.of(
            Reasons.given(placeOrder.price(Calls.caller().requireAccount(), request.getHoldId()))));
  }

  @Override
  public void releaseHold(ReleaseHoldRequest request, StreamObserver<ReleaseHoldResponse> answer) {
    releaseHold
        .release(party(), request.getHoldId())
        .ifPresent(why -> {
          throw Reasons.of(why);
        });
    send(answer, ReleaseHoldResponse.getDefaultInstance());
  }

  @Override
  public void getOrder(GetOrderRequest request, StreamObserver<Order> answer) {
    send(answer, message(readOrders.one(party(), request.getId())));
  }

  @Override
  public void listOrders(ListOrdersRequest request, StreamObserver<ListOrdersResponse> answer) {
    send(answer, page(readOrders.own(party(), page(request.getPage()))));
  }

  @Override
  public void listPerformanceOrders(
      ListPerformanceOrdersRequest request, StreamObserver<ListOrdersResponse> answer) {
    String organizer = Calls.caller().requireOrganizer();
    send(
        answer,
        page(
            Reasons.given(
                readOrders.ofPerformance(
                    organizer, request.getPerformanceId(), page(request.getPage())))));
  }

  @Override
  public void startPayment(StartPaymentRequest request, StreamObserver<Payment> answer) {
    send(answer, pay(request));
  }

  /** Payments and its provider are waited for outside of any transaction. */
  private Payment pay(StartPaymentRequest request) {
    Idempotency.Attempt attempt = idempotency.of("StartPayment", request);
    Optional<Payment> before = attempt.before(Payment.parser());
    if (before.isPresent()) {
      return before.get();
    }
    var opened = startPayment.start(party(), request.getOrderId(), request.getProvider());
    return attempt.answer(Payment.parser(), () -> OrderMessages.of(Reasons.given(opened)));
  }

  @Override
  public void cancelOrder(CancelOrderRequest request, StreamObserver<Order> answer) {
    send(answer, message(cancelOrder.cancel(party(), request.getOrderId())));
  }

  @Override
  public void extendOrder(ExtendOrderRequest request, StreamObserver<Order> answer) {
    send(answer, message(extendOrder.extend(party(), request.getOrderId())));
  }

  @Override
  public void refundOrder(RefundOrderRequest request, StreamObserver<Order> answer) {
    send(answer, message(refundOrder.refund(party(), request.getOrderId())));
  }

  @Override
  public void getSales(GetSalesRequest request, StreamObserver<Sales> answer) {
    String organizer = Calls.caller().requireOrganizer();
    var sales = Reasons.given(readOrders.sales(organizer, request.getPerformanceId()));
    Sales.Builder message = Sales.newBuilder().setOrders(sales.orders());
    if (sales.revenue() != null) {
      message.setRevenue(OrderMessages.money(sales.revenue()));
    }
    send(answer, message.build());
  }

  private static Party party() {
    Caller caller = Calls.caller();
    return new Party(
        caller.requireAccount(), caller.is(Role.ORGANIZER) ? caller.organizerId() : null);
  }

  private static Order message(Answer<io.onsale.orders.model.Order> answer) {
    return OrderMessages.of(Reasons.given(answer));
  }

  private static ListOrdersResponse page(Orders.Page page) {
    ListOrdersResponse.Builder response = ListOrdersResponse.newBuilder();
    page.orders().forEach(order -> response.addItems(OrderMessages.of(order)));
    if (page.next() != null) {
      response.setNextCursor(page.next());
    }
    return response.build();
  }

  /** A cursor is the id after which the page begins. */
  private static Orders.PageWish page(Page page) {
    int limit = page.getLimit() == 0 ? PAGE_DEFAULT : page.getLimit();
    if (limit < 1 || limit > PAGE_MAX) {
      throw Refused.invalid("/limit", "must be 1 to " + PAGE_MAX);
    }
    String cursor = page.getCursor();
    if (cursor.isEmpty()) {
      return new Orders.PageWish(null, limit);
    }
    if (cursor.length() != ID_LENGTH || !Ids.isId(cursor)) {
      throw Refused.invalid("/cursor", "must be a nextCursor of this list");
    }
    return new Orders.PageWish(cursor, limit);
  }

  private static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }
}
