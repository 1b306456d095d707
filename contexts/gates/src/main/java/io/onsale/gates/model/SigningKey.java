package io.onsale.gates.model;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;

/** A private Ed25519 key with its public half. Never printed. */
public final class SigningKey {
  private final byte[] seed;
  private final PrivateKey key;
  private final VerifyingKey verifying;

  private SigningKey(byte[] seed, VerifyingKey verifying) {
    this.seed = seed;
    this.key = Ed25519.privateKey(seed);
    this.verifying = verifying;
  }

  /** A new key. */
  public static SigningKey generate(SecureRandom chance) {
    KeyPair pair = Ed25519.newKeyPair(chance);
    byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    return new SigningKey(seed, VerifyingKey.of(Ed25519.bytes(pair.getPublic())));
  }

  /**
   * A key that was kept.
   *
   * @param seed 32 bytes
   * @param verifying the public half that belongs to it
   */
  public static SigningKey of(byte[] seed, VerifyingKey verifying) {
    if (seed.length != Ed25519.KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has " + Ed25519.KEY_BYTES + " bytes");
    }
    return new SigningKey(seed.clone(), verifying);
  }

  /** The 32 secret bytes. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The public half. */
  public VerifyingKey verifying() {
    return verifying;
  }

  byte[] sign(byte[] context, byte[] bytes, int length) {
    return Ed25519.sign(key, context, bytes, length);
  }

  @Override
  public String toString() {
    return "SigningKey[" + verifying.id() + "]";
  }
}
