package io.onsale.gateway.edge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpResponse;
import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.GetHoldRequest;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HeldSeat;
import io.onsale.contracts.inventory.v1.HoldRequest;
import io.onsale.contracts.inventory.v1.HoldState;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.inventory.v1.Seats;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc;
import io.onsale.contracts.orders.v1.OrdersServiceGrpc.OrdersServiceStub;
import io.onsale.contracts.orders.v1.ReleaseHoldRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.gateway.peers.SeatIds;
import io.onsale.gateway.peers.SeatMaps;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Holds: the one call that a whole on-sale makes at the same moment. No thread waits for it, from
 * the socket to the seat log and back; only the first hold on a performance waits for its seat map.
 */
final class HoldsApi {
  private static final int USUAL_BYTES = 256;
  private static final int SEAT_BYTES = 16;

  private final InventoryServiceStub inventory;
  private final OrdersServiceStub orders;
  private final SeatMaps seatMaps;

  /**
   * @param orders gives holds back: it knows those that must not be, for an order has them
   */
  HoldsApi(InventoryServiceStub inventory, OrdersServiceStub orders, SeatMaps seatMaps) {
    this.inventory = inventory;
    this.orders = orders;
    this.seatMaps = seatMaps;
  }

  void bind(Handlers handlers) {
    handlers.direct("hold", ask -> withSeats(handlers, ask.id(), seats -> hold(ask, seats)));
    handlers.direct(
        "getHold",
        ask ->
            withSeats(
                    handlers,
                    performanceOf(ask.id()),
                    seats ->
                        OneAnswer.of(
                                inventory,
                                InventoryServiceGrpc.getGetHoldMethod(),
                                GetHoldRequest.newBuilder().setHoldId(ask.id()).build())
                            .thenApply(state -> Json.ok(render(state, seats))))
                .exceptionally(fault -> {
                  throw ofHold(fault);
                }));
    handlers.direct(
        "releaseHold",
        ask ->
            OneAnswer.of(
                    orders,
                    OrdersServiceGrpc.getReleaseHoldMethod(),
                    ReleaseHoldRequest.newBuilder().setHoldId(ask.id()).build())
                .thenApply(released -> Json.noContent()));
  }

  /** A hold's id begins with its performance's. */
  static String performanceOf(String holdId) {
    int dash = holdId.indexOf('-');
    return dash < 0 ? holdId : holdId.substring(0, dash);
  }

  /** Who asks for a hold has named no performance: what is not there is the hold. */
  private static RuntimeException ofHold(Throwable fault) {
    if (Refusals.of(fault).filter(one -> one.reason() == Reason.NOT_FOUND).isPresent()) {
      return Refused.notFound("hold");
    }
    return fault instanceof RuntimeException e ? e : new CompletionException(fault);
  }

  private interface OnSeats {
    CompletionStage<HttpResponse> answer(SeatIds seats);
  }

  private CompletionStage<HttpResponse> withSeats(
      Handlers handlers, String performanceId, OnSeats then) {
    Optional<SeatIds> known = seatMaps.knownSeatsOf(performanceId);
    if (known.isPresent()) {
      return then.answer(known.get());
    }
    CallContext call = Calls.current().orElseGet(CallContext::fresh);
    return handlers
        .whenWaited(() -> seatMaps.seatsOf(performanceId))
        .thenCompose(seats -> inCall(call, () -> then.answer(seats)));
  }

  private static <T> T inCall(CallContext call, Callable<T> work) {
    try {
      return Calls.run(call, work);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private CompletionStage<HttpResponse> hold(Ask ask, SeatIds seats) {
    return OneAnswer.of(inventory, InventoryServiceGrpc.getHoldMethod(), request(ask, seats))
        .handle((held, fault) -> {
          if (fault != null) {
            throw SeatFacts.named(fault, seats);
          }
          return Json.created(render(held, seats));
        });
  }

  static HoldRequest request(Ask ask, SeatIds seats) {
    HoldRequest.Builder request = HoldRequest.newBuilder().setPerformanceId(ask.id());
    JsonNode named = ask.body().path("seats");
    if (named.isArray()) {
      return request
          .setSeats(Seats.newBuilder().addAllIndices(seats.indices(Ask.texts(named), "/seats")))
          .build();
    }
    JsonNode best = ask.body().path("best");
    Best.Builder wish =
        Best.newBuilder()
            .setTier(best.path("tier").asText())
            .setCount(Ask.number(best.path("count"), 0))
            .setSection(best.path("section").isTextual() ? best.path("section").asText() : "");
    best.path("attributes").forEach(attribute -> wish.addAttributes(attribute(attribute.asText())));
    return request.setBest(wish).build();
  }

  private static SeatAttribute attribute(String word) {
    return SeatAttribute.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Written as it goes out: an answer of the peak needs no tree first. */
  static byte[] render(Held held, SeatIds seats) {
    return render(held, seats, null);
  }

  static byte[] render(HoldState state, SeatIds seats) {
    return render(state.getHold(), seats, state.getStatus().name());
  }

  private static byte[] render(Held held, SeatIds seats, @Nullable String status) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(USUAL_BYTES + SEAT_BYTES * held.getSeatsCount());
    try (JsonGenerator json = Json.MAPPER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", held.getHoldId());
      json.writeStringField("performanceId", performanceOf(held.getHoldId()));
      json.writeArrayFieldStart("seats");
      for (HeldSeat seat : held.getSeatsList()) {
        json.writeString(seats.id(seat.getIndex()));
      }
      json.writeEndArray();
      json.writeObjectFieldStart("total");
      json.writeNumberField("amount", held.getTotal().getAmount());
      json.writeStringField("currency", held.getTotal().getCurrency());
      json.writeEndObject();
      json.writeStringField("expiresAt", Json.time(held.getExpiresAt()));
      json.writeNumberField("version", held.getVersion());
      if (status != null) {
        json.writeStringField("status", status);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a hold cannot be written into memory", e);
    }
    return bytes.toByteArray();
  }
}
