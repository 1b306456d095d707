package io.onsale.gateway.edge;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.AbstractStub;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The one answer of a call to a peer, when it comes; no thread waits for it. A refusal comes as
 * such, and not in an exception of gRPC that has walked the stack: losing stays cheap.
 */
final class OneAnswer<A> extends ClientCall.Listener<A> {
  /** One for the answer, one for the end. */
  private static final int MESSAGES = 2;

  private final CompletableFuture<A> answer = new CompletableFuture<>();
  private @Nullable A message;

  private OneAnswer() {}

  /** What a peer answers. */
  static <Q, A> CompletableFuture<A> of(
      AbstractStub<?> peer, MethodDescriptor<Q, A> method, Q request) {
    OneAnswer<A> one = new OneAnswer<>();
    ClientCall<Q, A> call = peer.getChannel().newCall(method, peer.getCallOptions());
    call.start(one, new Metadata());
    call.request(MESSAGES);
    call.sendMessage(request);
    call.halfClose();
    return one.answer;
  }

  @Override
  public void onMessage(A value) {
    message = value;
  }

  /** A call that ends well without an answer is a fault of the peer. */
  @Override
  public void onClose(Status status, Metadata trailers) {
    A value = message;
    if (status.isOk() && value != null) {
      answer.complete(value);
    } else if (status.isOk()) {
      answer.completeExceptionally(new IllegalStateException("a peer gave no answer"));
    } else {
      Optional<Refused> refused = Refusals.of(status, trailers);
      answer.completeExceptionally(
          refused.isPresent() ? refused.get() : status.asRuntimeException(trailers));
    }
  }
}
