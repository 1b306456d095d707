package io.onsale.orders.peers;

import io.grpc.StatusRuntimeException;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls a peer, and tells its answers from its faults. */
final class Ask {
  private Ask() {}

  /**
   * @param refusal what a refusal means
   * @throws RuntimeException when the peer could not be reached, or failed, or did not know us
   */
  static <T> T peer(Supplier<T> call, Function<Refused, T> refusal) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      Refused refused = Refusals.of(e).filter(Ask::isAnswer).orElseThrow(() -> e);
      return refusal.apply(refused);
    }
  }

  /**
   * The same for a call that changes something.
   *
   * @param key makes the call again the same call
   */
  static <T> T once(String key, Callable<T> call, Function<Refused, T> refusal) {
    return peer(
        () -> {
          try {
            return Calls.withIdempotencyKey(key, call);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        refusal);
  }

  /**
   * What the peer decided. That it is overloaded, or that it does not know us, decides nothing:
   * taking that for a no would send money back because of a wrong setting.
   */
  private static boolean isAnswer(Refused refused) {
    if (refused.reason() == Reason.IDEMPOTENCY_KEY_IN_USE
        || refused.reason() == Reason.IDEMPOTENCY_KEY_REUSED) {
      return false;
    }
    return switch (refused.httpStatus()) {
      case 404, 409, 422 -> true;
      default -> false;
    };
  }
}
