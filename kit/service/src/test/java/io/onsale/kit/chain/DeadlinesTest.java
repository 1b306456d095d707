package io.onsale.kit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static CompletableFuture<Outcome> end(CompletionStage<Outcome> stage, long ms) {
    return Deadlines.SHARED.end(stage, TimeUnit.MILLISECONDS.toNanos(ms)).toCompletableFuture();
  }

  private static Object outcomeOrReason(CompletableFuture<Outcome> stage) {
    return stage
        .orTimeout(1, TimeUnit.MINUTES)
        .<Object>thenApply(outcome -> outcome)
        .exceptionally(
            failure -> failure.getCause() instanceof Refused refused ? refused.reason() : failure)
        .join();
  }

  @Test
  void endsWhatDoesNotEndAndNotBeforeItsTime() {
    for (long ms : new long[] {1, 10, 35, 200}) {
      long begun = System.nanoTime();

      Object end = outcomeOrReason(end(new CompletableFuture<>(), ms));

      assertThat(end).isEqualTo(Reason.DEADLINE_EXCEEDED);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(ms * 1_000_000);
    }
  }

  @Test
  void leavesWhatEndsInTime() {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    CompletableFuture<Outcome> timed = end(stage, 60_000);
    stage.complete(Outcome.OK);

    assertThat(timed).isCompletedWithValue(Outcome.OK);
    assertThat(end(stage, 60_000)).isSameAs(stage);
  }

  @Test
  void doesNotEndTheStageItself() {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    assertThat(outcomeOrReason(end(stage, 5))).isEqualTo(Reason.DEADLINE_EXCEEDED);

    assertThat(stage).isNotDone();
    assertThat(stage.complete(Outcome.OK)).isTrue();
  }

  @Test
  void tellsATimeThatWasOverFurtherInAsItsOwn() {
    CompletableFuture<Outcome> stage = new CompletableFuture<>();
    CompletableFuture<Outcome> timed = end(stage, 60_000);
    stage.completeExceptionally(new TimeoutException());

    assertThat(outcomeOrReason(timed)).isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void missesNoneOfMany() throws InterruptedException {
    List<CompletableFuture<Outcome>> all = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      SplittableRandom random = new SplittableRandom(caller);
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 5_000; i++) {
                  CompletableFuture<Outcome> stage = new CompletableFuture<>();
                  CompletableFuture<Outcome> timed = end(stage, random.nextInt(40));
                  if (i % 4 == 0) {
                    stage.complete(Outcome.OK);
                  }
                  synchronized (all) {
                    all.add(timed);
                  }
                }
              }));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(all).hasSize(20_000);
    for (CompletableFuture<Outcome> one : all) {
      assertThat(outcomeOrReason(one)).isIn(Outcome.OK, Reason.DEADLINE_EXCEEDED);
    }
  }
}
