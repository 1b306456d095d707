package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine's whole state as it was at one moment, for another thread to write down while the
 * engine goes on. What can change has been copied; the remembered answers, which are nearly all of
 * it, have not: their pages are only ever added to, and are not used again before this is closed.
 * Nor have their hashes been computed, of those that nobody had asked for.
 *
 * <pre>{@code
 * FrozenState state = engine.freeze();                     // on the engine's thread
 * executor.execute(() -> { try (state) { state.save(sink); } });
 * }</pre>
 */
public final class FrozenState implements AutoCloseable {
  private static final int BLOCK = 1 << 14;

  /** Shorter arrays are kept as single values: hundreds of thousands of holds are such. */
  private static final int SHORT = 64;

  private final AtomicInteger readers;
  private final Tape tape = new Tape();
  private boolean closed;

  /** On the engine's thread. */
  FrozenState(AtomicInteger readers) {
    this.readers = readers;
    readers.incrementAndGet();
  }

  StateSink sink() {
    return tape;
  }

  /**
   * Writes the state, and returns its hash: both are the same as the engine's own were when it was
   * frozen. On one thread at a time.
   */
  public long save(StateSink sink) {
    if (closed) {
      throw new IllegalStateException("closed: the engine may have changed it");
    }
    HashingSink hashing = new HashingSink(sink);
    tape.play(hashing);
    return hashing.hash();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      readers.decrementAndGet();
    }
  }

  /** Values of an array: a copy of its own, or such as do not change. */
  @SuppressWarnings("ArrayRecordComponent") // compared by none
  private sealed interface Piece {
    record Page(long number, long hash, long[] words) implements Piece {}

    record Longs(long[] values) implements Piece {}

    record Ints(int[] values) implements Piece {}

    record Bytes(byte[] values) implements Piece {}
  }

  /** All that was put, in order: single values as words, with pieces of arrays between them. */
  private static final class Tape implements StateSink {
    private final List<long[]> blocks = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();

    /** After how many single values each piece comes. */
    private long[] places = new long[BLOCK];

    /** A bit for each single value: whether it is an int. */
    private final List<long[]> ints = new ArrayList<>();

    private long singles;

    @Override
    public void putInt(int value) {
      int at = room();
      ints.getLast()[at >>> 6] |= 1L << at;
      blocks.getLast()[at] = value;
    }

    @Override
    public void putLong(long value) {
      int at = room();
      blocks.getLast()[at] = value;
    }

    private int room() {
      int at = (int) singles++ & BLOCK - 1;
      if (at == 0) {
        blocks.add(new long[BLOCK]);
        ints.add(new long[BLOCK >>> 6]);
      }
      return at;
    }

    @Override
    public void putLongs(long[] values, int from, int length) {
      if (length <= SHORT) {
        putShort(values, from, length);
        return;
      }
      put(new Piece.Longs(Arrays.copyOfRange(values, from, from + length)));
    }

    private void putShort(long[] values, int from, int length) {
      int next = from;
      for (int left = length; left > 0; ) {
        int at = room();
        int count = Math.min(left, BLOCK - at);
        System.arraycopy(values, next, blocks.getLast(), at, count);
        singles += count - 1;
        next += count;
        left -= count;
      }
    }

    @Override
    public void putPage(long number, long hash, long[] words) {
      put(new Piece.Page(number, hash, words));
    }

    @Override
    public void putInts(int[] values, int from, int length) {
      put(new Piece.Ints(Arrays.copyOfRange(values, from, from + length)));
    }

    @Override
    public void putBytes(byte[] values, int from, int length) {
      put(new Piece.Bytes(Arrays.copyOfRange(values, from, from + length)));
    }

    private void put(Piece piece) {
      if (pieces.size() == places.length) {
        places = Arrays.copyOf(places, 2 * places.length);
      }
      places[pieces.size()] = singles;
      pieces.add(piece);
    }

    void play(StateSink sink) {
      long next = 0;
      for (int i = 0; i < pieces.size(); i++) {
        play(next, places[i], sink);
        next = places[i];
        switch (pieces.get(i)) {
          case Piece.Page page -> sink.putPage(page.number, page.hash, page.words);
          case Piece.Longs longs -> sink.putLongs(longs.values, 0, longs.values.length);
          case Piece.Ints ints -> sink.putInts(ints.values, 0, ints.values.length);
          case Piece.Bytes bytes -> sink.putBytes(bytes.values, 0, bytes.values.length);
        }
      }
      play(next, singles, sink);
    }

    private void play(long from, long to, StateSink sink) {
      for (long i = from; i < to; i++) {
        int block = (int) (i / BLOCK);
        int at = (int) (i & BLOCK - 1);
        long value = blocks.get(block)[at];
        if ((ints.get(block)[at >>> 6] >>> at & 1) != 0) {
          sink.putInt((int) value);
        } else {
          sink.putLong(value);
        }
      }
    }
  }
}
