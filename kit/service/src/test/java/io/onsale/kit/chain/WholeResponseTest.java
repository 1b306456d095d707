package io.onsale.kit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WholeResponseTest {
  private final IllegalStateException broken = new IllegalStateException("broken");

  private static HttpResponse ready() {
    return WholeResponse.of(ResponseHeaders.of(HttpStatus.CREATED), HttpData.ofUtf8("held"));
  }

  @Test
  void comesWholeWithoutWaiting() {
    AggregatedHttpResponse whole = ready().aggregate().getNow(null);

    assertThat(whole.status()).isEqualTo(HttpStatus.CREATED);
    assertThat(whole.contentUtf8()).isEqualTo("held");
    assertThat(whole.headers().contentLength()).isEqualTo(4);
  }

  @Test
  void comesAsAStreamToo() {
    CompletableFuture<HttpResponse> later = new CompletableFuture<>();
    HttpResponse response = WholeResponse.of(later);
    // What is derived from a stream subscribes to it.
    CompletableFuture<List<HttpObject>> objects =
        StreamMessage.concat(response, StreamMessage.of()).collect();
    later.complete(ready());

    List<HttpObject> all = objects.join();
    assertThat(all).hasSize(2);
    assertThat(((ResponseHeaders) all.get(0)).status()).isEqualTo(HttpStatus.CREATED);
    assertThat(((HttpData) all.get(1)).toStringUtf8()).isEqualTo("held");
    assertThat(response.whenComplete()).succeedsWithin(java.time.Duration.ofMinutes(1));
  }

  @Test
  void goesToNobodyOnceItWasGivenUp() {
    HttpResponse given = ready();
    given.abort(broken);

    assertThat(given.whenComplete()).isCompletedExceptionally();
    assertThat(catchThrowable(() -> given.aggregate().join())).hasCause(broken);
    HttpResponse streamed = ready();
    streamed.abort(broken);
    assertThat(
            catchThrowable(
                () -> StreamMessage.concat(streamed, StreamMessage.of()).collect().join()))
        .hasRootCause(broken);
  }

  @Test
  void endsTheStreamOfWhoeverReadsItWhenItIsGivenUp() {
    HttpResponse streamed = WholeResponse.of(new CompletableFuture<>());
    CompletableFuture<List<HttpObject>> objects =
        StreamMessage.concat(streamed, StreamMessage.of()).collect();
    streamed.abort(broken);

    assertThat(catchThrowable(objects::join)).hasRootCause(broken);
    assertThat(streamed.whenComplete()).isCompletedExceptionally();
  }

  @Test
  void staysWhatItIsOnceItWasTaken() {
    HttpResponse taken = ready();
    CompletableFuture<AggregatedHttpResponse> whole = taken.aggregate();
    taken.abort(broken);

    assertThat(whole.join().status()).isEqualTo(HttpStatus.CREATED);
    assertThat(taken.whenComplete()).isCompleted();
  }

  @Test
  void failsAsWhatItWaitsForWithoutItsWrappers() {
    CompletableFuture<HttpResponse> later = new CompletableFuture<>();
    HttpResponse response = WholeResponse.of(later.thenApply(one -> one));
    CompletableFuture<AggregatedHttpResponse> whole = response.aggregate();
    later.completeExceptionally(new CompletionException(broken));

    assertThat(whole.handle((one, failure) -> failure).join()).isSameAs(broken);
  }
}
