package io.onsale.inventory.model;

import static org.assertj.core.api.Assertions.assertThat;

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

  private void remember(long id, long now) {
    Header from = new Header();
    from.idempotencyHigh = high(id);
    from.idempotencyLow = id;
    from.fingerprint = id;
    answers.addDone(from, now, new Result.Done().with(101, 0, 1, 0), 1, holds);
  }

  /** Ids that all fall on one place of the table, under one tag. */
  private static long high(long id) {
    return id * 0x9e3779b97f4a7c15L;
  }
}
