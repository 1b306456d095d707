package io.onsale.kit.events;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Fatal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from the logs of this process to its subscribers. Each log has one thread that
 * arranges what was committed, woken by the commit itself and, in case that was missed, by a slow
 * clock. Each subscriber has one thread a lane, which reads a bounded number of events at a time.
 * An event whose handler fails holds its lane and is tried again, later and later up to a limit,
 * without end: nothing is dropped, and the other lanes go on. What every subscriber has dealt with
 * is forgotten by its log, a bounded number at a time; what nobody here subscribes to is kept, for
 * it is not known who reads it elsewhere.
 */
public final class Pump implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final int BATCH = 64;
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(50);
  private static final Duration RETRY_MAX = Duration.ofSeconds(10);
  private static final Duration FORGET = Duration.ofMinutes(1);
  private static final Duration FORGET_MORE = Duration.ofMillis(200);

  /** Makes the call context in which a subscriber handles an event. */
  @FunctionalInterface
  public interface Background {
    CallContext of(String context, String idempotencyKey);
  }

  private final Map<String, Source> sources = new ConcurrentHashMap<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final MeterRegistry meters;
  private final Background background;
  private final Duration forgetPause;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean running;

  public Pump(MeterRegistry meters, Background background) {
    this(meters, background, FORGET);
  }

  /**
   * @param forgetPause how long the logs are left alone when there is nothing to forget
   */
  Pump(MeterRegistry meters, Background background, Duration forgetPause) {
    this.meters = meters;
    this.background = background;
    this.forgetPause = forgetPause;
  }

  /** A log to read from; before the start. */
  public void publish(EventLog log) {
    if (sources.put(log.source(), new Source(log)) != null) {
      throw new IllegalArgumentException(log.source() + " publishes two logs");
    }
  }

  /** A context that wants to be told; before the start. */
  public void subscribe(String context, Subscription subscription) {
    subscribers.add(new Subscriber(context, subscription));
  }

  @Override
  public String name() {
    return "event-pump";
  }

  /**
   * @throws IllegalStateException when somebody subscribes to what nobody publishes here
   */
  @Override
  public void start() {
    for (Subscriber subscriber : subscribers) {
      if (!sources.containsKey(subscriber.subscription.source())) {
        throw new IllegalStateException(
            subscriber.context
                + " subscribes to "
                + subscriber.subscription.source()
                + ", which publishes nothing in this process");
      }
    }
    running = true;
    for (Source source : sources.values()) {
      source.log.onCommit(source::wake);
      thread("arrange-" + source.log.source(), source::loop);
      thread("forget-" + source.log.source(), source::forgetLoop);
    }
    for (Subscriber subscriber : subscribers) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        Reader reader = new Reader(subscriber, lane);
        thread(
            subscriber.context + "-from-" + subscriber.subscription.source() + "-" + lane,
            reader::loop);
      }
    }
  }

  private void thread(String name, Runnable loop) {
    threads.add(Thread.ofVirtual().name(name).start(loop));
  }

  @Override
  public void stop() throws InterruptedException {
    running = false;
    over.countDown();
    sources.values().forEach(Source::wake);
    // A handler at work is let finish; a loop that waits wakes up and sees that it is over.
    for (Thread thread : threads) {
      if (!thread.join(Duration.ofSeconds(5))) {
        thread.interrupt();
      }
    }
  }

  /** Whether every subscriber has dealt with everything that has been arranged. */
  public boolean isCaughtUp() {
    return subscribers.stream().allMatch(subscriber -> lag(subscriber) == 0);
  }

  /**
   * Arranges now and answers whether every subscriber has dealt with everything that was committed:
   * for tests.
   */
  public boolean hasDeliveredAll() {
    sources.values().forEach(Source::arrange);
    return isCaughtUp();
  }

  private long lag(Subscriber subscriber) {
    Source source = sources.get(subscriber.subscription.source());
    long lag = 0;
    for (int lane = 0; source != null && lane < Lanes.COUNT; lane++) {
      lag += Math.max(0, source.heads.get(lane) - subscriber.done.get(lane));
    }
    return lag;
  }

  /** One log and the last position that is known of each lane. */
  private final class Source {
    final EventLog log;
    final AtomicLongArray heads = new AtomicLongArray(Lanes.COUNT);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean committed = true;

    Source(EventLog log) {
      this.log = log;
    }

    void wake() {
      lock.lock();
      try {
        committed = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    void loop() {
      while (running) {
        try {
          arrange();
          awaitCommit();
        } catch (InterruptedException e) {
          return;
        } catch (Throwable t) { // without this loop nobody would ever be told anything again
          Fatal.endIf(t);
          LOG.warn("the events of {} cannot be arranged; trying again", log.source(), t);
          pause(RETRY_FIRST.multipliedBy(10));
        }
      }
    }

    void forgetLoop() {
      List<Positions> readers =
          subscribers.stream()
              .filter(one -> one.subscription.source().equals(log.source()))
              .map(one -> one.subscription.positions())
              .toList();
      if (readers.isEmpty()) {
        return;
      }
      try {
        boolean more = false;
        while (!over.await((more ? FORGET_MORE : forgetPause).toNanos(), TimeUnit.NANOSECONDS)) {
          more = forget(readers);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean forget(List<Positions> readers) {
      try {
        long[] dealtWith = new long[Lanes.COUNT];
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          int of = lane;
          dealtWith[lane] =
              readers.stream().mapToLong(one -> one.position(log.source(), of)).min().orElse(0);
        }
        return log.forget(dealtWith);
      } catch (Throwable t) { // what is not forgotten grows for ever
        Fatal.endIf(t);
        LOG.warn("old events of {} are not forgotten yet", log.source(), t);
        return false;
      }
    }

    void arrange() {
      long[] last = log.arrange();
      lock.lock();
      try {
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
          heads.accumulateAndGet(lane, last[lane], Math::max);
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void awaitCommit() throws InterruptedException {
      long left = POLL.toNanos();
      lock.lock();
      try {
        while (running && !committed && left > 0) {
          left = changed.awaitNanos(left);
        }
        committed = false;
      } finally {
        lock.unlock();
      }
    }

    void awaitBeyond(int lane, long position) throws InterruptedException {
      lock.lock();
      try {
        while (running && heads.get(lane) <= position) {
          changed.await();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** One context's subscription, and how far it has come in this process. */
  private final class Subscriber {
    final String context;
    final Subscription subscription;
    final AtomicLongArray done = new AtomicLongArray(Lanes.COUNT);
    final io.micrometer.core.instrument.Counter handled;
    final io.micrometer.core.instrument.Counter failed;

    Subscriber(String context, Subscription subscription) {
      this.context = context;
      this.subscription = subscription;
      String[] tags = {"subscriber", context, "source", subscription.source()};
      this.handled = meters.counter("onsale.events.handled", tags);
      this.failed = meters.counter("onsale.events.failed", tags);
      Gauge.builder("onsale.events.lag", () -> lag(this))
          .tags(tags)
          .description("Events that are arranged and not yet dealt with")
          .register(meters);
    }
  }

  /** Reads one lane for one subscriber. */
  private final class Reader {
    private final Subscriber subscriber;
    private final int lane;
    private final Source source;
    private final String sourceName;

    Reader(Subscriber subscriber, int lane) {
      this.subscriber = subscriber;
      this.lane = lane;
      this.sourceName = subscriber.subscription.source();
      this.source = java.util.Objects.requireNonNull(sources.get(sourceName));
    }

    void loop() {
      Duration retry = RETRY_FIRST;
      long position = -1;
      while (running) {
        try {
          if (position < 0) {
            position = subscriber.subscription.positions().position(sourceName, lane);
            subscriber.done.set(lane, position);
          }
          source.awaitBeyond(lane, position);
          if (!running) {
            return;
          }
          position = deal(position);
          retry = RETRY_FIRST;
        } catch (InterruptedException e) {
          return;
        } catch (Throwable t) { // an event may be handled well the next time; its lane must live
          Fatal.endIf(t);
          subscriber.failed.increment();
          LOG.atWarn()
              .addKeyValue("subscriber", subscriber.context)
              .addKeyValue("source", sourceName)
              .addKeyValue("lane", lane)
              .setCause(t)
              .log("an event was not dealt with; trying again in {} ms", retry.toMillis());
          pause(retry);
          retry =
              retry.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry.multipliedBy(2);
          // What is kept is the truth: the handler may have got as far as its commit.
          position = -1;
        }
      }
    }

    private long deal(long after) throws Exception {
      long position = after;
      List<Delivery> batch = source.log.read(lane, after, BATCH);
      boolean passedOver = false;
      for (Delivery delivery : batch) {
        EventHandler handler = subscriber.subscription.handlers().get(delivery.event().type());
        if (handler != null) {
          handle(handler, delivery);
          subscriber.handled.increment();
        }
        passedOver = handler == null;
        position = delivery.position();
        if (!passedOver) {
          subscriber.subscription.positions().advance(sourceName, lane, position);
        }
        subscriber.done.set(lane, position);
        if (!running) {
          break;
        }
      }
      if (passedOver) {
        subscriber.subscription.positions().advance(sourceName, lane, position);
      }
      return position;
    }

    private void handle(EventHandler handler, Delivery delivery) throws Exception {
      Event event = delivery.event();
      CallContext call = background.of(subscriber.context, sourceName + "-" + event.id());
      String request = event.headers().get("x-request-id");
      String trace = event.headers().get("traceparent");
      if (request != null && trace != null) {
        call = call.withTrace(request, trace);
      }
      Calls.run(
          call,
          () -> {
            handler.handle(delivery);
            return delivery;
          });
    }
  }

  private void pause(Duration about) {
    long ns = about.toNanos();
    try {
      TimeUnit.NANOSECONDS.sleep(ns / 2 + ThreadLocalRandom.current().nextLong(ns / 2 + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
