package io.onsale.orders.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.orders.model.DeliveryMethod;
import io.onsale.orders.model.DeliveryStatus;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Order;
import io.onsale.orders.model.Party;
import io.onsale.orders.model.PriceSplit;
import io.onsale.orders.model.Refusal.Fault;
import io.onsale.orders.model.Seating;
import io.onsale.orders.model.State;
import io.onsale.orders.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Books and peers in memory. They keep to the rules that the real ones keep to: a call made again
 * is the same call, a seat has one owner, a change to an order that has changed is not written.
 * Each call passes the fuse before and after its work.
 */
final class World implements Orders, InstantSource {
  static final Duration HOLD_TIME = Duration.ofMinutes(10);
  static final Money TOTAL = new Money(200, "CNY");
  static final Party ANN = new Party("ann", null);
  static final Party HOUSE = new Party("boss", "house");

  final Fuse fuse = new Fuse();
  final List<OrderEvent> told = new ArrayList<>();
  final Set<String> refunds = new LinkedHashSet<>();
  final Set<String> closed = new LinkedHashSet<>();
  final Map<String, DeliveryStatus> deliveries = new LinkedHashMap<>();
  boolean refundsAtOnce;
  Runnable meanwhile = () -> {};

  /** Orders that can't be written. */
  final Set<String> broken = new LinkedHashSet<>();

  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Instant> begun = new LinkedHashMap<>();
  private final Set<String> forgotten = new LinkedHashSet<>();
  private final Map<String, HoldRow> holds = new LinkedHashMap<>();
  private Instant now = Instant.parse("2026-06-01T10:00:00Z");

  final Seats seats = new Inventory();
  final Payments payments = new Cashier();
  final Deliveries post = new Post();
  final PayBack payBack = new PayBack(this, payments);
  final SeatOrder seatOrder = new SeatOrder(this, seats, post, payBack);
  final LetGo letGo = new LetGo(this, seats, payments, post);
  final TakePayment takePayment = new TakePayment(this, payments, seatOrder, payBack);
  final FollowTickets followTickets = new FollowTickets(this, seats, post, payBack);
  final StartPayment startPayment = new StartPayment(this, payments, this);
  final CancelOrder cancelOrder = new CancelOrder(this, letGo);
  final ReleaseHold releaseHold = new ReleaseHold(this, seats, this::releaseAsBuyer, cancelOrder);
  final PlaceOrder placeOrder =
      new PlaceOrder(this, seats, post, new PriceSplit(0, 0), () -> "o" + (begun.size() + 1), this);
  final ExtendOrder extendOrder = new ExtendOrder(this, seats, this);
  final RefundOrder refundOrder = new RefundOrder(this);
  final ExpireOrders expireOrders = new ExpireOrders(this, 100, this);

  private enum Fate {
    LIVE,
    SOLD,
    RELEASED,
    EXPIRED,
    RETURNED
  }

  private static final class HoldRow {
    final List<Integer> seats;
    final String buyer;
    Instant until;
    Fate fate = Fate.LIVE;

    HoldRow(List<Integer> seats, String buyer, Instant until) {
      this.seats = seats;
      this.buyer = buyer;
      this.until = until;
    }
  }

  @Override
  public Instant instant() {
    return now;
  }

  void forward(Duration time) {
    now = now.plus(time);
    holds.values().stream()
        .filter(row -> row.fate == Fate.LIVE && !now.isBefore(row.until))
        .forEach(row -> row.fate = Fate.EXPIRED);
  }

  /** An order of seats 1 and 2 that waits for payment. */
  Order placed(boolean substitute, Money total) {
    price = total;
    Order order = prepared(holdFor("ann", 1, 2), substitute);
    assertThat(placeOrder.place(order)).isEqualTo(Answer.given(order));
    return order;
  }

  /** An order of a hold of Ann's that is not placed yet. */
  Order prepared(String hold, boolean substitute) {
    PlaceOrder.Wish wish =
        new PlaceOrder.Wish(
            "ann", hold, List.of(), substitute, new Deliveries.Wish(DeliveryMethod.MOBILE, null));
    return switch (placeOrder.prepare(wish)) {
      case Answer.Given<Order>(var order) -> order;
      case Answer.Refused<Order>(var why) -> throw new AssertionError(why.toString());
    };
  }

  private void releaseAsBuyer(String hold) {
    Runnable first = meanwhile;
    meanwhile = () -> {};
    first.run();
    seats.release("", hold);
  }

  Order placed() {
    return placed(false, TOTAL);
  }

  private Money price = TOTAL;

  String holdFor(String buyer, Integer... seats) {
    String id = "h" + (holds.size() + 1);
    holds.put(id, new HoldRow(List.of(seats), buyer, now.plus(HOLD_TIME)));
    return id;
  }

  Order order(String id) {
    return Optional.ofNullable(orders.get(id)).orElseThrow();
  }

  Status status(String id) {
    return order(id).status();
  }

  /** Which events were told, in order. */
  List<String> toldNames() {
    return told.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  List<Integer> soldTo(String buyer) {
    return holds.values().stream()
        .filter(row -> row.fate == Fate.SOLD && row.buyer.equals(buyer))
        .flatMap(row -> row.seats.stream())
        .toList();
  }

  /** Seats that are held or sold, each as often as it has an owner. */
  List<Integer> taken() {
    return holds.values().stream()
        .filter(row -> row.fate == Fate.LIVE || row.fate == Fate.SOLD)
        .flatMap(row -> row.seats.stream())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  // Our books.

  @Override
  public Optional<Order> find(String id) {
    return Optional.ofNullable(orders.get(id));
  }

  @Override
  public Optional<Order> findByHold(String hold) {
    return orders.values().stream().filter(o -> o.terms().hold().equals(hold)).findFirst();
  }

  @Override
  public boolean place(Order order, OrderEvent event) {
    if (findByHold(order.terms().hold()).isPresent()) {
      return false;
    }
    orders.put(order.id(), order);
    forget(order.id());
    told.add(event);
    return true;
  }

  @Override
  public void begin(String id, Instant at) {
    begun.put(id, at);
  }

  @Override
  public void forget(String id) {
    forgotten.add(id);
  }

  @Override
  public List<String> begun(Instant before, int max) {
    return begun.entrySet().stream()
        .filter(one -> !forgotten.contains(one.getKey()) && one.getValue().isBefore(before))
        .map(Map.Entry::getKey)
        .limit(max)
        .toList();
  }

  @Override
  public boolean replace(Order next, List<OrderEvent> events) {
    fuse.pass();
    if (broken.contains(next.id())) {
      throw new IllegalStateException("order " + next.id() + " can't be written");
    }
    Runnable first = meanwhile;
    meanwhile = () -> {};
    first.run();
    if (order(next.id()).revision() != next.revision() - 1) {
      return false;
    }
    orders.put(next.id(), next);
    told.addAll(events);
    fuse.pass();
    return true;
  }

  @Override
  public Page ofBuyer(String buyer, PageWish page) {
    throw new UnsupportedOperationException("the saga reads no lists");
  }

  @Override
  public Page ofPerformance(String performance, String organizer, PageWish page) {
    throw new UnsupportedOperationException("the saga reads no lists");
  }

  @Override
  public Sales sales(String performance, String organizer) {
    throw new UnsupportedOperationException("the saga reads no lists");
  }

  @Override
  public List<Order> due(Instant at, int max) {
    return orders.values().stream()
        .filter(o -> o.state() instanceof State.AwaitingPayment && o.deadline().isPast(at))
        .limit(max)
        .toList();
  }

  /** Seats; a seat has one owner. */
  private final class Inventory implements Seats {
    @Override
    public Optional<Hold> find(String hold) {
      return Optional.ofNullable(holds.get(hold))
          .map(row ->
              new Hold(
                  hold,
                  "p1",
                  row.buyer,
                  "house",
                  row.fate == Fate.LIVE ? Standing.LIVE : Standing.ENDED,
                  row.until,
                  price,
                  row.seats.stream()
                      .map(seat -> new HeldSeat(seat, "t1", price.amount() / row.seats.size()))
                      .toList()));
    }

    @Override
    public Optional<String> organizerOf(String performance) {
      return Optional.of("house");
    }

    @Override
    public boolean sell(String order, String hold) {
      fuse.pass();
      HoldRow row = row(hold);
      if (row.fate == Fate.LIVE) {
        row.fate = Fate.SOLD;
      }
      fuse.pass();
      return row.fate == Fate.SOLD;
    }

    private final Map<String, Optional<Seats.Retaken>> retakes = new LinkedHashMap<>();

    @Override
    public Optional<Retaken> retake(String order, String hold, boolean substitute) {
      fuse.pass();
      Optional<Retaken> retaken =
          retakes.computeIfAbsent(hold + substitute, _ -> takeAgain(hold, substitute));
      fuse.pass();
      return retaken;
    }

    private Optional<Retaken> takeAgain(String hold, boolean substitute) {
      HoldRow old = row(hold);
      List<Integer> seats =
          substitute
              ? IntStream.range(1, 9)
                  .mapToObj(first -> List.of(first, first + 1))
                  .filter(run -> run.stream().noneMatch(taken()::contains))
                  .findFirst()
                  .orElse(List.of())
              : old.seats;
      if (seats.isEmpty() || seats.stream().anyMatch(taken()::contains)) {
        return Optional.empty();
      }
      String next = holdFor(old.buyer, seats.toArray(new Integer[0]));
      return Optional.of(
          new Retaken(next, seats.stream().map(s -> new Seating.Place(s, "t1")).toList()));
    }

    @Override
    public void release(String order, String hold) {
      fuse.pass();
      if (row(hold).fate == Fate.LIVE) {
        row(hold).fate = Fate.RELEASED;
      }
      fuse.pass();
    }

    @Override
    public void giveBack(String order, String hold) {
      fuse.pass();
      if (row(hold).fate == Fate.SOLD) {
        row(hold).fate = Fate.RETURNED;
      }
      fuse.pass();
    }

    @Override
    public Optional<Instant> extend(String order, String hold) {
      fuse.pass();
      HoldRow row = row(hold);
      if (row.fate != Fate.LIVE) {
        return Optional.empty();
      }
      row.until = now.plus(HOLD_TIME);
      return Optional.of(row.until);
    }

    private HoldRow row(String hold) {
      return Optional.ofNullable(holds.get(hold)).orElseThrow();
    }
  }

  /** Payments; the money comes when the test says so. */
  private final class Cashier implements Payments {
    @Override
    public Opening open(Order order, String provider) {
      fuse.pass();
      Runnable first = meanwhile;
      meanwhile = () -> {};
      first.run();
      return provider.equals("sandbox")
          ? new Opening.Opened("pay", order.id(), provider, order.terms().total(), "http://pay")
          : provider.equals("closed") ? new Opening.AlreadyPaid() : new Opening.UnknownProvider();
    }

    @Override
    public void cancel(String order) {
      fuse.pass();
      closed.add(order);
      fuse.pass();
    }

    @Override
    public boolean refund(String order, String payment) {
      fuse.pass();
      refunds.add(payment);
      fuse.pass();
      return refundsAtOnce;
    }
  }

  /** Deliveries. */
  private final class Post implements Deliveries {
    @Override
    public List<Fault> plan(String order, String buyer, String organizer, Deliveries.Wish wish) {
      deliveries.put(order, DeliveryStatus.PLANNED);
      return List.of();
    }

    @Override
    public DeliveryStatus dispatch(String order) {
      fuse.pass();
      deliveries.put(order, DeliveryStatus.DELIVERED);
      fuse.pass();
      return DeliveryStatus.DELIVERED;
    }

    @Override
    public void cancel(String order) {
      fuse.pass();
      deliveries.computeIfPresent(
          order,
          (_, status) -> status == DeliveryStatus.PLANNED ? DeliveryStatus.CANCELLED : status);
      fuse.pass();
    }

    @Override
    public void lapse(String order) {
      cancel(order);
    }
  }
}
