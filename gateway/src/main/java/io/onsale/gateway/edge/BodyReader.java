package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads a body up to a limit. What is beyond is still taken from the wire, and dropped: a client
 * that is answered while it sends sees a broken connection and not the answer.
 */
final class BodyReader implements Subscriber<HttpObject> {
  /** The most that is taken from the wire; the connection is broken then. */
  static final long WIRE_BYTES_MAX = 64L << 20;

  /** So long a body is taken from the wire whose sender has been answered already. */
  static final Duration DROPPED_WITHIN = Duration.ofSeconds(10);

  private static final int UNTOLD_BYTES = 4096;

  private final long limitBytes;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private byte[] bytes;
  private long seen;
  private @Nullable Subscription source;

  private BodyReader(long limitBytes, long toldBytes) {
    this.limitBytes = limitBytes;
    boolean isTold = toldBytes >= 0 && toldBytes <= limitBytes;
    this.bytes = new byte[(int) (isTold ? toldBytes : Math.min(limitBytes, UNTOLD_BYTES))];
  }

  /**
   * The whole body.
   *
   * @return fails with BODY_TOO_LARGE beyond the limit
   */
  static CompletableFuture<byte[]> read(HttpRequest request, long limitBytes) {
    BodyReader reader = new BodyReader(limitBytes, request.headers().contentLength());
    request.subscribe(reader);
    return reader.body;
  }

  /** Takes a body from the wire that nobody wants. */
  static CompletableFuture<?> drop(HttpRequest request) {
    return read(request, 0).handle((read, fault) -> true);
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject object) {
    if (object instanceof HttpData data) {
      int at = (int) Math.min(seen, limitBytes);
      seen += data.length();
      if (seen <= limitBytes) {
        keep(data.array(), at);
      } else if (seen > WIRE_BYTES_MAX && source != null) {
        source.cancel();
        body.completeExceptionally(tooLarge(limitBytes));
      }
    }
  }

  private void keep(byte[] more, int at) {
    int size = at + more.length;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(limitBytes, Math.max(size, 2L * bytes.length)));
    }
    System.arraycopy(more, 0, bytes, at, more.length);
  }

  @Override
  public void onError(Throwable fault) {
    body.completeExceptionally(seen > limitBytes ? tooLarge(limitBytes) : fault);
  }

  @Override
  public void onComplete() {
    if (seen > limitBytes) {
      body.completeExceptionally(tooLarge(limitBytes));
    } else {
      body.complete(seen == bytes.length ? bytes : Arrays.copyOf(bytes, (int) seen));
    }
  }

  static Refused tooLarge(long limitBytes) {
    return new Refused(
            Reason.BODY_TOO_LARGE,
            "The body is larger than the " + limitBytes + " bytes that this call takes.")
        .with("limit", limitBytes);
  }
}
