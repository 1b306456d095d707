package io.onsale.gateway.edge;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The one answer of a call to a peer, when it comes; no thread waits for it. */
final class OneAnswer<T> extends CompletableFuture<T> implements StreamObserver<T> {
  private OneAnswer() {}

  /** A call to a peer. */
  interface Asking<T> {
    void ask(StreamObserver<T> answer);
  }

  static <T> CompletableFuture<T> of(Asking<T> asking) {
    OneAnswer<T> answer = new OneAnswer<>();
    asking.ask(answer);
    return answer;
  }

  @Override
  public void onNext(T value) {
    complete(value);
  }

  @Override
  public void onError(Throwable fault) {
    completeExceptionally(fault);
  }

  /** A call that ends without an answer is a fault of the peer; with one, this changes nothing. */
  @Override
  public void onCompleted() {
    if (!isDone()) {
      completeExceptionally(new IllegalStateException("a peer gave no answer"));
    }
  }
}
