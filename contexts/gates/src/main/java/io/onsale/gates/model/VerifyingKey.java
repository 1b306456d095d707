package io.onsale.gates.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/** A public Ed25519 key, parsed once. */
public final class VerifyingKey {
  /** Length of {@link #bytes}. */
  public static final int BYTES = Ed25519.KEY_BYTES;

  static final int ID_BYTES = 6;

  private final byte[] bytes;
  private final PublicKey key;
  private final String id;

  private VerifyingKey(byte[] bytes, PublicKey key) {
    this.bytes = bytes;
    this.key = key;
    this.id = id(sha256(bytes), 0);
  }

  /**
   * The key with these bytes.
   *
   * @param bytes 32, as in RFC 8032
   * @throws IllegalArgumentException when they are not so many
   */
  public static VerifyingKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("an Ed25519 key has " + BYTES + " bytes");
    }
    byte[] own = bytes.clone();
    return new VerifyingKey(own, Ed25519.publicKey(own));
  }

  /** The first 6 bytes of the SHA-256 of the key, as 8 characters of base64url. */
  public String id() {
    return id;
  }

  /** 32 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Whether the 64 bytes after the first {@code length} ones are this key's signature over context
   * and those.
   */
  boolean hasSigned(byte[] context, byte[] bytes, int length) {
    return Ed25519.isSigned(key, context, bytes, length);
  }

  static String id(byte[] bytes, int offset) {
    return Base64.getUrlEncoder()
        .encodeToString(Arrays.copyOfRange(bytes, offset, offset + ID_BYTES));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "VerifyingKey[" + id + "]";
  }
}
