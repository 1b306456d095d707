package io.onsale.inventory.peers;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How the threads of a seat log in this process wait for work: who has none spins and yields for a
 * moment and then sleeps, and is called by whoever has made work for it. So a command passes from
 * thread to thread without waiting for anybody's sleep to end, and an idle process costs next to
 * nothing.
 *
 * <p>A sleep has an end all the same, for what nobody calls for: timers, and packets. When nothing
 * has come for a tenth of a second or so the sleeps become longer.
 */
final class Rest {
  private static final int SPINS = 10;

  /**
   * Waking a thread on a processor that has gone to sleep takes longer than this: while commands
   * pass, whoever passes them on stays awake so long.
   */
  private static final long AWAKE_NS = 100_000;

  private static final int GLANCES = 64;
  private static final int NAPS = 100;

  /** For what takes several steps, of which nobody calls for the next. */
  private static final int NAPS_WHEN_STIRRED = 10;

  /** Packets call nobody, and within a process everybody is called: then it may sleep deeper. */
  private static final int SLEEP_IN_NAPS = 6;

  private static final int DEEP_SLEEP_IN_NAPS = 30;

  /**
   * Packets call nobody, nor does a buffer that fills up: the driver, which looks after both,
   * sleeps no longer than this while there are some.
   */
  private static final long GLANCE_NS = 50_000;

  /** What a thread does in the log. */
  enum Part {
    DRIVER,
    ARCHIVE,
    CONSENSUS,
    SERVICE,
    CLIENT,
    FOLLOWER,
    JOINING
  }

  /** Whom the work that a part has done gives work. */
  private static final Map<Part, Set<Part>> NEXT =
      Map.of(
          Part.CLIENT, Set.of(Part.CONSENSUS),
          Part.CONSENSUS, Set.of(Part.ARCHIVE, Part.SERVICE),
          Part.ARCHIVE, Set.of(Part.CONSENSUS, Part.FOLLOWER),
          Part.SERVICE, Set.of(Part.CLIENT));

  /** Those that a command passes; the others take what has become of it when they come to it. */
  private static final Set<Part> PASS_ON =
      Set.of(Part.ARCHIVE, Part.CONSENSUS, Part.SERVICE, Part.CLIENT);

  private static final Set<Part> HEAR_PACKETS =
      Set.of(Part.ARCHIVE, Part.CONSENSUS, Part.CLIENT, Part.FOLLOWER);

  private final long napNs;
  private final boolean network;
  private final Map<Part, Waiting> waiting = new EnumMap<>(Part.class);

  /**
   * @param nap the longest pause of a thread that may get work at any moment
   * @param network whether packets carry the log, so that the driver has a part in all work
   */
  Rest(Duration nap, boolean network) {
    this.napNs = nap.toNanos();
    this.network = network;
    for (Part part : Part.values()) {
      waiting.put(part, new Waiting(PASS_ON.contains(part), part == Part.DRIVER));
    }
    for (Part part : Part.values()) {
      of(part).next =
          Arrays.stream(Part.values())
              .filter(other -> gives(part, other))
              .map(this::of)
              .toArray(Waiting[]::new);
    }
  }

  private boolean gives(Part part, Part to) {
    return NEXT.getOrDefault(part, Set.of()).contains(to)
        || (network && part == Part.DRIVER && HEAR_PACKETS.contains(to))
        || (network && part != Part.DRIVER && to == Part.DRIVER);
  }

  /** For the one thread that does this part, or one after the other. */
  Waiting of(Part part) {
    return Objects.requireNonNull(waiting.get(part));
  }

  /** One thread's way of waiting. */
  final class Waiting implements IdleStrategy {
    private final boolean passesOn;
    private final boolean glances;
    private Waiting[] next = {};
    private int rounds;
    private int sleeps;
    private long idleSince;
    private boolean wasCalled;
    private boolean stirred;
    private volatile boolean called;
    private volatile boolean sleepsLong;
    private volatile @Nullable Thread asleep;

    private Waiting(boolean passesOn, boolean glances) {
      this.passesOn = passesOn;
      this.glances = glances;
    }

    @Override
    public void idle(int workCount) {
      if (workCount > 0) {
        // What is found in a pause of long sleeps by who was not called for it is no beginning of a
        // sale, but a sign of life, say: it soon sleeps long again. Only packets call nobody.
        boolean begins = network || wasCalled || !(stirred || deep());
        sleeps = begins ? 0 : deepFrom() - NAPS_WHEN_STIRRED;
        stirred = !begins;
        rounds = 0;
        wasCalled = false;
        for (Waiting one : next) {
          one.call();
        }
        if (begins && passesOn && of(Part.DRIVER).sleepsLong) {
          of(Part.DRIVER).call();
        }
        listen();
      } else {
        idle();
      }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // whoever has work may have it at once
    public void idle() {
      if (rounds < SPINS) {
        if (rounds++ == 0) {
          idleSince = System.nanoTime();
        }
        Thread.onSpinWait();
        listen();
      } else if (passesOn && sleeps == 0 && System.nanoTime() - idleSince < AWAKE_NS) {
        Thread.yield();
        listen();
      } else {
        sleep(length());
      }
    }

    private int deepFrom() {
      return (glances ? GLANCES : 0) + NAPS;
    }

    private boolean deep() {
      return sleeps >= deepFrom();
    }

    private long length() {
      if (!deep()) {
        sleeps++;
        sleepsLong = glances && stirred;
        return glances && sleeps <= GLANCES ? Math.min(GLANCE_NS, napNs) : napNs;
      }
      sleepsLong = glances;
      return napNs * (network ? SLEEP_IN_NAPS : DEEP_SLEEP_IN_NAPS);
    }

    /** Sleeps until called, but no longer than this; at once when it was called since it looked. */
    void sleep(long nanos) {
      // First told, then looked at: whoever calls either sees the sleeper or is seen.
      asleep = Thread.currentThread();
      if (!called) {
        LockSupport.parkNanos(this, nanos);
      }
      asleep = null;
      wasCalled = called;
      if (called) {
        // Not all work shows at the first look: a leader takes over how far the log is written
        // with one look, and lets the service go on with the next.
        rounds = 0;
        if (sleepsLong) {
          sleeps = 0;
          stirred = false;
        }
      }
      sleepsLong = false;
      listen();
    }

    /** Whoever calls from here on has made work after the next look for it. */
    private void listen() {
      if (called) {
        wasCalled = true;
        called = false;
      }
    }

    /** There is work for it now; from any thread. */
    void call() {
      // What it is called for must be there before it is looked whether it must be called.
      VarHandle.fullFence();
      if (!called) {
        called = true;
      }
      Thread sleeper = asleep;
      if (sleeper != null) {
        asleep = null;
        LockSupport.unpark(sleeper);
      }
    }

    @Override
    public void reset() {
      rounds = 0;
      sleeps = 0;
      stirred = false;
    }

    @Override
    public String alias() {
      return "rest";
    }
  }
}
