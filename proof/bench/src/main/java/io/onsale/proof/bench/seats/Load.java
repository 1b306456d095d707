package io.onsale.proof.bench.seats;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Keeps a line busy, from one thread. */
final class Load {
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long STUCK = TimeUnit.SECONDS.toNanos(30);
  private static final long HIGHEST_LATENCY = TimeUnit.MINUTES.toNanos(1);

  /**
   * Beyond this it waits before it asks more; the wait counts, because latency counts from when a
   * request was due.
   */
  private static final int MOST_UNANSWERED = 8_000;

  private final Line line;
  private final Crowd crowd;
  private int unanswered;
  private long answers;
  private long answeredAt;

  Load(Line line, Crowd crowd) {
    this.line = line;
    this.crowd = crowd;
  }

  /**
   * As many unanswered requests as told, always.
   *
   * @param most ends after so many even before the time is over
   * @return answers a second, from the first request to the last answer
   */
  double closed(int outstanding, long nanos, long most) {
    long start = begin();
    long asked = 0;
    long now = start;
    while (now - start < nanos && asked < most && !crowd.isSoldOut()) {
      while (unanswered < outstanding) {
        line.ask(crowd.next());
        unanswered++;
        asked++;
      }
      poll(null);
      if (unanswered == outstanding) {
        line.await(LONGEST_WAIT);
        poll(null);
      }
      now = check();
    }
    drain(null);
    return answers * 1e9 / (System.nanoTime() - start);
  }

  /**
   * So many requests a second, whether answers come or not.
   *
   * @return nanoseconds from when each was due to its answer, so that a pause counts for all that
   *     had to wait for its end
   */
  Histogram open(int perSecond, long nanos) {
    Histogram latency = new Histogram(1_000, HIGHEST_LATENCY, 3);
    long start = begin();
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long count = nanos / interval;
    long asked = 0;
    while (asked < count) {
      long now = check();
      while (asked < count && now - (start + asked * interval) >= 0) {
        if (unanswered == MOST_UNANSWERED) {
          break;
        }
        Request request = crowd.next();
        request.due = start + asked * interval;
        line.ask(request);
        unanswered++;
        asked++;
      }
      poll(latency);
      long next = start + asked * interval - System.nanoTime();
      if (next > 0) {
        line.await(next);
        poll(latency);
      }
    }
    drain(latency);
    return latency;
  }

  private long begin() {
    answers = 0;
    answeredAt = System.nanoTime();
    return answeredAt;
  }

  private void poll(@Nullable Histogram latency) {
    long before = answers;
    line.poll(
        crowd,
        request -> {
          unanswered--;
          answers++;
          if (latency != null) {
            latency.recordValue(Math.min(HIGHEST_LATENCY, System.nanoTime() - request.due));
          }
        });
    if (answers > before) {
      answeredAt = System.nanoTime();
    }
  }

  private void drain(@Nullable Histogram latency) {
    poll(latency);
    while (unanswered > 0) {
      line.await(LONGEST_WAIT);
      poll(latency);
      check();
    }
  }

  private long check() {
    long now = System.nanoTime();
    if (unanswered > 0 && now - answeredAt > STUCK) {
      throw new IllegalStateException(unanswered + " requests stay without an answer");
    }
    return now;
  }
}
