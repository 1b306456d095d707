package io.onsale.accounts.flow;

import io.onsale.accounts.model.Password;

/**
 * A hash that is slow on purpose. Each call keeps a core busy for tens of milliseconds: see {@link
 * HashingQueue}.
 */
public interface PasswordHashes {
  /** A hash with a salt of its own; it tells its parameters. */
  String hash(Password password);

  boolean matches(Password password, String hash);

  /** Whether a hash was made with the parameters that hold now. */
  boolean isCurrent(String hash);
}
