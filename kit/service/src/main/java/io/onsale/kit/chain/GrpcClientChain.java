package io.onsale.kit.chain;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chain before a gRPC channel.
 *
 * <pre>{@code
 * Channel inventory = ClientInterceptors.intercept(channel,
 *         new GrpcClientChain(chain, () -> Calls.current().orElseGet(CallContext::fresh)));
 * }</pre>
 */
public final class GrpcClientChain implements ClientInterceptor {
  private final Middleware chain;
  private final Supplier<CallContext> contexts;

  /**
   * @param contexts in whose name each call is made
   */
  public GrpcClientChain(Middleware chain, Supplier<CallContext> contexts) {
    this.chain = chain;
    this.contexts = contexts;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    CallContext context = contexts.get();
    if (options.getDeadline() != null) {
      context =
          context.deadline() == null || options.getDeadline().isBefore(context.deadline())
              ? context.withDeadline(options.getDeadline())
              : context;
    }
    return new Calling<>(method, options, next, context);
  }

  /**
   * One call that is being made: what the stub asks waits until the chain has let the call pass.
   */
  private final class Calling<Q, A> extends ClientCall<Q, A> {
    private final MethodDescriptor<Q, A> method;
    private final CallOptions options;
    private final Channel next;
    private final CallContext context;
    private final CompletableFuture<Outcome> answered = new CompletableFuture<>();
    private final Queue<Consumer<ClientCall<Q, A>>> early = new ArrayDeque<>();
    private @Nullable ClientCall<Q, A> delegate;
    private final Context caller = Context.current();
    private final Context.CancellationListener goneAway = this::callerWentAway;
    private volatile boolean ended;
    private @Nullable Throwable told;
    private Status status = Status.OK;
    private Metadata trailers = new Metadata();

    Calling(MethodDescriptor<Q, A> method, CallOptions options, Channel next, CallContext context) {
      this.method = method;
      this.options = options;
      this.next = next;
      this.context = context;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      Call call =
          new Call(
              Call.Side.CLIENT,
              Call.Protocol.GRPC,
              method.getFullMethodName(),
              !method.getType().clientSendsOneMessage()
                  || !method.getType().serverSendsOneMessage(),
              GrpcServerChain.text(headers),
              context,
              null,
              null);
      // gRPC's own channels follow the caller's context; Armeria's don't.
      caller.addListener(goneAway, Runnable::run);
      CompletionStage<Outcome> result =
          chain.begin(call, passed -> proceed(passed, listener, headers));
      result.whenComplete((outcome, failure) -> finish(listener, failure));
    }

    private CompletionStage<Outcome> proceed(Call passed, Listener<A> listener, Metadata headers) {
      ClientCall<Q, A> real =
          next.newCall(method, options.withDeadline(passed.context().deadline()));
      if (real instanceof LocalCall<Q, A> local) {
        local.start(new Watched(listener), passed.headers());
      } else {
        passed
            .headers()
            .forEachAdded((name, value) -> {
              Metadata.Key<String> key = GrpcServerChain.key(name);
              headers.discardAll(key);
              headers.put(key, value);
            });
        real.start(new Watched(listener), headers);
      }
      handOver(real);
      return answered;
    }

    /**
     * Does what the stub has asked so far, in its order; never within the lock, for the call may be
     * served and answered right here.
     */
    private void handOver(ClientCall<Q, A> real) {
      while (true) {
        List<Consumer<ClientCall<Q, A>>> wishes;
        synchronized (this) {
          if (early.isEmpty()) {
            delegate = real;
            return;
          }
          wishes = List.copyOf(early);
          early.clear();
        }
        wishes.forEach(wish -> wish.accept(real));
      }
    }

    private void callerWentAway(Context gone) {
      if (!(gone.cancellationCause() instanceof TimeoutException)) {
        ask(real -> real.cancel("the caller went away", gone.cancellationCause()));
      }
    }

    private void finish(Listener<A> listener, @Nullable Throwable failure) {
      caller.removeListener(goneAway);
      ClientCall<Q, A> abandoned;
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
        early.clear();
        abandoned = answered.isDone() ? null : delegate;
      }
      if (abandoned != null) {
        abandoned.cancel("ended by the chain", failure);
      }
      // A stub that blocks sleeps until its own executor gets work; told by another thread (the one
      // that a timer or a transport ends the call in), it would never wake up.
      Executor listening = options.getExecutor();
      if (listening == null) {
        close(listener, failure);
      } else {
        listening.execute(() -> close(listener, failure));
      }
    }

    @SuppressWarnings("ReferenceEquality") // what the peer told, and not what is like it
    private void close(Listener<A> listener, @Nullable Throwable failure) {
      if (failure == null) {
        listener.onClose(status, trailers);
        return;
      }
      if (Refusals.unwrap(failure) == told) {
        listener.onClose(status, trailers);
        return;
      }
      Optional<Refused> refused = Refusals.of(failure);
      if (refused.isPresent()) {
        listener.onClose(Refusals.status(refused.get()), Refusals.trailers(refused.get()));
      } else if (!status.isOk()) {
        listener.onClose(status, trailers);
      } else {
        listener.onClose(Status.fromThrowable(Refusals.unwrap(failure)), new Metadata());
      }
    }

    private void ask(Consumer<ClientCall<Q, A>> wish) {
      ClientCall<Q, A> real;
      synchronized (this) {
        real = delegate;
        if (real == null) {
          if (!ended) {
            early.add(wish);
          }
          return;
        }
      }
      wish.accept(real);
    }

    @Override
    public void request(int messages) {
      ask(real -> real.request(messages));
    }

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {
      ask(real -> real.cancel(message, cause));
    }

    @Override
    public void halfClose() {
      ask(ClientCall::halfClose);
    }

    @Override
    public void sendMessage(Q message) {
      ask(real -> real.sendMessage(message));
    }

    @Override
    public boolean isReady() {
      ClientCall<Q, A> real;
      synchronized (this) {
        real = delegate;
      }
      return real != null && real.isReady();
    }

    private final class Watched extends SimpleForwardingClientCallListener<A> {
      Watched(Listener<A> listener) {
        super(listener);
      }

      @Override
      public void onMessage(A message) {
        if (!ended) {
          super.onMessage(message);
        }
      }

      @Override
      public void onClose(Status end, Metadata endTrailers) {
        status = end;
        trailers = endTrailers;
        if (end.isOk()) {
          answered.complete(Outcome.OK);
          return;
        }
        // Read once, for all in the chain that look; it goes on to the caller as it came.
        Throwable refused = Refusals.of(end, endTrailers).orElse(null);
        told = refused != null ? refused : end.asRuntimeException(endTrailers);
        answered.completeExceptionally(told);
      }
    }
  }
}
