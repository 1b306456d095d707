package io.onsale.proof.bench.seats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final Crowd crowd = new Crowd(1);

  @Test
  void rushEndsWhenTheHallIsSoldOut() {
    Counter counter = new Counter(0);
    crowd.wants(Crowd.Mix.RUSH);

    new Load(counter, crowd).closed(64, TimeUnit.MINUTES.toNanos(1), Long.MAX_VALUE);

    assertThat(crowd.isSoldOut()).isTrue();
    assertThat(counter.held).hasSize(Hall.SEATS / 2);
  }

  @Test
  void saleGoesOnWithMostRefusedAndNoSeatTwice() {
    Counter counter = new Counter(0);
    Load load = new Load(counter, crowd);
    crowd.wants(Crowd.Mix.RUSH);
    load.closed(64, TimeUnit.MINUTES.toNanos(1), Long.MAX_VALUE);
    crowd.wants(Crowd.Mix.SALE);
    long before = counter.refused;

    load.closed(64, TimeUnit.MINUTES.toNanos(1), 200_000);

    assertThat(counter.refused - before).isBetween(150_000L, 180_000L);
    assertThat(counter.held.size() + counter.sold.size()).isBetween(24_500, 25_000);
    assertThat(counter.mostUnanswered).isEqualTo(64);
  }

  @Test
  void churnIsAlwaysAccepted() {
    Counter counter = new Counter(0);
    crowd.wants(Crowd.Mix.CHURN);

    new Load(counter, crowd).closed(1_000, TimeUnit.MINUTES.toNanos(1), 100_000);

    assertThat(counter.refused).isZero();
    assertThat(counter.held).hasSizeBetween(500, 4_000);
  }

  @Test
  void partsOfACrowdKeepItsHolds() {
    Counter counter = new Counter(0);
    crowd.wants(Crowd.Mix.RUSH);
    new Load(counter, crowd).closed(64, TimeUnit.MINUTES.toNanos(1), 10_000);
    crowd.wants(Crowd.Mix.SALE);
    for (Crowd part : crowd.split(8)) {
      new Load(counter, part).closed(1, TimeUnit.MINUTES.toNanos(1), 1_000);
    }

    assertThat(counter.ended).isPositive();
    assertThat(counter.unknown).isZero();
  }

  @Test
  void aPauseCountsForAllThatWereDueInIt() {
    long pause = TimeUnit.MILLISECONDS.toNanos(200);
    crowd.wants(Crowd.Mix.CHURN);

    Histogram latency =
        new Load(new Counter(pause), crowd).open(1_000, TimeUnit.MILLISECONDS.toNanos(400));

    assertThat(latency.getTotalCount()).isEqualTo(400);
    // Half of the requests were due within the pause, evenly: a quarter waited half of it.
    assertThat(latency.getValueAtPercentile(80)).isGreaterThan(pause / 4);
  }

  /** Seats that are counted, not placed; it may pause once, at its first poll. */
  private static final class Counter implements Line {
    final Set<Request> held = new HashSet<>();
    final Set<Request> sold = new HashSet<>();
    final Set<Long> ids = new HashSet<>();
    final Queue<Request> asked = new ArrayDeque<>();
    long refused;
    long ended;
    long unknown;
    int mostUnanswered;
    private long pause;

    Counter(long pause) {
      this.pause = pause;
    }

    @Override
    public void ask(Request request) {
      asked.add(request);
      mostUnanswered = Math.max(mostUnanswered, asked.size());
    }

    @Override
    public void poll(Crowd crowd, Answered answered) {
      long until = System.nanoTime() + pause;
      while (pause > 0 && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
      pause = 0;
      for (Request one = asked.poll(); one != null; one = asked.poll()) {
        decide(crowd, one);
        answered.answered(one);
      }
    }

    private void decide(Crowd crowd, Request one) {
      switch (one.kind) {
        case HOLD_BEST, HOLD_PAIR -> {
          boolean room = 2 * (held.size() + sold.size()) < Hall.SEATS;
          if (ids.contains(one.id)) {
            crowd.held(one, 1);
          } else if (room && one.kind == Request.Kind.HOLD_BEST) {
            ids.add(one.id);
            held.add(one.first());
            crowd.held(one, 1);
          } else {
            refused++;
            crowd.refused(one);
          }
        }
        case RELEASE -> end(crowd, one, held.remove(one.hold()));
        case CONFIRM -> end(crowd, one, held.remove(one.hold()) && sold.add(one.hold()));
        case RETURN -> end(crowd, one, sold.remove(one.hold()));
      }
    }

    private void end(Crowd crowd, Request one, boolean was) {
      ended++;
      if (!was) {
        unknown++;
      }
      crowd.done(one);
    }

    @Override
    public void await(long nanos) {
      LockSupport.parkNanos(Math.min(nanos, 100_000));
    }

    @Override
    public void close() {}
  }
}
