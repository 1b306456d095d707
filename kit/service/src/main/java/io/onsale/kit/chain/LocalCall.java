package io.onsale.kit.chain;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call with one message each way, both of whose ends are here. The caller hears of the answer
 * when the call has ended, which is when the chain of the service has unwound.
 */
final class LocalCall<Q, A> extends ClientCall<Q, A> {
  private final LocalChannel channel;
  private final MethodDescriptor<Q, A> method;
  private final CallOptions options;
  private final ServerCallHandler<Q, A> handler;
  private final Context callers = Context.current();
  private ClientCall.@Nullable Listener<A> caller;
  private @Nullable Q request;

  // What follows is guarded by this.
  private ServerCall.@Nullable Listener<Q> service;
  private @Nullable Metadata answerHeaders;
  private @Nullable A answer;
  private int answers;
  private boolean isAskedFor;
  private boolean isCancelled;
  private @Nullable Status end;
  private @Nullable Metadata trailers;
  private boolean isTold;

  LocalCall(
      LocalChannel channel,
      MethodDescriptor<Q, A> method,
      CallOptions options,
      ServerCallHandler<Q, A> handler) {
    this.channel = channel;
    this.method = method;
    this.options = options;
    this.handler = handler;
  }

  @Override
  public void start(ClientCall.Listener<A> listener, Metadata headers) {
    start(listener, GrpcServerChain.text(headers));
  }

  /** The same with the headers as the caller's chain has them. */
  void start(ClientCall.Listener<A> listener, Headers headers) {
    caller = listener;
    if (!channel.begin()) {
      tellIfEnded(
          ended(Status.UNAVAILABLE.withDescription("the process ends"), new Metadata(), false));
      return;
    }
    // Nothing of who calls is known to the service but what the headers say.
    Context before = Context.ROOT.attach();
    ServerCall.Listener<Q> listening;
    try {
      listening = channel.chain().serve(new Served(), headers, options.getDeadline(), handler);
    } catch (RuntimeException | Error e) {
      if (ended(Status.INTERNAL.withCause(e), new Metadata(), false)) {
        channel.end();
        tellIfEnded(true);
      }
      return;
    } finally {
      Context.ROOT.detach(before);
    }
    boolean gone;
    synchronized (this) {
      service = listening;
      gone = isCancelled;
    }
    if (gone) {
      listening.onCancel();
    }
  }

  @Override
  public void request(int messages) {
    boolean late;
    synchronized (this) {
      isAskedFor = true;
      late = end != null && !isTold;
    }
    tellIfEnded(late);
  }

  @Override
  public void sendMessage(Q message) {
    request = message;
  }

  @Override
  public void halfClose() {
    ServerCall.Listener<Q> to;
    synchronized (this) {
      to = isCancelled ? null : service;
    }
    Q message = request;
    request = null;
    if (to == null) {
      return;
    }
    if (message != null) {
      to.onMessage(message);
    }
    to.onHalfClose();
  }

  @Override
  public void cancel(@Nullable String message, @Nullable Throwable cause) {
    Status status = Status.CANCELLED.withDescription(message).withCause(cause);
    if (!ended(status, new Metadata(), true)) {
      return;
    }
    channel.end();
    ServerCall.Listener<Q> to;
    synchronized (this) {
      to = service;
    }
    if (to != null) {
      to.onCancel();
    }
    tellIfEnded(true);
  }

  /** Whether this is how the call ends: it had not ended yet. */
  private synchronized boolean ended(Status how, Metadata with, boolean byCaller) {
    if (end != null) {
      return false;
    }
    end = how;
    trailers = with;
    isCancelled = byCaller;
    return true;
  }

  private void tellIfEnded(boolean has) {
    if (!has) {
      return;
    }
    synchronized (this) {
      if (isTold || (answer != null && !isAskedFor)) {
        return;
      }
      isTold = true;
    }
    Executor listening = options.getExecutor();
    if (listening == null) {
      tell();
    } else {
      listening.execute(this::tell);
    }
  }

  private void tell() {
    ClientCall.Listener<A> to = caller;
    Status how;
    Metadata with;
    Metadata head;
    A message;
    synchronized (this) {
      how = end;
      with = trailers;
      head = answerHeaders;
      message = isCancelled ? null : answer;
    }
    if (to == null || how == null || with == null) {
      return;
    }
    // The service may answer right where it was asked, in a context of its own and with its rights.
    Context before = callers.attach();
    try {
      how = hand(to, head, message, how);
      to.onClose(how, with);
    } finally {
      callers.detach(before);
    }
  }

  private static <A> Status hand(
      ClientCall.Listener<A> to, @Nullable Metadata head, @Nullable A message, Status how) {
    try {
      if (head != null) {
        to.onHeaders(head);
      }
      if (message != null) {
        to.onMessage(message);
      }
      return how;
    } catch (RuntimeException e) {
      return Status.CANCELLED.withDescription("the answer was not taken").withCause(e);
    }
  }

  /** The call as its service sees it. */
  final class Served extends ServerCall<Q, A> {
    /** Ends the call with a refusal, which goes to the caller as it is. */
    void refuse(Refused refused) {
      Refused carried = Refusals.carried(refused);
      end(Refusals.status(carried), new Metadata());
    }

    @Override
    public void request(int messages) {
      // There is one at most, and it comes with the end of what is sent.
    }

    @Override
    public void sendHeaders(Metadata headers) {
      synchronized (LocalCall.this) {
        answerHeaders = headers;
      }
    }

    @Override
    public void sendMessage(A message) {
      synchronized (LocalCall.this) {
        answer = message;
        answers++;
      }
    }

    @Override
    public void close(Status status, Metadata with) {
      // A cause is the service's own, and stays with it.
      end(status.withCause(null), with);
    }

    private void end(Status status, Metadata with) {
      Status how = status;
      ServerCall.Listener<Q> to;
      synchronized (LocalCall.this) {
        if (how.isOk() && answers != 1) {
          how = Status.INTERNAL.withDescription(answers + " answers in the place of one");
        }
        if (!how.isOk()) {
          answer = null;
        }
        to = service;
      }
      if (!ended(how, with, false)) {
        return;
      }
      channel.end();
      tellIfEnded(true);
      if (to != null) {
        to.onComplete();
      }
    }

    @Override
    public boolean isCancelled() {
      synchronized (LocalCall.this) {
        return isCancelled;
      }
    }

    @Override
    public MethodDescriptor<Q, A> getMethodDescriptor() {
      return method;
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }
  }
}
