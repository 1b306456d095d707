package io.onsale.gateway.edge;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Who answers which operation. */
final class Handlers {
  private final Executor waiting;
  private final Map<String, Handler> byOperation = new HashMap<>();

  /**
   * @param waiting where handlers run that may wait
   */
  Handlers(Executor waiting) {
    this.waiting = waiting;
  }

  /** Answers an operation on the thread that it came on. */
  void direct(String operation, Handler handler) {
    if (byOperation.putIfAbsent(operation, handler) != null) {
      throw new IllegalStateException("two handlers for " + operation);
    }
  }

  /** Answers an operation on a thread that may wait. */
  void waiting(String operation, Handler.Waiting handler) {
    direct(operation, ask -> whenWaited(() -> handler.handle(ask)));
  }

  /** Does some work of the current call on a thread that may wait. */
  <T> CompletableFuture<T> whenWaited(Callable<T> work) {
    CallContext call = Calls.current().orElseGet(CallContext::fresh);
    CompletableFuture<T> done = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            done.complete(Calls.run(call, work));
          } catch (Throwable t) { // a fault is the call's outcome, and the chain's to tell
            done.completeExceptionally(t);
          }
        };
    ServiceRequestContext http = ServiceRequestContext.currentOrNull();
    waiting.execute(http == null ? run : http.makeContextAware(run));
    return done;
  }

  Handler of(String operation) {
    return Objects.requireNonNull(
        byOperation.get(operation), () -> "no handler for the operation " + operation);
  }

  Set<String> operations() {
    return Set.copyOf(byOperation.keySet());
  }

  /** An answer that is there. */
  static CompletableFuture<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
