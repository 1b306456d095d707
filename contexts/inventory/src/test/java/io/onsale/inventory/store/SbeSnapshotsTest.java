package io.onsale.inventory.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.model.Header;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Result;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.model.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The whole state, written in pieces and read back. */
class SbeSnapshotsTest {
  private static final long SHOW = 12;

  private final SbeSnapshots snapshots = new SbeSnapshots();
  private final Header header = new Header();
  private final Selection wanted = new Selection();

  @Test
  void givesBackTheSameState() {
    SeatEngine engine = engine(3_000);

    SeatEngine copy = snapshots.read(source(write(engine)), SeatChanges.NONE);

    assertThat(copy.stateHash()).isEqualTo(engine.stateHash());
    assertThat(copy.liveHolds()).isEqualTo(engine.liveHolds()).isPositive();
    assertThat(copy.rememberedAnswers()).isEqualTo(engine.rememberedAnswers());
    for (long buyer = 5_000; buyer < 6_000; buyer++) {
      hold(engine, buyer);
      hold(copy, buyer);
    }
    engine.expire(100_000_000, 10_000);
    copy.expire(100_000_000, 10_000);
    assertThat(copy.stateHash()).isEqualTo(engine.stateHash());
    assertThat(copy.liveHolds()).isZero();
  }

  @Test
  void givesBackAnEmptyState() {
    SeatEngine engine = new SeatEngine(SeatChanges.NONE);

    SeatEngine copy = snapshots.read(source(write(engine)), SeatChanges.NONE);

    assertThat(copy.stateHash()).isEqualTo(engine.stateHash());
  }

  @Test
  void answersWhatWasAskedBeforeTheSnapshotAsBefore() {
    SeatEngine engine = engine(10);
    SeatEngine copy = snapshots.read(source(write(engine)), SeatChanges.NONE);
    long hash = copy.stateHash();

    Result.Held again = (Result.Held) hold(copy, 3);

    assertThat(again.size()).isEqualTo(2);
    assertThat(copy.stateHash()).isEqualTo(hash);
  }

  @Test
  void keepsPiecesWithinTheirBound() {
    List<byte[]> chunks = write(engine(3_000));

    assertThat(chunks).hasSizeGreaterThan(5);
    assertThat(chunks)
        .allSatisfy(
            chunk -> assertThat(chunk).hasSizeLessThanOrEqualTo(SbeSnapshots.MAX_CHUNK_LENGTH));
  }

  @Test
  void refusesASnapshotWithoutItsEnd() {
    List<byte[]> chunks = write(engine(3_000));

    assertRefused(chunks.subList(0, chunks.size() - 1));
    assertRefused(List.of());
  }

  @Test
  void refusesASnapshotWithAMissingOrSwappedPiece() {
    List<byte[]> missing = new ArrayList<>(write(engine(3_000)));
    missing.remove(2);
    assertRefused(missing);

    List<byte[]> swapped = new ArrayList<>(write(engine(3_000)));
    swapped.set(1, swapped.set(2, swapped.get(1)));
    assertRefused(swapped);
  }

  @Test
  void refusesASnapshotWithAFlippedBitWhereverItIs() {
    SeatEngine engine = engine(20);
    List<byte[]> whole = write(engine);
    int length = whole.stream().mapToInt(chunk -> chunk.length).sum();
    for (int at = 0; at < length; at += at < 64 ? 1 : 37) {
      List<byte[]> damaged = write(engine);
      int left = at;
      for (byte[] chunk : damaged) {
        if (left < chunk.length) {
          chunk[left] ^= 16;
          break;
        }
        left -= chunk.length;
      }
      assertRefused(damaged);
    }
  }

  @Test
  void refusesATornPiece() {
    List<byte[]> torn = new ArrayList<>(write(engine(100)));
    byte[] first = torn.get(0);
    for (int length : new int[] {0, 7, 20, 40, first.length - 1}) {
      torn.set(0, Arrays.copyOf(first, length));
      assertRefused(torn);
    }
  }

  private void assertRefused(List<byte[]> chunks) {
    assertThatThrownBy(() -> snapshots.read(source(chunks), SeatChanges.NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  private List<byte[]> write(SeatEngine engine) {
    List<byte[]> chunks = new ArrayList<>();
    snapshots.write(
        engine,
        (buffer, offset, length) -> {
          byte[] chunk = new byte[length];
          buffer.getBytes(offset, chunk);
          chunks.add(chunk);
        });
    return chunks;
  }

  private static ChunkSource source(List<byte[]> chunks) {
    Iterator<byte[]> left = chunks.iterator();
    return sink -> {
      if (!left.hasNext()) {
        return false;
      }
      byte[] chunk = left.next();
      sink.onChunk(new UnsafeBuffer(chunk), 0, chunk.length);
      return true;
    };
  }

  /** A hall of 5,000 seats in which so many buyers ask, some twice, some confirm, some let go. */
  private SeatEngine engine(int buyers) {
    SeatEngine engine = new SeatEngine(SeatChanges.NONE);
    from(0);
    engine.open(header, hall());
    for (long buyer = 1; buyer <= buyers; buyer++) {
      if (hold(engine, buyer) instanceof Result.Held held) {
        long number = held.hold();
        from(buyer);
        header.idempotencyLow = -buyer;
        if (buyer % 3 == 0) {
          engine.confirm(header, SHOW, number);
        } else if (buyer % 5 == 0) {
          engine.release(header, SHOW, number);
        }
      }
    }
    return engine;
  }

  private Result hold(SeatEngine engine, long buyer) {
    from(buyer);
    return engine.hold(header, SHOW, wanted.best(0, Selection.ANY_SECTION, 2, 0), false);
  }

  private void from(long buyer) {
    header.time = 1_000 + buyer;
    header.organizer = 7;
    header.buyer = buyer;
    header.identity = buyer % 7;
    header.idempotencyHigh = 4;
    header.idempotencyLow = buyer;
    header.fingerprint = 1;
  }

  private static Opening hall() {
    List<Opening.Run> runs = new ArrayList<>();
    for (int row = 0; row < 100; row++) {
      runs.add(new Opening.Run(0, row, 50 * row, 50, row));
    }
    return new Opening(
        SHOW,
        "0123456789abcdef".repeat(4),
        5_000,
        new Opening.Window(0, 1_000_000),
        new Opening.Limits(4, 0),
        60_000,
        "CNY",
        List.of(new Opening.Section("Stalls", 0, 5_000, false)),
        runs,
        List.of(new Opening.TierSpan(5_000, 0)),
        List.of(new Opening.AttributeSpan(17, 3, 4)),
        List.of(new Opening.Tier("t1", 100)));
  }
}
