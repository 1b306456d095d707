package io.onsale.payments.flow;

import io.onsale.payments.model.SandboxNotice;

/** Brings a sandbox notice over the network to whom it is for. */
@FunctionalInterface
public interface Courier {
  /** Whether it was taken. */
  boolean bring(SandboxNotice notice);
}
