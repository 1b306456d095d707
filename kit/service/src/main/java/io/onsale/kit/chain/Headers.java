package io.onsale.kit.chain;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a call, by lower-case name. They are read where they came, and not copied: most
 * are asked for by nobody.
 */
@FunctionalInterface
public interface Headers {
  /** None. */
  Headers NONE = name -> null;

  /** The value of a header; the first one of several. */
  @Nullable String get(String name);

  /** Tells what the chain has added, the last first. */
  default void forEachAdded(BiConsumer<String, String> to) {}

  /** These and one more, or another value for one. */
  default Headers with(String name, String value) {
    return new Added(name, value, this);
  }

  /** One header before others. */
  record Added(String name, String value, Headers others) implements Headers {
    @Override
    public @Nullable String get(String wanted) {
      return wanted.equals(name) ? value : others.get(wanted);
    }

    @Override
    public void forEachAdded(BiConsumer<String, String> to) {
      to.accept(name, value);
      others.forEachAdded((other, its) -> {
        if (!other.equals(name)) {
          to.accept(other, its);
        }
      });
    }
  }
}
