package io.onsale.kit.chain;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.onsale.kit.access.Access;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the chain before gRPC services. The call is closed only when the chain has unwound, and with
 * what it says then.
 *
 * <pre>{@code
 * ServerServiceDefinition service = ServerInterceptors.intercept(edge, new GrpcServerChain(chain));
 * }</pre>
 */
public final class GrpcServerChain implements ServerInterceptor {
  private static final Map<String, Metadata.Key<String>> KEYS =
      Stream.of("authorization", "idempotency-key", "traceparent", "x-request-id")
          .collect(
              Collectors.toUnmodifiableMap(
                  name -> name, name -> Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));

  private final Middleware chain;
  private final Map<MethodDescriptor<?, ?>, Access> access = new ConcurrentHashMap<>();

  public GrpcServerChain(Middleware chain) {
    this.chain = chain;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler) {
    Serving<Q, A> serving = new Serving<>(call, headers, handler);
    CompletionStage<Outcome> result = chain.begin(describe(call, headers), serving::proceed);
    result.whenComplete((outcome, failure) -> serving.finish(failure));
    return serving.listener;
  }

  private Call describe(ServerCall<?, ?> call, Metadata headers) {
    CallContext context = CallContext.fresh();
    Deadline deadline = deadline();
    return new Call(
        Call.Side.SERVER,
        Call.Protocol.GRPC,
        call.getMethodDescriptor().getFullMethodName(),
        !call.getMethodDescriptor().getType().clientSendsOneMessage()
            || !call.getMethodDescriptor().getType().serverSendsOneMessage(),
        text(headers),
        deadline == null ? context : context.withDeadline(deadline),
        access.computeIfAbsent(call.getMethodDescriptor(), Access::of),
        null);
  }

  /**
   * gRPC's own server puts the caller's timeout into its context; Armeria takes it as the request's
   * timeout.
   */
  private static @Nullable Deadline deadline() {
    Deadline deadline = Context.current().getDeadline();
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    if (deadline == null && armeria != null && armeria.requestTimeoutMillis() > 0) {
      return Deadline.after(armeria.requestTimeoutMillis(), TimeUnit.MILLISECONDS);
    }
    return deadline;
  }

  /** What the chain reads of a call's metadata. */
  static Headers text(Metadata metadata) {
    return name -> {
      Metadata.Key<String> key = KEYS.get(name);
      return key == null ? null : metadata.get(key);
    };
  }

  /** One call that is being served. */
  private static final class Serving<Q, A> {
    private final ServerCall<Q, A> call;
    private final Metadata headers;
    private final ServerCallHandler<Q, A> handler;
    private final CompletableFuture<Outcome> handled = new CompletableFuture<>();
    private final Events<Q> listener = new Events<>(handled);
    private Status status = Status.OK;
    private Metadata trailers = new Metadata();
    private boolean closed;
    private Context.@Nullable CancellableContext context;

    Serving(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler) {
      this.call = call;
      this.headers = headers;
      this.handler = handler;
    }

    CompletionStage<Outcome> proceed(Call passed) {
      Context values = Context.current().withValue(Calls.KEY, passed.context());
      // The chain ends the call at its deadline, and this context with it.
      Context.CancellableContext mine = values.withCancellation();
      synchronized (this) {
        context = mine;
      }
      Context before = mine.attach();
      try {
        listener.begin(mine, handler.startCall(new Watched(), headers));
      } catch (RuntimeException | Error e) {
        handled.completeExceptionally(e);
      } finally {
        mine.detach(before);
      }
      return handled;
    }

    void finish(@Nullable Throwable failure) {
      Throwable cause = failure == null ? null : Refusals.unwrap(failure);
      synchronized (this) {
        if (!closed) {
          closed = true;
          if (cause == null) {
            call.close(status, trailers);
          } else if (!call.isCancelled()) {
            // Recovery is in the chain: what is no refusal here comes from the chain itself.
            Refused refused =
                Middlewares.toRefused(cause, call.getMethodDescriptor().getFullMethodName(), null);
            call.close(Refusals.status(refused), Refusals.trailers(refused));
          }
        }
        if (context != null) {
          context.cancel(null);
        }
      }
    }

    /** Tells the chain how the handler wants to close the call, and leaves the closing to it. */
    private final class Watched extends SimpleForwardingServerCall<Q, A> {
      Watched() {
        super(call);
      }

      @Override
      public void sendHeaders(Metadata responseHeaders) {
        synchronized (Serving.this) {
          if (!closed) {
            super.sendHeaders(responseHeaders);
          }
        }
      }

      @Override
      public void sendMessage(A message) {
        synchronized (Serving.this) {
          // What comes after the end, as when the deadline was first, has no reader.
          if (!closed) {
            super.sendMessage(message);
          }
        }
      }

      @Override
      public void close(Status end, Metadata endTrailers) {
        if (end.isOk()) {
          synchronized (Serving.this) {
            status = end;
            trailers = endTrailers;
          }
          handled.complete(Outcome.OK);
        } else {
          handled.completeExceptionally(failure(end, endTrailers));
        }
      }

      private Throwable failure(Status end, Metadata endTrailers) {
        Throwable cause = end.getCause();
        if (cause != null && end.getCode() == Status.Code.UNKNOWN) {
          return cause;
        }
        return end.asRuntimeException(endTrailers);
      }
    }
  }

  /**
   * Hands on what arrives, within the call's context; keeps it until the chain has let the call
   * pass.
   */
  private static final class Events<Q> extends ServerCall.Listener<Q> {
    private final CompletableFuture<Outcome> handled;
    private final Queue<Consumer<ServerCall.Listener<Q>>> early = new ArrayDeque<>();
    private ServerCall.@Nullable Listener<Q> delegate;
    private @Nullable Context context;

    Events(CompletableFuture<Outcome> handled) {
      this.handled = handled;
    }

    void begin(Context callContext, ServerCall.Listener<Q> listener) {
      // Nothing but a cancellation can have arrived before the handler asked for its first message.
      synchronized (this) {
        context = callContext;
        delegate = listener;
        early.forEach(event -> event.accept(listener));
        early.clear();
      }
    }

    private void tell(Consumer<ServerCall.Listener<Q>> event) {
      ServerCall.Listener<Q> listener;
      Context in;
      synchronized (this) {
        listener = delegate;
        in = context;
        if (listener == null || in == null) {
          early.add(event);
          return;
        }
      }
      Context before = in.attach();
      try {
        event.accept(listener);
      } catch (RuntimeException | Error e) {
        handled.completeExceptionally(e);
      } finally {
        in.detach(before);
      }
    }

    @Override
    public void onMessage(Q message) {
      tell(listener -> listener.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      tell(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
      tell(ServerCall.Listener::onCancel);
      handled.completeExceptionally(new Cancelled());
    }

    @Override
    public void onComplete() {
      tell(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
      tell(ServerCall.Listener::onReady);
    }
  }
}
