package io.onsale.kit.access;

/**
 * What a signed-in caller is. One account may have several roles; every account is a {@link
 * #BUYER}.
 */
public enum Role {
  BUYER,
  ORGANIZER,
  GATE,
  /** Another part of Onsale, working for itself and not for a person. */
  SERVICE
}
