package io.onsale.kit.chain;

import com.linecorp.armeria.common.ContextAwareEventLoop;
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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the chain before gRPC services. The call is closed only when the chain has unwound, and with
 * what it says then.
 *
 * <pre>{@code
 * ServerServiceDefinition service = ServerInterceptors.intercept(edge, new GrpcServerChain(chain));
 * }</pre>
 */
public final class GrpcServerChain implements ServerInterceptor {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcServerChain.class);
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
    ServiceRequestContext armeria = ServiceRequestContext.currentOrNull();
    return serve(
        call,
        headers,
        text(headers),
        deadline(armeria),
        handler,
        armeria == null ? Runnable::run : new OnEventLoop(armeria.eventLoop()));
  }

  /** Serves a call from within this process. */
  <Q, A> ServerCall.Listener<Q> serve(
      ServerCall<Q, A> call,
      Headers headers,
      @Nullable Deadline deadline,
      ServerCallHandler<Q, A> handler) {
    return serve(call, new Metadata(), headers, deadline, handler, Runnable::run);
  }

  private <Q, A> ServerCall.Listener<Q> serve(
      ServerCall<Q, A> call,
      Metadata metadata,
      Headers headers,
      @Nullable Deadline deadline,
      ServerCallHandler<Q, A> handler,
      Executor ending) {
    Serving<Q, A> serving = new Serving<>(call, metadata, handler, ending);
    CompletionStage<Outcome> result =
        chain.begin(describe(call.getMethodDescriptor(), headers, deadline), serving::proceed);
    result.whenComplete((outcome, failure) -> serving.finish(failure));
    return serving.listener;
  }

  private Call describe(
      MethodDescriptor<?, ?> method, Headers headers, @Nullable Deadline deadline) {
    Access allowed = access.get(method);
    return new Call(
        Call.Side.SERVER,
        Call.Protocol.GRPC,
        method.getFullMethodName(),
        method.getType() != MethodDescriptor.MethodType.UNARY,
        headers,
        deadline == null ? CallContext.NEW : CallContext.NEW.withDeadline(deadline),
        allowed != null ? allowed : access.computeIfAbsent(method, Access::of),
        null);
  }

  /**
   * gRPC's own server puts the caller's timeout into its context; Armeria takes it as the request's
   * timeout.
   */
  private static @Nullable Deadline deadline(@Nullable ServiceRequestContext armeria) {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null && armeria != null && armeria.requestTimeoutMillis() > 0) {
      return Deadline.after(armeria.requestTimeoutMillis(), TimeUnit.MILLISECONDS);
    }
    return deadline;
  }

  /** A header's key in metadata. */
  static Metadata.Key<String> key(String name) {
    Metadata.Key<String> known = KEYS.get(name);
    return known != null ? known : Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** What the chain reads of a call's metadata. */
  static Headers text(Metadata metadata) {
    return name -> {
      Metadata.Key<String> key = KEYS.get(name);
      return key == null ? null : metadata.get(key);
    };
  }

  /** The thread that writes a call's answer: right here, when this is it. */
  private record OnEventLoop(ContextAwareEventLoop loop) implements Executor {
    @Override
    public void execute(Runnable task) {
      if (loop.inEventLoop()) {
        task.run();
      } else {
        loop.execute(task);
      }
    }
  }

  /** One call that is being served. */
  private static final class Serving<Q, A> {
    private final ServerCall<Q, A> call;
    private final boolean isUnary;
    private final Executor ending;
    private final Metadata headers;
    private final ServerCallHandler<Q, A> handler;
    private final CompletableFuture<Outcome> handled = new CompletableFuture<>();
    private final Events<Q> listener = new Events<>(handled);
    private Status status = Status.OK;
    private Metadata trailers = new Metadata();
    private boolean closed;
    private Context.@Nullable CancellableContext context;

    // What a call with one answer answers goes when it ends, all at once.
    private @Nullable Metadata answerHeaders;
    private @Nullable A answer;

    Serving(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> handler, Executor ending) {
      this.call = call;
      this.isUnary = call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY;
      this.ending = ending;
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
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      // Not within the lock: a caller in this process hears of it right here.
      try {
        ending.execute(() -> end(failure));
      } catch (RejectedExecutionException e) {
        end(failure);
      }
    }

    private void end(@Nullable Throwable failure) {
      try {
        answer(failure);
      } catch (RuntimeException e) {
        LOG.warn(
            "the answer of {} could not be sent",
            call.getMethodDescriptor().getFullMethodName(),
            e);
      } finally {
        Context.CancellableContext mine;
        synchronized (this) {
          mine = context;
        }
        if (mine != null) {
          mine.cancel(null);
        }
      }
    }

    private void answer(@Nullable Throwable failure) {
      Status how;
      Metadata with;
      Metadata head;
      A message;
      synchronized (this) {
        how = status;
        with = trailers;
        head = answerHeaders;
        message = answer;
      }
      if (failure == null) {
        if (head != null) {
          call.sendHeaders(head);
        }
        if (message != null) {
          call.sendMessage(message);
        }
        call.close(how, with);
      } else if (!call.isCancelled()) {
        // Recovery is in the chain: what is no refusal here comes from the chain itself.
        Refused refused =
            Middlewares.toRefused(
                Refusals.unwrap(failure), call.getMethodDescriptor().getFullMethodName(), null);
        if (call instanceof LocalCall<?, ?>.Served local) {
          local.refuse(refused);
        } else {
          call.close(Refusals.status(refused), Refusals.trailers(refused));
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
          if (isUnary) {
            answerHeaders = responseHeaders;
          } else if (!closed) {
            super.sendHeaders(responseHeaders);
          }
        }
      }

      @Override
      public void sendMessage(A message) {
        synchronized (Serving.this) {
          if (isUnary && answer != null) {
            throw new IllegalStateException("two answers in the place of one");
          }
          if (isUnary) {
            answer = message;
          } else if (!closed) {
            // What comes after the end, as when the deadline was first, has no reader.
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
