package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An engine's whole state as it was at one moment, for another thread to write down while the
 * engine goes on. What can change has been copied; the remembered answers, which are nearly all of
 * it, have not: their pages are only ever added to, and are not used again before this is closed.
 * Nor have their hashes been computed, of those that nobody had asked for.
 *
 * <p>The memory of what is copied is used again for the next state, so that freezing one allocates
 * next to nothing: tens of megabytes at once would make the collector stop all, just then.
 *
 * <pre>{@code
 * FrozenState state = engine.freeze();                     // on the engine's thread
 * executor.execute(() -> { try (state) { state.save(sink); } });
 * }</pre>
 */
public final class FrozenState implements AutoCloseable {
  private final Memory memory;
  private final Tape tape;
  private boolean closed;

  /** What the states of one engine share. */
  static final class Memory {
    private final AtomicInteger readers;
    private final AtomicReference<@Nullable Tape> spare = new AtomicReference<>();

    /**
     * @param readers counts who reads a frozen state
     */
    Memory(AtomicInteger readers) {
      this.readers = readers;
    }
  }

  /** On the engine's thread. */
  FrozenState(Memory memory) {
    this.memory = memory;
    memory.readers.incrementAndGet();
    Tape used = memory.spare.getAndSet(null);
    tape = used == null ? new Tape() : used;
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
      tape.clear();
      memory.spare.set(tape);
      memory.readers.decrementAndGet();
    }
  }

  /** What is not a number: a copy of its own, or a page, which does not change. */
  @SuppressWarnings("ArrayRecordComponent") // compared by none
  private sealed interface Piece {
    record Page(long number, long hash, long[] words) implements Piece {}

    record Bytes(byte[] values) implements Piece {}
  }

  /** All that was put, in order: numbers as words, with pieces between them. */
  private static final class Tape implements StateSink {
    private static final int BLOCK_BITS = 14;
    private static final int BLOCK = 1 << BLOCK_BITS;

    private final List<long[]> blocks = new ArrayList<>();

    /** A bit for each word of a block: whether it is an int. */
    private final List<long[]> ints = new ArrayList<>();

    private final List<Piece> pieces = new ArrayList<>();

    /** After how many words each piece comes. */
    private long[] places = new long[BLOCK];

    private long words;

    // The block that the last word went to.
    private long[] block = {};
    private long[] blockInts = {};

    @Override
    public void putInt(int value) {
      int at = room();
      blockInts[at >>> 6] |= 1L << at;
      block[at] = value;
    }

    @Override
    public void putLong(long value) {
      int at = room();
      block[at] = value;
    }

    /** Makes room for one more word in the newest block; returns where. */
    private int room() {
      int at = (int) words & BLOCK - 1;
      if (at == 0) {
        int index = (int) (words >>> BLOCK_BITS);
        if (index == blocks.size()) {
          blocks.add(new long[BLOCK]);
          ints.add(new long[BLOCK >>> 6]);
        }
        block = blocks.get(index);
        blockInts = ints.get(index);
        Arrays.fill(blockInts, 0);
      }
      words++;
      return at;
    }

    @Override
    public void putLongs(long[] values, int from, int length) {
      int next = from;
      for (int left = length; left > 0; ) {
        int at = room();
        int count = Math.min(left, BLOCK - at);
        System.arraycopy(values, next, block, at, count);
        words += count - 1;
        next += count;
        left -= count;
      }
    }

    @Override
    public void putInts(int[] values, int from, int length) {
      for (int i = from; i < from + length; i++) {
        putInt(values[i]);
      }
    }

    @Override
    public void putPage(long number, long hash, long[] values) {
      put(new Piece.Page(number, hash, values));
    }

    @Override
    public void putBytes(byte[] values, int from, int length) {
      put(new Piece.Bytes(Arrays.copyOfRange(values, from, from + length)));
    }

    private void put(Piece piece) {
      if (pieces.size() == places.length) {
        places = Arrays.copyOf(places, 2 * places.length);
      }
      places[pieces.size()] = words;
      pieces.add(piece);
    }

    void play(StateSink sink) {
      long next = 0;
      for (int i = 0; i < pieces.size(); i++) {
        play(next, places[i], sink);
        next = places[i];
        switch (pieces.get(i)) {
          case Piece.Page page -> sink.putPage(page.number, page.hash, page.words);
          case Piece.Bytes bytes -> sink.putBytes(bytes.values, 0, bytes.values.length);
        }
      }
      play(next, words, sink);
    }

    private void play(long from, long to, StateSink sink) {
      for (long next = from; next < to; ) {
        int index = (int) (next >>> BLOCK_BITS);
        int at = (int) next & BLOCK - 1;
        int end = (int) Math.min(BLOCK, at + (to - next));
        play(blocks.get(index), ints.get(index), at, end, sink);
        next += end - at;
      }
    }

    /** Words of one block: longs that follow each other go together. */
    private static void play(long[] block, long[] ints, int from, int end, StateSink sink) {
      for (int at = from; at < end; ) {
        if ((ints[at >>> 6] >>> at & 1) != 0) {
          sink.putInt((int) block[at++]);
          continue;
        }
        int longs = at;
        while (at < end && (ints[at >>> 6] >>> at & 1) == 0) {
          at++;
        }
        sink.putLongs(block, longs, at - longs);
      }
    }

    /** Forgets all but its memory. */
    void clear() {
      words = 0;
      pieces.clear();
    }
  }
}
