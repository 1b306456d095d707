package io.onsale.gates.edge;

import io.onsale.contracts.catalog.v1.PerformanceAmended;
import io.onsale.contracts.catalog.v1.PerformancePublished;
import io.onsale.contracts.orders.v1.Order;
import io.onsale.contracts.orders.v1.OrderPaid;
import io.onsale.contracts.orders.v1.OrderRefundRequested;
import io.onsale.gates.flow.IssueTickets;
import io.onsale.gates.flow.Performances;
import io.onsale.gates.flow.VoidTickets;
import io.onsale.gates.model.Performance;
import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Subscription;
import io.onsale.kit.ids.Ids;
import io.onsale.kit.store.Inbox;
import io.onsale.kit.wire.Timestamps;

/** What gates take from the catalog and from orders, each event once. */
public final class EventsEdge {
  private static final int ATTENDEE_CHARACTERS_MAX = 400;

  private final Inbox inbox;
  private final Performances performances;
  private final IssueTickets issueTickets;
  private final VoidTickets voidTickets;

  public EventsEdge(
      Inbox inbox, Performances performances, IssueTickets issueTickets, VoidTickets voidTickets) {
    this.inbox = inbox;
    this.performances = performances;
    this.issueTickets = issueTickets;
    this.voidTickets = voidTickets;
  }

  public Subscription catalog() {
    return Subscription.to("catalog")
        .in(inbox)
        .on(
            PerformancePublished.getDescriptor(),
            delivery ->
                keep(delivery, delivery.read(PerformancePublished.parser()).getPerformance()))
        .on(
            PerformanceAmended.getDescriptor(),
            delivery ->
                keep(delivery, delivery.read(PerformanceAmended.parser()).getPerformance()));
  }

  public Subscription orders() {
    return Subscription.to("orders")
        .in(inbox)
        .on(OrderPaid.getDescriptor(), this::paid)
        .on(OrderRefundRequested.getDescriptor(), this::refundRequested);
  }

  private void keep(Delivery delivery, io.onsale.contracts.catalog.v1.Performance told) {
    Performance performance =
        new Performance(
            Ids.parse(told.getId()),
            told.getOrganizerId(),
            Timestamps.instant(told.getDoorsAt()),
            Timestamps.instant(told.getStartsAt()));
    inbox.once(delivery, () -> performances.keep(performance));
  }

  private void paid(Delivery delivery) {
    Order order = delivery.read(OrderPaid.parser()).getOrder();
    IssueTickets.PaidOrder paid =
        new IssueTickets.PaidOrder(
            order.getId(),
            order.getBuyerId(),
            order.getOrganizerId(),
            Ids.parse(order.getPerformanceId()),
            order.getSeatsList().stream()
                .map(seat -> new IssueTickets.PaidSeat(seat.getIndex(), cut(seat.getAttendee())))
                .toList());
    inbox.once(delivery, () -> issueTickets.of(paid));
  }

  private void refundRequested(Delivery delivery) {
    OrderRefundRequested request = delivery.read(OrderRefundRequested.parser());
    inbox.once(
        delivery, () -> voidTickets.of(request.getOrder().getId(), request.getByOrganizer()));
  }

  /** A name that is too long is no reason to leave a paid order without its tickets. */
  private static String cut(String attendee) {
    return attendee.length() <= ATTENDEE_CHARACTERS_MAX
        ? attendee
        : attendee.substring(0, ATTENDEE_CHARACTERS_MAX);
  }
}
