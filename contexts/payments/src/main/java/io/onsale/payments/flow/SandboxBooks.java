package io.onsale.payments.flow;

import io.onsale.payments.model.SandboxNotice;
import io.onsale.payments.model.SandboxPayment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sandbox provider's own books, apart from ours: it knows nothing of what we think of a
 * payment.
 */
public interface SandboxBooks {
  Optional<SandboxPayment> find(String id);

  /** Writes a new payment; does nothing when it is there. */
  void open(SandboxPayment payment);

  /**
   * Writes a change, and what is to be told of it, if the payment is still the one before it.
   *
   * @param tellAt when it is told at the latest by {@link SendSandboxNotices}
   * @return false when it has changed meanwhile; nothing is written then
   */
  boolean replace(SandboxPayment next, @Nullable SandboxNotice notice, Instant tellAt);

  /** What was not told yet of a payment, oldest first. */
  List<SandboxNotice> untold(String payment);

  /** What is to be told now, the longest waiting first. */
  List<SandboxNotice> due(Instant now, int max);

  /** It was taken. */
  void told(SandboxNotice notice);

  /** It was not taken: it is tried again then. */
  void postpone(SandboxNotice notice, Instant until);
}
