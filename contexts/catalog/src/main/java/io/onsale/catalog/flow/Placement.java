package io.onsale.catalog.flow;

import io.onsale.kit.ids.Ids;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Places new performances on shards, and gives them ids that say where: a shard once chosen is the
 * performance's for ever, since nobody keeps it anywhere else.
 *
 * <p>Of all shards that are open the one with the highest hash together with the performance is
 * chosen, so that opening one more takes only its own share from the others.
 */
public final class Placement implements Supplier<String> {
  private final Ids ids;
  private final List<Integer> open;

  /**
   * @param open numbers of the shards that take new performances
   */
  public Placement(Ids ids, List<Integer> open) {
    this.ids = ids;
    this.open = List.copyOf(open);
  }

  /** The id of a new performance. */
  @Override
  public String get() {
    return ids.nextEnding(shardOf(ids.nextLong(), open));
  }

  static int shardOf(long key, List<Integer> open) {
    return open.stream()
        .max(
            Comparator.comparingLong((Integer shard) -> mix(key ^ mix(shard + 1L)))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** The finisher of SplitMix64: each bit of the input changes about half of the output's. */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
