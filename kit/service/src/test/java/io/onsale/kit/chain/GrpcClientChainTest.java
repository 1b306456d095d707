package io.onsale.kit.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrpcClientChainTest {
  @Test
  void wakesTheOneWhoWaitsWhenAnotherThreadEndsTheCall() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    Middleware endsBefore =
        (call, next) -> {
          var _ = next.proceed(call);
          return end;
        };
    Channel chained =
        ClientInterceptors.intercept(
            new Silent(asked), new GrpcClientChain(endsBefore, CallContext::fresh));
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Thread waiting =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                told.complete(
                    catchThrowable(() ->
                        AccountsServiceGrpc.newBlockingStub(chained)
                            .getAccount(GetAccountRequest.getDefaultInstance()))));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    end.completeExceptionally(new Refused(Reason.DEADLINE_EXCEEDED, "Too late."));

    assertThat(told.orTimeout(30, TimeUnit.SECONDS).join())
        .satisfies(thrown ->
            assertThat(Refusals.of(thrown).orElseThrow().reason())
                .isEqualTo(Reason.DEADLINE_EXCEEDED));
  }

  /** A peer that never answers, nor when it is told that nobody listens any more. */
  private static final class Silent extends Channel {
    private final CountDownLatch asked;

    Silent(CountDownLatch asked) {
      this.asked = asked;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<A> listener, Metadata headers) {}

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {
          asked.countDown();
        }

        @Override
        public void sendMessage(Q message) {}
      };
    }

    @Override
    public String authority() {
      return "silent";
    }
  }
}
