package io.onsale.orders.peers;

import com.google.protobuf.Timestamp;
import io.grpc.Channel;
import io.onsale.contracts.inventory.v1.ConfirmRequest;
import io.onsale.contracts.inventory.v1.ExtendRequest;
import io.onsale.contracts.inventory.v1.GetAvailabilityRequest;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceBlockingStub;
import io.onsale.contracts.inventory.v1.ReleaseRequest;
import io.onsale.contracts.inventory.v1.RetakeRequest;
import io.onsale.contracts.inventory.v1.ReturnRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import io.onsale.orders.flow.ReleaseHold;
import io.onsale.orders.flow.Seats;
import io.onsale.orders.model.Money;
import io.onsale.orders.model.Seating;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The inventory over gRPC. */
public final class InventorySeats implements Seats, ReleaseHold.BuyersHolds {
  private final InventoryServiceBlockingStub inventory;
  private final InventoryServiceBlockingStub asBuyer;

  /**
   * @param channel acts for this context itself
   * @param asBuyer acts for the buyer who is being served
   */
  public InventorySeats(Channel channel, Channel asBuyer) {
    this.inventory = InventoryServiceGrpc.newBlockingStub(channel);
    this.asBuyer = InventoryServiceGrpc.newBlockingStub(asBuyer);
  }

  @Override
  public void release(String hold) {
    var _ = asBuyer.release(ReleaseRequest.newBuilder().setHoldId(hold).build());
  }

  @Override
  public Optional<Hold> find(String hold) {
    return state(hold).map(InventorySeats::hold);
  }

  private Optional<HoldState> state(String hold) {
    return Ask.peer(
        () -> Optional.of(inventory.getHold(GetHoldRequest.newBuilder().setHoldId(hold).build())),
        refused -> Optional.empty());
  }

  @Override
  public Optional<String> organizerOf(String performance) {
    return Ask.peer(
        () ->
            Optional.of(
                inventory
                    .getAvailability(
                        GetAvailabilityRequest.newBuilder().setPerformanceId(performance).build())
                    .getOrganizerId()),
        refused -> Optional.empty());
  }

  @Override
  public boolean sell(String order, String hold) {
    return Ask.once(
        key(order, "confirm", hold),
        () -> {
          var _ = inventory.confirm(ConfirmRequest.newBuilder().setHoldId(hold).build());
          return true;
        },
        refused -> refused.reason() == Reason.HOLD_ENDED && isSold(hold));
  }

  /**
   * A hold has one order: when it is sold, it was sold to that one, by a call whose answer was
   * lost.
   */
  private boolean isSold(String hold) {
    return state(hold).filter(state -> state.getStatus() == HoldState.Status.SOLD).isPresent();
  }

  @Override
  public Optional<Retaken> retake(String order, String hold, boolean substitute) {
    return Ask.once(
        key(order, substitute ? "substitute" : "retake", hold),
        () ->
            Optional.of(
                retaken(
                    inventory.retake(
                        RetakeRequest.newBuilder()
                            .setHoldId(hold)
                            .setSubstitute(substitute)
                            .build()))),
        refused -> Optional.empty());
  }

  @Override
  public void release(String order, String hold) {
    Ask.once(
        key(order, "release", hold),
        () -> inventory.release(ReleaseRequest.newBuilder().setHoldId(hold).build()).getVersion(),
        InventorySeats::nothingToDo);
  }

  @Override
  public void giveBack(String order, String hold) {
    Ask.once(
        key(order, "return", hold),
        () -> inventory.return_(ReturnRequest.newBuilder().setHoldId(hold).build()).getVersion(),
        InventorySeats::nothingToDo);
  }

  @Override
  public Optional<Instant> extend(String order, String hold) {
    return Ask.once(
        key(order, "extend", hold),
        () ->
            Optional.of(
                instant(
                    inventory
                        .extend(ExtendRequest.newBuilder().setHoldId(hold).build())
                        .getExpiresAt())),
        refused -> Optional.empty());
  }

  private static String key(String order, String what, String hold) {
    return "order-" + order + "-" + what + "-" + hold;
  }

  private static Long nothingToDo(Refused refused) {
    return 0L;
  }

  private static Hold hold(HoldState state) {
    Held held = state.getHold();
    return new Hold(
        held.getHoldId(),
        state.getPerformanceId(),
        state.getBuyerId(),
        state.getOrganizerId(),
        standing(state.getStatus()),
        instant(held.getExpiresAt()),
        new Money(held.getTotal().getAmount(), held.getTotal().getCurrency()),
        held.getSeatsList().stream()
            .map(seat -> new HeldSeat(seat.getIndex(), seat.getTier(), seat.getPrice()))
            .toList());
  }

  private static Standing standing(HoldState.Status status) {
    return switch (status) {
      case LIVE -> Standing.LIVE;
      case EXPIRED -> Standing.EXPIRED;
      case SOLD, RELEASED, RETURNED -> Standing.ENDED;
      case STATUS_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("the inventory says " + status + " of a hold");
    };
  }

  private static Retaken retaken(Held held) {
    return new Retaken(
        held.getHoldId(),
        held.getSeatsList().stream()
            .map(seat -> new Seating.Place(seat.getIndex(), seat.getTier()))
            .toList());
  }

  private static Instant instant(Timestamp time) {
    // As precise as the books keep it.
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MILLIS);
  }
}
