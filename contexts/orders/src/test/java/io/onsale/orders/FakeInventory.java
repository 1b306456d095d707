package io.onsale.orders;

import io.grpc.stub.StreamObserver;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.contracts.inventory.v1.Changed;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small inventory that keeps to the rules: a seat has one owner, and a hold ends once. */
final class FakeInventory extends InventoryServiceGrpc.InventoryServiceImplBase {
  static final String PERFORMANCE = "0000000000p01";
  static final String ORGANIZER = "0000000000a01";
  static final Duration HOLD_TIME = Duration.ofMinutes(10);
  private static final int SEATS = 20;

  private final InstantSource clock;
  private final Map<String, HoldState> holds = new LinkedHashMap<>();

  FakeInventory(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void clear() {
    holds.clear();
  }

  /** A live hold of some seats. */
  synchronized String hold(String buyer, long price, Integer... seats) {
    return put(buyer, price, List.of(seats)).getHold().getHoldId();
  }

  private HoldState put(String buyer, long price, List<Integer> seats) {
    String id = PERFORMANCE + "-" + (holds.size() + 1);
    Held.Builder held =
        Held.newBuilder()
            .setHoldId(id)
            .setTotal(Money.newBuilder().setAmount(price * seats.size()).setCurrency("CNY"))
            .setExpiresAt(Timestamps.of(clock.instant().plus(HOLD_TIME)));
    seats.forEach(
        seat -> held.addSeats(HeldSeat.newBuilder().setIndex(seat).setTier("t1").setPrice(price)));
    HoldState state =
        HoldState.newBuilder()
            .setHold(held)
            .setStatus(HoldState.Status.LIVE)
            .setPerformanceId(PERFORMANCE)
            .setBuyerId(buyer)
            .setOrganizerId(ORGANIZER)
            .build();
    holds.put(id, state);
    return state;
  }

  synchronized HoldState.Status status(String hold) {
    return state(hold).getStatus();
  }

  /** Who has a seat now: the hold, or nothing. */
  synchronized List<String> ownersOf(int seat) {
    return holds.keySet().stream()
        .map(this::state)
        .filter(state ->
            state.getStatus() == HoldState.Status.LIVE
                || state.getStatus() == HoldState.Status.SOLD)
        .filter(
            state -> state.getHold().getSeatsList().stream().anyMatch(s -> s.getIndex() == seat))
        .map(state -> state.getHold().getHoldId())
        .toList();
  }

  /** A hold as of now: time ends it. */
  private HoldState state(String id) {
    HoldState state = holds.get(id);
    if (state == null) {
      throw Refused.notFound("hold");
    }
    Instant end = Instant.ofEpochSecond(state.getHold().getExpiresAt().getSeconds());
    if (state.getStatus() == HoldState.Status.LIVE && !clock.instant().isBefore(end)) {
      return become(state, HoldState.Status.EXPIRED);
    }
    return state;
  }

  private HoldState become(HoldState state, HoldState.Status status) {
    HoldState next = state.toBuilder().setStatus(status).build();
    holds.put(state.getHold().getHoldId(), next);
    return next;
  }

  private HoldState live(String hold) {
    HoldState state = state(hold);
    return switch (state.getStatus()) {
      case LIVE -> state;
      case EXPIRED -> throw new Refused(Reason.HOLD_EXPIRED, "expired");
      default -> throw new Refused(Reason.HOLD_ENDED, "ended");
    };
  }

  @Override
  public synchronized void getHold(GetHoldRequest request, StreamObserver<HoldState> answer) {
    send(answer, state(request.getHoldId()));
  }

  @Override
  public synchronized void confirm(ConfirmRequest request, StreamObserver<Changed> answer) {
    become(live(request.getHoldId()), HoldState.Status.SOLD);
    send(answer, Changed.getDefaultInstance());
  }

  @Override
  public synchronized void release(ReleaseRequest request, StreamObserver<Changed> answer) {
    Caller caller = Calls.caller();
    if (!caller.is(Role.SERVICE)
        && !caller.accountId().equals(state(request.getHoldId()).getBuyerId())) {
      throw Refused.notFound("hold");
    }
    become(live(request.getHoldId()), HoldState.Status.RELEASED);
    send(answer, Changed.getDefaultInstance());
  }

  @Override
  public synchronized void return_(ReturnRequest request, StreamObserver<Changed> answer) {
    HoldState state = state(request.getHoldId());
    if (state.getStatus() != HoldState.Status.SOLD) {
      throw new Refused(Reason.HOLD_ENDED, "not sold");
    }
    become(state, HoldState.Status.RETURNED);
    send(answer, Changed.getDefaultInstance());
  }

  @Override
  public synchronized void extend(ExtendRequest request, StreamObserver<Held> answer) {
    HoldState state = live(request.getHoldId());
    Held held =
        state.getHold().toBuilder()
            .setExpiresAt(Timestamps.of(clock.instant().plus(HOLD_TIME)))
            .build();
    holds.put(held.getHoldId(), state.toBuilder().setHold(held).build());
    send(answer, held);
  }

  @Override
  public synchronized void retake(RetakeRequest request, StreamObserver<Held> answer) {
    HoldState old = state(request.getHoldId());
    if (old.getStatus() == HoldState.Status.LIVE || old.getStatus() == HoldState.Status.SOLD) {
      throw new Refused(Reason.HOLD_ENDED, "not ended");
    }
    List<Integer> seats =
        request.getSubstitute()
            ? sideBySide(old.getHold().getSeatsCount())
            : old.getHold().getSeatsList().stream().map(HeldSeat::getIndex).toList();
    if (seats.isEmpty() || seats.stream().anyMatch(seat -> !ownersOf(seat).isEmpty())) {
      throw new Refused(Reason.SEATS_TAKEN, "taken");
    }
    send(answer, put(old.getBuyerId(), old.getHold().getSeats(0).getPrice(), seats).getHold());
  }

  private List<Integer> sideBySide(int count) {
    for (int first = 0; first + count <= SEATS; first++) {
      List<Integer> run = new ArrayList<>();
      for (int seat = first; seat < first + count; seat++) {
        if (ownersOf(seat).isEmpty()) {
          run.add(seat);
        }
      }
      if (run.size() == count) {
        return run;
      }
    }
    return List.of();
  }

  @Override
  public void getAvailability(GetAvailabilityRequest request, StreamObserver<Availability> answer) {
    if (!request.getPerformanceId().equals(PERFORMANCE)) {
      throw Refused.notFound("performance");
    }
    send(answer, Availability.newBuilder().setOrganizerId(ORGANIZER).build());
  }

  private static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }
}
