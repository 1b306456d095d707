package io.onsale.kit.chain;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A channel to services of this process that never wait. A call with one message each way is served
 * on the thread that makes it, by the same chain that stands before every service, and without a
 * transport between: what a message, a header or a refusal would be written into and read from
 * again stays as it is. All other calls go another way.
 *
 * <pre>{@code
 * LocalChannel inventory = new LocalChannel(chain, services, inProcess);
 * }</pre>
 */
public final class LocalChannel extends Channel {
  private static final long LOOKED_AT_EACH_NANOS = 1_000_000;

  private final GrpcServerChain chain;
  private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
  private final Channel others;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param chain stands before the services
   * @param others takes the calls that stream
   */
  public LocalChannel(GrpcServerChain chain, List<BindableService> services, Channel others) {
    this.chain = chain;
    this.others = others;
    for (BindableService service : services) {
      for (ServerMethodDefinition<?, ?> method : service.bindService().getMethods()) {
        if (method.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
          methods.put(method.getMethodDescriptor().getFullMethodName(), method);
        }
      }
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    ServerMethodDefinition<?, ?> served = methods.get(method.getFullMethodName());
    // Only a caller who has the very same types can be handed messages as they are.
    if (served == null || !served.getMethodDescriptor().equals(method)) {
      return others.newCall(method, options);
    }
    @SuppressWarnings("unchecked") // the same method has the same messages
    ServerMethodDefinition<Q, A> mine = (ServerMethodDefinition<Q, A>) served;
    return new LocalCall<>(this, method, options, mine.getServerCallHandler());
  }

  @Override
  public String authority() {
    return others.authority();
  }

  GrpcServerChain chain() {
    return chain;
  }

  /** Counts a call that begins; false when it may not any more. */
  boolean begin() {
    underWay.incrementAndGet();
    if (closed) {
      underWay.decrementAndGet();
      return false;
    }
    return true;
  }

  void end() {
    underWay.decrementAndGet();
  }

  /** Takes no more calls, and waits until those that are under way have ended, so long at most. */
  public void close(long waitNanos) {
    closed = true;
    long end = System.nanoTime() + waitNanos;
    while (underWay.get() > 0 && end - System.nanoTime() > 0) {
      LockSupport.parkNanos(LOOKED_AT_EACH_NANOS);
    }
  }
}
