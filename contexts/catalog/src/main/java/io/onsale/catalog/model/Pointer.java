package io.onsale.catalog.model;

import org.jspecify.annotations.Nullable;

/** A place in a JSON document. A chain of steps, written out only when there is a fault to tell. */
final class Pointer {
  static final Pointer ROOT = new Pointer(null, null, -1);

  private final @Nullable Pointer parent;
  private final @Nullable String key;
  private final int index;

  private Pointer(@Nullable Pointer parent, @Nullable String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  Pointer to(String member) {
    return new Pointer(this, member, -1);
  }

  Pointer to(int element) {
    return new Pointer(this, null, element);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    String step = key == null ? Integer.toString(index) : key.replace("~", "~0").replace("/", "~1");
    return parent + "/" + step;
  }
}
