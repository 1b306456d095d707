package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.onsale.contracts.inventory.v1.AvailabilityDelta;
import io.onsale.contracts.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.onsale.contracts.inventory.v1.WatchAvailabilityRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One reader's deltas, from inventory's stream to the reader's socket. Inventory is asked for one
 * more only when the reader has taken one, so that little queues here: a reader who is too slow is
 * cut off by inventory, and told to read again. One who takes nothing for two heartbeats has gone.
 */
final class Deltas implements ClientResponseObserver<WatchAvailabilityRequest, AvailabilityDelta> {
  static final ResponseHeaders HEADERS =
      ResponseHeaders.builder(HttpStatus.OK)
          .contentType(MediaType.EVENT_STREAM)
          .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
          // Proxies that keep what they relay must not keep this.
          .set("x-accel-buffering", "no")
          .build();

  private static final HttpData GONE = HttpData.ofUtf8("event:gone\ndata:{}\n\n");
  private static final HttpData HEARTBEAT = HttpData.ofUtf8(":\n\n");

  /** So many deltas at most wait for the reader here. */
  private static final int AHEAD_MAX = 16;

  /** Between these a reader waits before it connects again: not all readers at once. */
  private static final int RETRY_MS_MIN = 500;

  private static final int RETRY_MS_MAX = 3_000;

  private final HttpResponseWriter reader = HttpResponse.streaming();
  private final AtomicBoolean heartbeatWaits = new AtomicBoolean();
  private final List<ScheduledFuture<?>> timers;
  private @Nullable ClientCallStreamObserver<WatchAvailabilityRequest> upstream;
  private boolean ended;

  Deltas(EventExecutor timer, Duration heartbeat, Duration ageMax) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long age = ageMax.toMillis();
    this.timers =
        List.of(
            timer.scheduleAtFixedRate(
                this::beat, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS),
            timer.schedule(
                this::end, age / 2 + random.nextLong(age / 2 + 1), TimeUnit.MILLISECONDS));
    // The first bytes go at once: the reader knows that it is heard, also when nothing happens.
    reader.write(HEADERS);
    reader.write(
        HttpData.ofUtf8("retry:" + random.nextInt(RETRY_MS_MIN, RETRY_MS_MAX + 1) + "\n:\n\n"));
    var _ = reader.whenComplete().handle((done, fault) -> leave());
  }

  /** What the reader gets. */
  HttpResponse response() {
    return reader;
  }

  /** Asks inventory, as part of the reader's call. */
  void begin(InventoryServiceStub stream, CallContext call, WatchAvailabilityRequest request) {
    try {
      Calls.run(
          call,
          () -> {
            stream.watchAvailability(request, this);
            return true;
          });
    } catch (Exception e) {
      onError(e);
    }
  }

  /** The reader connects again by itself, with the last event's id. */
  void end() {
    reader.close();
  }

  private void beat() {
    if (heartbeatWaits.getAndSet(true)) {
      reader.abort();
    } else if (reader.tryWrite(HEARTBEAT)) {
      var _ = reader.whenConsumed().thenRun(() -> heartbeatWaits.set(false));
    }
  }

  private boolean leave() {
    timers.forEach(timer -> timer.cancel(false));
    synchronized (this) {
      ended = true;
    }
    if (upstream != null) {
      upstream.cancel("the reader has gone", null);
    }
    return true;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchAvailabilityRequest> call) {
    call.disableAutoRequestWithInitial(AHEAD_MAX);
    boolean tooLate;
    synchronized (this) {
      upstream = call;
      tooLate = ended;
    }
    if (tooLate) {
      call.cancel("the reader has gone", null);
    }
  }

  @Override
  public void onNext(AvailabilityDelta delta) {
    ClientCallStreamObserver<WatchAvailabilityRequest> source = upstream;
    if (source != null && reader.tryWrite(HttpData.ofUtf8(event(delta)))) {
      var _ = reader.whenConsumed().thenRun(() -> source.request(1));
    }
  }

  @Override
  public void onError(Throwable thrown) {
    if (Refusals.of(thrown).filter(r -> r.reason() == Reason.POSITION_GONE).isPresent()) {
      var _ = reader.tryWrite(GONE);
    }
    end();
  }

  @Override
  public void onCompleted() {
    end();
  }

  static String event(AvailabilityDelta delta) {
    return "id:" + delta.getVersion() + "\nevent:delta\ndata:" + json(delta) + "\n\n";
  }

  static ObjectNode json(AvailabilityDelta delta) {
    ObjectNode json = Json.object().put("version", delta.getVersion());
    var seats = json.putArray("seats");
    delta.getSeatsList().forEach(seats::add);
    return json.put("state", delta.getState());
  }
}
