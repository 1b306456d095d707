package io.onsale.inventory.flow;

import java.util.Optional;

/** Where a chronicle has stood, on disk: so a start need not read the log from its beginning. */
public interface Checkpoints {
  /**
   * Writes down where the chronicle stands. It is not changed; only the caller's thread may use it
   * meanwhile.
   *
   * @return puts what was written on disk for good and forgets what is no longer needed; may take
   *     long, and may be run by any thread, once
   */
  Runnable write(Chronicle chronicle);

  /**
   * Goes on from the newest one at or below a position that is not damaged; damaged ones are told
   * and passed over.
   */
  Optional<Chronicle> newest(long atMost, Chronicle.Listener listener);

  /** Forgets those that stand behind the end of the log: what they are of has been given up. */
  void forgetBehind(long end);
}
