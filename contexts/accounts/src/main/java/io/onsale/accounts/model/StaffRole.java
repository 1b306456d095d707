package io.onsale.accounts.model;

/** What staff do for their organisation. */
public enum StaffRole {
  /** Runs its shows, and all that gate staff do. */
  ORGANIZER,
  /** Checks tickets at its gates. */
  GATE
}
