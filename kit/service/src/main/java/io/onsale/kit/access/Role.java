package io.onsale.kit.access;

/**
 * What a signed-in caller is. One account may have several roles; every account is a {@link
 * #BUYER}.
 */
public enum Role {
  BUYER('b'),
  ORGANIZER('o'),
  GATE('g'),
  /** Another part of Onsale, working for itself and not for a person. */
  SERVICE('s');

  /** Stands for the role in a token. */
  final char letter;

  Role(char letter) {
    this.letter = letter;
  }
}
