package io.onsale.accounts.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class HashingQueueTest {
  @Test
  void answersWhatTheWorkAnswers() {
    try (HashingQueue queue = new HashingQueue(1, 1, Duration.ofSeconds(10))) {
      assertThat(queue.run(() -> "hash")).contains("hash");
    }
  }

  @Test
  void refusesAtOnceWhenItIsFull() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch working = new CountDownLatch(1);
    try (HashingQueue queue = new HashingQueue(1, 1, Duration.ofSeconds(30));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<String>>> turns = new ArrayList<>();
      turns.add(callers.submit(() -> queue.run(() -> await(working, release))));
      working.await();
      // One more may wait; of ten others nine must hear no, whoever is first.
      for (int i = 0; i < 10; i++) {
        turns.add(callers.submit(() -> queue.run(() -> "done")));
      }
      while (turns.stream().filter(Future::isDone).count() < 9) {
        Thread.onSpinWait();
      }
      release.countDown();

      List<Optional<String>> answers = new ArrayList<>();
      for (Future<Optional<String>> turn : turns) {
        answers.add(turn.get());
      }
      assertThat(answers).filteredOn(Optional::isPresent).hasSize(2);
    }
  }

  @Test
  void letsNobodyWaitForEver() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch working = new CountDownLatch(1);
    boolean[] done = new boolean[1];
    try (HashingQueue queue = new HashingQueue(1, 5, Duration.ofMillis(20));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<String>> first =
          callers.submit(() -> queue.run(() -> await(working, release)));
      working.await();

      assertThat(
              queue.run(() -> {
                done[0] = true;
                return "late";
              }))
          .isEmpty();
      assertThat(first.get()).isEmpty();
      release.countDown();
      assertThat(done[0]).isFalse();
    }
  }

  @Test
  void passesFaultsOn() {
    try (HashingQueue queue = new HashingQueue(1, 1, Duration.ofSeconds(10))) {
      assertThatThrownBy(() ->
              queue.run(() -> {
                throw new IllegalArgumentException("broken");
              }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("broken");
    }
  }

  private static String await(CountDownLatch working, CountDownLatch release) {
    working.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "slow";
  }
}
