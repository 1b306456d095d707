package io.onsale.kit.chain;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One thing that is done to every call. It may change the call on its way in, answer in its place
 * by failing, and see how it ended. It never blocks and keeps nothing in the thread: the stage may
 * complete on another one.
 *
 * <pre>{@code
 * Middleware timing = (call, next) -> {
 *     long start = System.nanoTime();
 *     return next.proceed(call).whenComplete((outcome, fault) -> record(call.method(), System.nanoTime() - start));
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Middleware {
  /**
   * Handles one call.
   *
   * @return completes when the call has ended: with its outcome, or with a {@code Refused} or a
   *     fault
   */
  CompletionStage<Outcome> handle(Call call, Next next);

  /** Handles one call, and gives what is thrown before it is under way as how it ended, too. */
  default CompletionStage<Outcome> begin(Call call, Next next) {
    try {
      return handle(call, next);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The rest of the chain, and the call itself at its end. To be called once at most. */
  @FunctionalInterface
  interface Next {
    CompletionStage<Outcome> proceed(Call call);
  }

  /** The middlewares as one; the first is the outermost. */
  static Middleware chain(List<Middleware> middlewares) {
    return middlewares.reversed().stream()
        .reduce(
            (call, next) -> next.proceed(call),
            (inner, outer) ->
                (call, next) -> outer.handle(call, passed -> inner.handle(passed, next)));
  }
}
