package io.onsale.catalog.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.kit.ids.Ids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));

  @Test
  void givesIdsThatSayTheirShardAndAreAllDifferent() {
    Placement placement = new Placement(new Ids(CLOCK, 1), List.of(3, 17));
    Set<String> ids = new HashSet<>();
    Set<Integer> shards = new HashSet<>();

    for (int i = 0; i < 1_000; i++) {
      String id = placement.get();
      ids.add(id);
      shards.add(Ids.end(Ids.parse(id)));
    }

    assertThat(ids).hasSize(1_000);
    assertThat(shards).containsExactlyInAnyOrder(3, 17);
  }

  @Test
  void spreadsEvenlyAndGivesANewShardOnlyItsOwnShare() {
    List<Integer> before = List.of(0, 1, 2);
    List<Integer> after = List.of(0, 1, 2, 3);
    int keys = 40_000;

    assertThat(LongStream.range(0, keys).filter(key -> Placement.shardOf(key, before) == 1).count())
        .isBetween(keys / 3L - 1_000, keys / 3L + 1_000);
    assertThat(
            LongStream.range(0, keys)
                .filter(key -> Placement.shardOf(key, after) != 3)
                .allMatch(key -> Placement.shardOf(key, after) == Placement.shardOf(key, before)))
        .isTrue();
    assertThat(LongStream.range(0, keys).filter(key -> Placement.shardOf(key, after) == 3).count())
        .isBetween(keys / 4L - 1_000, keys / 4L + 1_000);
  }
}
