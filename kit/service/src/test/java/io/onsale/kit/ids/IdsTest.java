package io.onsale.kit.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final Ids ids = new Ids(() -> now, 5);

  @Test
  void growsAlsoWithinAMillisecondAndWhenTheClockStepsBack() {
    long last = ids.nextLong();
    for (int i = 0; i < 10_000; i++) {
      if (i == 5_000) {
        now = now.minusSeconds(60);
      }
      long next = ids.nextLong();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
  }

  @Test
  void differsAmongThreadsAndNodes() {
    Ids other = new Ids(() -> now, 6);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 20_000)
        .parallel()
        .forEach(i -> assertThat(seen.add((i % 2 == 0 ? ids : other).nextLong())).isTrue());
  }

  @Test
  void readsBackWhatItWrites() {
    for (long id : new long[] {0, 1, 31, 32, ids.nextLong(), Long.MAX_VALUE}) {
      assertThat(Ids.parse(Ids.format(id))).isEqualTo(id);
      assertThat(Ids.parse(Ids.formatShort(id))).isEqualTo(id);
      assertThat(Ids.format(id)).hasSize(13);
    }
    assertThat(Ids.formatShort(0)).isEqualTo("0");
    assertThat(ids.next()).matches("[0-9a-hjkmnp-tv-z]{13}");
  }

  @Test
  void refusesWhatIsNoId() {
    for (String text :
        new String[] {"", "A", "u", "i", "0x/1", "00000000000000", "g000000000000"}) {
      assertThat(Ids.isId(text)).as(text).isFalse();
      assertThatThrownBy(() -> Ids.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void knowsItsOwnFormFromShorterOnesOfTheSameNumber() {
    String id = ids.next();
    assertThat(Ids.isPublic(id)).isTrue();
    assertThat(Ids.isPublic(id.substring(1))).isFalse();
    assertThat(Ids.isPublic("0" + id)).isFalse();
    assertThat(Ids.isPublic("u".repeat(13))).isFalse();
  }

  @Test
  void refusesNodesThatDoNotFit() {
    assertThatThrownBy(() -> new Ids(() -> now, 1024)).hasMessageContaining("0 to 1023");
    assertThatThrownBy(() -> new Ids(() -> now, -1)).hasMessageContaining("0 to 1023");
  }

  @Test
  void unguessableIdsAreLongAndDiffer() {
    assertThat(Ids.unguessable()).matches("[0-9a-hjkmnp-tv-z]{26}").isNotEqualTo(Ids.unguessable());
  }

  @Test
  void base32IsCrockfords() {
    assertThat(Ids.base32(new byte[] {})).isEmpty();
    assertThat(Ids.base32(new byte[] {(byte) 0xff})).isEqualTo("zw");
    assertThat(Ids.base32(new byte[] {0x00, 0x44, 0x32, 0x14, (byte) 0xc7})).isEqualTo("01234567");
  }
}
