package io.onsale.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.common.v1.Page;
import io.onsale.contracts.delivery.v1.Status;
import io.onsale.contracts.orders.v1.GetSalesRequest;
import io.onsale.contracts.orders.v1.ListOrdersRequest;
import io.onsale.contracts.orders.v1.ListPerformanceOrdersRequest;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who sees which orders, what was sold, and where the tickets are. */
final class ListsIT extends OrdersFixture {
  @Test
  void showsOrdersOnlyToTheirBuyerAndOrganiser() {
    Order order = confirmed(ANN, 1);
    assertThat(get(HOUSE, order)).isEqualTo(get(ANN, order));
    assertRefused(Reason.NOT_FOUND, () -> get(BOB, order));
    assertRefused(Reason.NOT_FOUND, () -> get(OTHER_HOUSE, order));
    assertRefused(Reason.SIGN_IN_REQUIRED, () -> get(Caller.nobody(), order));
    assertRefused(Reason.NOT_FOUND, () -> refund(BOB, order));
    assertRefused(Reason.NOT_FOUND, () -> refund(OTHER_HOUSE, order));
    // The organiser may see and refund it, and not act as its buyer.
    assertRefused(Reason.NOT_FOUND, () -> cancel(HOUSE, order));
    assertRefused(Reason.NOT_FOUND, () -> extend(HOUSE, order));
    assertRefused(Reason.NOT_FOUND, () -> as(HOUSE).startPayment(pay(order)));
    assertRefused(
        Reason.NOT_ALLOWED,
        () -> as(ANN).getSales(GetSalesRequest.newBuilder().setPerformanceId("x").build()));
    assertThat(get(ANN, order).getStatus()).isEqualTo(Order.Status.CONFIRMED);
  }

  @Test
  void listsNewestFirstPageByPage() {
    String first = place(ANN, inventory.hold(id(ANN), 100, 1)).getId();
    clock.forward(Duration.ofSeconds(1));
    String second = place(ANN, inventory.hold(id(ANN), 100, 2)).getId();
    place(BOB, inventory.hold(id(BOB), 100, 3));
    var page = as(ANN).listOrders(list(Page.newBuilder().setLimit(1)));
    assertThat(page.getItemsList()).extracting(Order::getId).containsExactly(second);
    var next =
        as(ANN).listOrders(list(Page.newBuilder().setLimit(1).setCursor(page.getNextCursor())));
    assertThat(next.getItemsList()).extracting(Order::getId).containsExactly(first);
    assertThat(next.getNextCursor()).isEmpty();
    var all = as(HOUSE).listPerformanceOrders(ofPerformance(FakeInventory.PERFORMANCE));
    assertThat(all.getItemsList()).hasSize(3);
    assertRefused(
        Reason.NOT_FOUND,
        () -> as(OTHER_HOUSE).listPerformanceOrders(ofPerformance(FakeInventory.PERFORMANCE)));
    assertRefused(
        Reason.NOT_FOUND, () -> as(HOUSE).listPerformanceOrders(ofPerformance("nothing")));
    assertRefused(
        Reason.INVALID_REQUEST, () -> as(ANN).listOrders(list(Page.newBuilder().setLimit(101))));
    assertRefused(
        Reason.INVALID_REQUEST,
        () -> as(ANN).listOrders(list(Page.newBuilder().setCursor("' or 1=1"))));
  }

  @Test
  void countsSalesOfConfirmedOrders() {
    GetSalesRequest request =
        GetSalesRequest.newBuilder().setPerformanceId(FakeInventory.PERFORMANCE).build();
    assertThat(as(HOUSE).getSales(request).getOrders()).isZero();
    confirmed(ANN, 1);
    confirmed(BOB, 2);
    place(ANN, inventory.hold(id(ANN), 100, 3));
    assertThat(as(HOUSE).getSales(request).getOrders()).isEqualTo(2);
    assertThat(as(HOUSE).getSales(request).getRevenue()).isEqualTo(cny(200));
    assertRefused(Reason.NOT_FOUND, () -> as(OTHER_HOUSE).getSales(request));
  }

  @Test
  void showsWhereTheTicketsAre() {
    Order order = place(ANN, inventory.hold(id(ANN), 100, 1));
    orders.tell("delivery", order.getId(), moved(order, Status.SENT));
    assertThat(get(ANN, order).getDeliveryStatus()).isEqualTo(Status.SENT);
    orders.tell("delivery", order.getId(), moved(order, Status.PREPARING));
    assertThat(get(ANN, order).getDeliveryStatus()).isEqualTo(Status.SENT);
  }

  private static ListOrdersRequest list(Page.Builder page) {
    return ListOrdersRequest.newBuilder().setPage(page).build();
  }

  private static ListPerformanceOrdersRequest ofPerformance(String performance) {
    return ListPerformanceOrdersRequest.newBuilder().setPerformanceId(performance).build();
  }
}
