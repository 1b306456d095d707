package io.onsale.kit.chain;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.AggregationOptions;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import io.netty.util.concurrent.EventExecutor;
import io.onsale.kit.refusal.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * A response that comes whole: what takes it whole gets it as it is and where it is made. The
 * server's own deferred response is a stream, which is subscribed to, collected on another thread
 * and put together again by each who looks at it. Who wants a stream gets that here, too.
 *
 * <pre>{@code
 * return WholeResponse.of(headers, HttpData.wrap(body));
 * return WholeResponse.of(answered.thenApply(answer -> WholeResponse.of(headers, json(answer))));
 * }</pre>
 */
public final class WholeResponse implements HttpResponse {
  private final CompletableFuture<AggregatedHttpResponse> answer;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile @Nullable Throwable givenUp;
  private volatile @Nullable HttpResponse streamed;

  private WholeResponse(CompletableFuture<AggregatedHttpResponse> answer) {
    this.answer = answer;
  }

  /** One that is there. */
  public static HttpResponse of(ResponseHeaders headers, HttpData content) {
    return of(AggregatedHttpResponse.of(headers, content));
  }

  /** One that is there. */
  public static HttpResponse of(AggregatedHttpResponse answer) {
    return new WholeResponse(CompletableFuture.completedFuture(answer));
  }

  /** One that comes later, or fails. */
  public static HttpResponse of(CompletionStage<HttpResponse> later) {
    CompletableFuture<AggregatedHttpResponse> answer = new CompletableFuture<>();
    later.whenComplete((response, failure) -> {
      if (failure == null) {
        passOn(whole(response), answer);
      } else {
        answer.completeExceptionally(Refusals.unwrap(failure));
      }
    });
    return new WholeResponse(answer);
  }

  /** A response that the answer can be put into, or a failure. */
  static HttpResponse ofWhole(CompletableFuture<AggregatedHttpResponse> answer) {
    return new WholeResponse(answer);
  }

  /** A response as a whole, whatever it is; it is read by that. */
  static CompletableFuture<AggregatedHttpResponse> whole(HttpResponse response) {
    return response instanceof WholeResponse known ? known.taken() : response.aggregate();
  }

  static <T> void passOn(CompletableFuture<T> from, CompletableFuture<T> to) {
    var _ =
        from.whenComplete((value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(Refusals.unwrap(failure));
          }
        });
  }

  private CompletableFuture<AggregatedHttpResponse> taken() {
    // Given up while it was there and nobody had it: then nobody gets it.
    Throwable because = givenUp;
    if (because != null) {
      return CompletableFuture.failedFuture(because);
    }
    end();
    return answer;
  }

  /** It has ended when it is there, or will never be. */
  private void end() {
    var _ =
        answer.whenComplete((whole, failure) -> {
          if (failure == null) {
            ended.complete(null);
          } else {
            ended.completeExceptionally(Refusals.unwrap(failure));
          }
        });
  }

  @Override
  public CompletableFuture<AggregatedHttpResponse> aggregate(AggregationOptions options) {
    return taken();
  }

  @Override
  public CompletableFuture<List<HttpObject>> collect(
      EventExecutor executor, SubscriptionOption... options) {
    CompletableFuture<List<HttpObject>> objects = new CompletableFuture<>();
    var _ =
        taken()
            .whenComplete((whole, failure) -> {
              if (failure == null) {
                objects.complete(objects(whole));
              } else {
                objects.completeExceptionally(Refusals.unwrap(failure));
              }
            });
    return objects;
  }

  private static List<HttpObject> objects(AggregatedHttpResponse whole) {
    List<HttpObject> objects = new ArrayList<>(whole.informationals());
    objects.add(whole.headers());
    if (!whole.content().isEmpty()) {
      objects.add(whole.content());
    }
    if (!whole.trailers().isEmpty()) {
      objects.add(whole.trailers());
    }
    return objects;
  }

  @Override
  public void subscribe(
      Subscriber<? super HttpObject> subscriber,
      EventExecutor executor,
      SubscriptionOption... options) {
    Throwable because = givenUp;
    HttpResponse stream =
        because != null
            ? HttpResponse.ofFailure(because)
            : HttpResponse.of(answer.thenApply(AggregatedHttpResponse::toHttpResponse));
    streamed = stream;
    passOn(stream.whenComplete(), ended);
    stream.subscribe(subscriber, executor, options);
  }

  @Override
  public boolean isOpen() {
    return !ended.isDone();
  }

  @Override
  public boolean isEmpty() {
    return answer.isCompletedExceptionally();
  }

  @Override
  public long demand() {
    return 0;
  }

  @Override
  public CompletableFuture<Void> whenComplete() {
    return ended;
  }

  @Override
  public void abort() {
    abort(AbortedStreamException.get());
  }

  @Override
  public void abort(Throwable cause) {
    if (!ended.isDone()) {
      givenUp = cause;
      answer.completeExceptionally(cause);
      HttpResponse stream = streamed;
      if (stream != null) {
        stream.abort(cause);
      }
      ended.completeExceptionally(cause);
    }
  }
}
