package io.onsale.gates.flow;

/** Who works for whom. */
public interface Staff {
  /** Whether an account is on an organisation's staff at this time, within a minute. */
  Standing standing(String accountId, String organizerId);

  /** What can be said of it. */
  enum Standing {
    MEMBER,
    STRANGER,
    /** Nobody can be asked. */
    UNKNOWN
  }
}
