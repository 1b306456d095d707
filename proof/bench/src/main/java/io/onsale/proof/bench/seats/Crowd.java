package io.onsale.proof.bench.seats;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Buyers who know of the seats only what they were answered, and so ask the same of every server.
 * Not safe for more than one thread.
 */
final class Crowd {
  enum Mix {
    /** Best two until there are none: the hall is sold out afterwards. */
    RUSH,
    /**
     * After the rush, mostly refused: 70 % best two, 20 % a pair by name, 5 % release, 5 % confirm
     * or bring back in turn, so that it goes on like this; 1 % are sent twice.
     */
    SALE,
    /** Hold and release in turn, all accepted. */
    CHURN
  }

  private static final long BUYERS = 200_000;
  private static final int CHURNED = 1_000;
  private static final int REMEMBERED = 1_000;

  /** In one of the four tiers nothing was left so often. */
  private static final int RUSH_REFUSALS = 200;

  private final SplittableRandom random;
  private final List<Request> live = new ArrayList<>();
  private final List<Request> sold = new ArrayList<>();
  private final Deque<Request> recent = new ArrayDeque<>();
  private Mix mix = Mix.CHURN;
  private int churned = CHURNED;
  private int asking;
  private int refusedInTurn;
  private long held;
  private long done;
  private long refused;

  Crowd(long seed) {
    random = new SplittableRandom(seed);
  }

  /** What it asks for from now on. */
  void wants(Mix next) {
    mix = next;
    recent.clear();
    refusedInTurn = 0;
    held = 0;
    done = 0;
    refused = 0;
  }

  /** Parts with its holds; for as many threads. */
  List<Crowd> split(int parts) {
    List<Crowd> crowds = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      Crowd part = new Crowd(random.nextLong());
      part.churned = Math.max(4, CHURNED / parts);
      part.wants(mix);
      crowds.add(part);
    }
    for (int i = 0; i < live.size(); i++) {
      crowds.get(i % parts).live.add(live.get(i));
    }
    for (int i = 0; i < sold.size(); i++) {
      crowds.get(i % parts).sold.add(sold.get(i));
    }
    live.clear();
    sold.clear();
    return crowds;
  }

  /** Takes the parts back. */
  void join(List<Crowd> parts) {
    for (Crowd part : parts) {
      live.addAll(part.live);
      sold.addAll(part.sold);
      held += part.held;
      done += part.done;
      refused += part.refused;
    }
  }

  /** Whether the rush is over. */
  boolean isSoldOut() {
    return mix == Mix.RUSH && refusedInTurn >= RUSH_REFUSALS;
  }

  Request next() {
    return switch (mix) {
      case RUSH -> best();
      case SALE -> sale();
      case CHURN -> churn();
    };
  }

  private Request churn() {
    int holds = live.size() + asking;
    boolean more = holds < churned || (holds < 2 * churned && random.nextBoolean());
    return more || live.isEmpty() ? best() : end(Request.Kind.RELEASE, live);
  }

  private Request sale() {
    if (!recent.isEmpty() && random.nextInt(100) == 0) {
      Request again = recent.removeFirst().again();
      asking++;
      return again;
    }
    int die = random.nextInt(100);
    if (die >= 95 && !(sold.isEmpty() && live.isEmpty())) {
      boolean back = live.isEmpty() || (!sold.isEmpty() && random.nextBoolean());
      return back ? end(Request.Kind.RETURN, sold) : end(Request.Kind.CONFIRM, live);
    }
    if (die >= 90 && !live.isEmpty()) {
      return end(Request.Kind.RELEASE, live);
    }
    Request hold = die < 70 ? best() : pair();
    if (recent.size() == REMEMBERED) {
      recent.removeFirst();
    }
    recent.addLast(hold);
    return hold;
  }

  private Request best() {
    asking++;
    return Request.best(id(), buyer(), random.nextInt(Hall.TIERS));
  }

  private Request pair() {
    asking++;
    int row = random.nextInt(Hall.BLOCKS * Hall.ROWS);
    int seat = random.nextInt(Hall.SEATS_PER_ROW - 1);
    return Request.pair(id(), buyer(), row * Hall.SEATS_PER_ROW + seat);
  }

  private Request end(Request.Kind kind, List<Request> from) {
    int i = random.nextInt(from.size());
    Request hold = from.get(i);
    Request last = from.removeLast();
    if (i < from.size()) {
      from.set(i, last);
    }
    return Request.of(kind, id(), hold);
  }

  private long id() {
    return 1 + random.nextLong(Long.MAX_VALUE);
  }

  private long buyer() {
    return 1 + random.nextLong(BUYERS);
  }

  /** The seats of the request are held, under a number that is not 0. */
  void held(Request asked, long number) {
    asking--;
    held++;
    refusedInTurn = 0;
    if (asked.first().held(number)) {
      live.add(asked.first());
    }
  }

  /** A hold was ended. */
  void done(Request asked) {
    done++;
    if (asked.kind == Request.Kind.CONFIRM) {
      sold.add(asked.hold());
    }
  }

  void refused(Request asked) {
    refused++;
    refusedInTurn++;
    if (asked.isHold()) {
      asking--;
    }
  }

  /** What the answers since {@link #wants} were. */
  String outcome() {
    double all = Math.max(1, held + done + refused);
    return "%.0f %% held, %.0f %% ended, %.0f %% refused"
        .formatted(100 * held / all, 100 * done / all, 100 * refused / all);
  }
}
