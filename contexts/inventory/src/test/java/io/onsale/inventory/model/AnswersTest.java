package io.onsale.inventory.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final long EARLY = 1_800_000_000_000L;
  private static final long LATE = EARLY + Answers.KEPT + 1;

  private final Holds holds = new Holds(16, 16);
  private final Answers answers = new Answers(16, 16);

  @Test
  void doesNotFindAForgottenAnswerAtAnEmptyPlaceThatPassesForAMatch() {
    remember(1, EARLY);

    remember(2, LATE);

    assertThat(answers.size()).isEqualTo(1);
    assertThat(answers.find(high(1), 1)).isEqualTo(Answers.NONE);
    assertThat(answers.find(high(2), 2)).isNotEqualTo(Answers.NONE);
  }

  @Test
  void findsEveryAnswerAfterItsStateWasWrittenAndReadAgain() {
    int many = 1 << 17;
    Answers half = new Answers(2 * many, 16);
    Header from = new Header();
    for (int id = 1; id <= many; id++) {
      refuse(half, from, id);
    }
    Answers read = new Answers(2 * many, 16);

    copy(half, read);

    assertThat(read.size()).isEqualTo(many);
    for (int id = 1; id <= many; id++) {
      assertThat(read.version(read.find(7, id))).isEqualTo(id);
    }
    // The table goes on: it grows, and then the oldest leave it.
    for (int id = many + 1; id <= 2 * many + 1_000; id++) {
      refuse(read, from, id);
    }
    assertThat(read.find(7, 1_000)).isEqualTo(Answers.NONE);
    for (int id = 1_001; id <= 2 * many + 1_000; id++) {
      assertThat(read.version(read.find(7, id))).isEqualTo(id);
    }
  }

  private static void refuse(Answers answers, Header from, long id) {
    from.idempotencyHigh = 7;
    from.idempotencyLow = id;
    from.fingerprint = id;
    answers.addRefused(from, 1, 0, 1, 0, id);
  }

  private void remember(long id, long now) {
    Header from = new Header();
    from.idempotencyHigh = high(id);
    from.idempotencyLow = id;
    from.fingerprint = id;
    answers.addDone(from, now, new Result.Done().with(101, 0, 1, 0), 1, holds);
  }

  private static void copy(Answers from, Answers to) {
    Values values = new Values();
    from.save(values);
    to.load(values);
    assertThat(values.queue).isEmpty();
  }

  /** Gives back what it took. */
  private static final class Values implements StateSink, StateSource {
    private final Deque<Long> queue = new ArrayDeque<>();

    @Override
    public void putInt(int value) {
      queue.add((long) value);
    }

    @Override
    public void putLong(long value) {
      queue.add(value);
    }

    @Override
    public void putLongs(long[] values, int from, int length) {
      for (int i = from; i < from + length; i++) {
        queue.add(values[i]);
      }
    }

    @Override
    public void putInts(int[] values, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putBytes(byte[] values, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getInt() {
      return (int) getLong();
    }

    @Override
    public long getLong() {
      return queue.remove();
    }

    @Override
    public void getLongs(long[] values, int from, int length) {
      for (int i = from; i < from + length; i++) {
        values[i] = getLong();
      }
    }

    @Override
    public void getInts(int[] values, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void getBytes(byte[] values, int from, int length) {
      throw new UnsupportedOperationException();
    }
  }

  /** Ids that all fall on one place of the table, under one tag. */
  private static long high(long id) {
    return id * 0x9e3779b97f4a7c15L;
  }
}
