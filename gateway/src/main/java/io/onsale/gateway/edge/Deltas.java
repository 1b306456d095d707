package io.onsale.gateway.edge;

import com.linecorp.armeria.common.sse.ServerSentEvent;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One reader's deltas, from inventory's stream to the reader's socket. The reader's demand is
 * passed on as gRPC flow control, so that nothing queues here: a reader who is too slow is cut off
 * by inventory, and told to read again.
 */
final class Deltas implements Publisher<ServerSentEvent> {
  private static final ServerSentEvent GONE =
      ServerSentEvent.builder().event("gone").data("{}").build();

  private final InventoryServiceStub stream;
  private final CallContext call;
  private final WatchAvailabilityRequest request;
  private final AtomicBoolean taken = new AtomicBoolean();

  Deltas(InventoryServiceStub stream, CallContext call, WatchAvailabilityRequest request) {
    this.stream = stream;
    this.call = call;
    this.request = request;
  }

  @Override
  public void subscribe(Subscriber<? super ServerSentEvent> reader) {
    Relay relay = new Relay(reader);
    reader.onSubscribe(relay);
    if (!taken.compareAndSet(false, true)) {
      reader.onError(new IllegalStateException("these deltas have a reader already"));
      return;
    }
    try {
      Calls.run(
          call,
          () -> {
            stream.watchAvailability(request, relay);
            return true;
          });
    } catch (Exception e) {
      relay.onError(e);
    }
  }

  private static final class Relay
      implements ClientResponseObserver<WatchAvailabilityRequest, AvailabilityDelta>, Subscription {
    private final Subscriber<? super ServerSentEvent> reader;
    private @Nullable ClientCallStreamObserver<WatchAvailabilityRequest> upstream;
    private long demanded;
    private boolean ended;

    /** A last event that waits for the reader's demand. */
    private @Nullable ServerSentEvent last;

    Relay(Subscriber<? super ServerSentEvent> reader) {
      this.reader = reader;
    }

    @Override
    public synchronized void beforeStart(ClientCallStreamObserver<WatchAvailabilityRequest> call) {
      upstream = call;
      call.disableAutoRequestWithInitial(clamp(demanded));
    }

    @Override
    public synchronized void request(long more) {
      if (more <= 0) {
        end();
        reader.onError(new IllegalArgumentException("a reader must ask for more than nothing"));
        return;
      }
      demanded = demanded + more < 0 ? Long.MAX_VALUE : demanded + more;
      ServerSentEvent waits = last;
      if (waits != null) {
        last = null;
        reader.onNext(waits);
        reader.onComplete();
      } else if (upstream != null && !ended) {
        upstream.request(clamp(more));
      }
    }

    @Override
    public synchronized void cancel() {
      end();
    }

    @Override
    public synchronized void onNext(AvailabilityDelta delta) {
      if (!ended) {
        demanded--;
        reader.onNext(AvailabilityApi.event(delta));
      }
    }

    @Override
    public synchronized void onError(Throwable thrown) {
      if (ended) {
        return;
      }
      ended = true;
      boolean gone =
          Refusals.of(thrown).filter(r -> r.reason() == Reason.POSITION_GONE).isPresent();
      if (!gone) {
        // The reader connects again by itself, with the last event's id.
        reader.onComplete();
      } else if (demanded > 0) {
        reader.onNext(GONE);
        reader.onComplete();
      } else {
        last = GONE;
      }
    }

    @Override
    public synchronized void onCompleted() {
      if (!ended) {
        ended = true;
        reader.onComplete();
      }
    }

    private void end() {
      if (!ended) {
        ended = true;
        if (upstream != null) {
          upstream.cancel("the reader has gone", null);
        }
      }
    }

    private static int clamp(long demand) {
      return (int) Math.min(Integer.MAX_VALUE, demand);
    }
  }
}
