package io.onsale.inventory.model;

/** The one mixing function: every bit of the argument moves every bit of the answer. */
final class Hash {
  private Hash() {}

  /** Stafford's mix 13 of the 64-bit finalizer of MurmurHash3. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
