package io.onsale.app;

/** What a process does. */
public enum Role {
  /** Everything; the nodes of the seat log too, unless the settings say that they are elsewhere. */
  ALL,
  /** One node of a seat log, and nothing else. */
  SEATS
}
