package io.onsale.inventory.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A state kept in memory, value by value. */
final class StateBytes implements StateSink {
  final List<Long> values = new ArrayList<>();

  @Override
  public void putInt(int value) {
    values.add((long) value);
  }

  @Override
  public void putLong(long value) {
    values.add(value);
  }

  @Override
  public void putLongs(long[] from, int first, int length) {
    for (int i = first; i < first + length; i++) {
      values.add(from[i]);
    }
  }

  @Override
  public void putInts(int[] from, int first, int length) {
    for (int i = first; i < first + length; i++) {
      values.add((long) from[i]);
    }
  }

  @Override
  public void putBytes(byte[] from, int first, int length) {
    for (int i = first; i < first + length; i++) {
      values.add((long) from[i]);
    }
  }

  static SeatEngine copy(SeatEngine engine, SeatChanges changes, SeatEngine.Sizes sizes) {
    StateBytes bytes = new StateBytes();
    engine.save(bytes);
    Source source = new Source(bytes.values);
    SeatEngine copy = SeatEngine.restore(source, changes, sizes);
    if (!source.left.isEmpty()) {
      throw new IllegalStateException(source.left.size() + " values were not read");
    }
    return copy;
  }

  private static final class Source implements StateSource {
    final Queue<Long> left;

    Source(List<Long> values) {
      left = new ArrayDeque<>(values);
    }

    @Override
    public int getInt() {
      return (int) getLong();
    }

    @Override
    public long getLong() {
      return left.remove();
    }

    @Override
    public void getLongs(long[] into, int first, int length) {
      for (int i = first; i < first + length; i++) {
        into[i] = getLong();
      }
    }

    @Override
    public void getInts(int[] into, int first, int length) {
      for (int i = first; i < first + length; i++) {
        into[i] = getInt();
      }
    }

    @Override
    public void getBytes(byte[] into, int first, int length) {
      for (int i = first; i < first + length; i++) {
        into[i] = (byte) getLong();
      }
    }
  }
}
