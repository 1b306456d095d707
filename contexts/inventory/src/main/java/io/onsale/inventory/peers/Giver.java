package io.onsale.inventory.peers;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * From whom a node gets the sealed files that it lacks. Those of two members do not link: when one
 * breaks off, as it is started again, it is waited for before all is begun anew with another.
 */
final class Giver {
  static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

  private @Nullable Member begun;
  private long gaveAt;

  /** Whether a member may be asked now. */
  boolean mayBe(Member member, long nowNanos) {
    return begun == null || begun.equals(member) || nowNanos - gaveAt >= PATIENCE_NS;
  }

  /** It gave some, of which it has the rest. */
  void gave(Member member, long nowNanos) {
    begun = member;
    gaveAt = nowNanos;
  }

  /** What it has of them is damaged, so it is not waited for. */
  void isDamaged() {
    begun = null;
  }
}
