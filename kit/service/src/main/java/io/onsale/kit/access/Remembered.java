package io.onsale.kit.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found out of late, by text; a bounded number. Two generations: when the young one is
 * full it becomes the old one, and what was in that and was not asked for since is forgotten.
 */
final class Remembered<V> {
  private final int halfMax;
  private volatile Map<String, V> young = new ConcurrentHashMap<>();
  private volatile Map<String, V> old = Map.of();

  Remembered(int max) {
    this.halfMax = max / 2;
  }

  @Nullable V get(String text) {
    V value = young.get(text);
    if (value == null) {
      value = old.get(text);
      if (value != null) {
        put(text, value);
      }
    }
    return value;
  }

  void put(String text, V value) {
    Map<String, V> into = young;
    if (into.size() >= halfMax) {
      into = renew();
    }
    into.put(text, value);
  }

  private synchronized Map<String, V> renew() {
    if (young.size() >= halfMax) {
      old = young;
      young = new ConcurrentHashMap<>();
    }
    return young;
  }
}
