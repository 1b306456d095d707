package io.onsale.kit.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.contracts.common.v1.Money;
import io.onsale.contracts.common.v1.Page;
import io.onsale.kit.access.Caller;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PumpTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Log log = new Log("shop");
  private final Kept kept = new Kept();
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final Pump pump =
      new Pump(
          meters,
          (context, key) ->
              CallContext.fresh().withCaller(Caller.service(context), "t").withIdempotencyKey(key),
          Duration.ofMillis(5));

  /** Long enough for the slowest machine: a condition that holds ends the wait. */
  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5));
  }

  @AfterEach
  void stop() throws Exception {
    pump.stop();
  }

  /** A log in memory of which commits may go untold. */
  private static final class Log implements EventLog {
    final String source;
    final Map<Integer, List<Delivery>> lanes = new ConcurrentHashMap<>();
    volatile Runnable signal = () -> {};
    volatile boolean broken;
    final List<long[]> forgotten = new CopyOnWriteArrayList<>();

    Log(String source) {
      this.source = source;
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        lanes.put(lane, new CopyOnWriteArrayList<>());
      }
    }

    void appendQuietly(String id, String key, Message message, Map<String, String> headers) {
      int lane = Lanes.of(key);
      List<Delivery> all = Objects.requireNonNull(lanes.get(lane));
      Event event = Event.of(id, key, Instant.EPOCH, message).withHeaders(headers);
      all.add(new Delivery(source, lane, all.size() + 1L, event));
    }

    void append(String id, String key) {
      appendQuietly(id, key, Money.getDefaultInstance(), Map.of());
      signal.run();
    }

    @Override
    public String source() {
      return source;
    }

    @Override
    public long[] arrange() {
      if (broken) {
        throw new AssertionError("no database");
      }
      long[] heads = new long[Lanes.COUNT];
      lanes.forEach((lane, all) -> heads[lane] = all.size());
      return heads;
    }

    @Override
    public List<Delivery> read(int lane, long after, int limit) {
      return Objects.requireNonNull(lanes.get(lane)).stream().skip(after).limit(limit).toList();
    }

    @Override
    public boolean forget(long[] dealtWith) {
      forgotten.add(dealtWith.clone());
      if (forgotten.size() == 1) {
        throw new IllegalStateException("no database");
      }
      return true;
    }

    @Override
    public void onCommit(Runnable listener) {
      signal = listener;
    }
  }

  private static final class Kept implements Positions {
    final Map<Integer, Long> positions = new ConcurrentHashMap<>();

    @Override
    public long position(String source, int lane) {
      return positions.getOrDefault(lane, 0L);
    }

    @Override
    public void advance(String source, int lane, long position) {
      positions.merge(lane, position, Math::max);
    }
  }

  private void start(EventHandler handler) {
    pump.publish(log);
    pump.subscribe("orders", Subscription.to("shop").in(kept).on(Money.getDescriptor(), handler));
    pump.start();
  }

  private void awaitDelivered() {
    soon().until(pump::hasDeliveredAll);
  }

  @Test
  void deliversEachKeyInOrder() {
    start(delivery -> handled.add(delivery.event().key() + delivery.event().id()));
    for (int i = 0; i < 200; i++) {
      log.append("-" + i, "k" + i % 7);
    }

    awaitDelivered();

    assertThat(handled).hasSize(200);
    for (int key = 0; key < 7; key++) {
      String mine = "k" + key + "-";
      assertThat(
              handled.stream()
                  .filter(one -> one.startsWith(mine))
                  .map(one -> Integer.parseInt(one.substring(mine.length())))
                  .toList())
          .isSorted();
    }
  }

  @Test
  void findsAlsoWhatNobodyTold() {
    start(delivery -> handled.add(delivery.event().id()));
    log.appendQuietly("quiet", "k", Money.getDefaultInstance(), Map.of());

    soon().until(() -> handled.contains("quiet"));
  }

  @Test
  void triesAgainInOrderWhileOtherLanesGoOn() {
    AtomicBoolean ill = new AtomicBoolean(true);
    String badKey = "k0";
    String goodKey =
        IntStream.range(1, 100)
            .mapToObj(i -> "k" + i)
            .filter(key -> Lanes.of(key) != Lanes.of(badKey))
            .findFirst()
            .orElseThrow();
    start(delivery -> {
      if (ill.get() && delivery.event().key().equals(badKey)) {
        throw new IllegalStateException("ill");
      }
      handled.add(delivery.event().id());
    });
    log.append("bad-1", badKey);
    log.append("bad-2", badKey);
    log.append("good", goodKey);

    soon().until(() -> handled.contains("good"));
    soon().until(() -> meters.get("onsale.events.failed").counter().count() >= 2);
    assertThat(handled).containsExactly("good");
    assertThat(pump.isCaughtUp()).isFalse();
    assertThat(meters.get("onsale.events.lag").gauge().value()).isEqualTo(2);
    ill.set(false);
    awaitDelivered();

    assertThat(handled).containsExactly("good", "bad-1", "bad-2");
    assertThat(meters.get("onsale.events.lag").gauge().value()).isZero();
  }

  @Test
  void goesOnWhereItWas() {
    for (int i = 1; i <= 3; i++) {
      log.append("e" + i, "k");
    }
    kept.advance("shop", Lanes.of("k"), 2);

    start(delivery -> handled.add(delivery.event().id()));
    awaitDelivered();

    assertThat(handled).containsExactly("e3");
  }

  @Test
  void passesOverWhatNobodyWantsAndRemembersThat() {
    start(delivery -> handled.add(delivery.event().id()));
    log.appendQuietly("page", "k", Page.getDefaultInstance(), Map.of());
    log.signal.run();
    awaitDelivered();

    assertThat(handled).isEmpty();
    soon().until(() -> kept.position("shop", Lanes.of("k")) == 1);
  }

  @Test
  void handlesAsTheSubscriberItselfWithinTheTraceOfTheCause() {
    List<CallContext> seen = new CopyOnWriteArrayList<>();
    start(delivery -> seen.add(Calls.current().orElseThrow()));
    CallContext cause = CallContext.fresh();
    log.appendQuietly(
        "e1",
        "k",
        Money.getDefaultInstance(),
        Map.of("x-request-id", cause.requestId(), "traceparent", cause.traceparent()));
    awaitDelivered();

    assertThat(seen.getFirst().caller()).isEqualTo(Caller.service("orders"));
    assertThat(seen.getFirst().requestId()).isEqualTo(cause.requestId());
    assertThat(seen.getFirst().idempotencyKey()).isEqualTo("shop-e1");
  }

  @Test
  void waitsForALogThatIsBroken() {
    log.broken = true;
    start(delivery -> handled.add(delivery.event().id()));
    log.append("e1", "k");
    log.broken = false;

    soon().until(() -> handled.contains("e1"));
  }

  @Test
  void goesOnAfterAnErrorThatIsNoException() {
    AtomicBoolean ill = new AtomicBoolean(true);
    start(delivery -> {
      if (ill.getAndSet(false)) {
        throw new NoClassDefFoundError("a/b/C");
      }
      handled.add(delivery.event().id());
    });
    log.append("e1", "k");

    soon().until(() -> handled.contains("e1"));
  }

  @Test
  void forgetsWhatEverySubscriberHasDealtWith() {
    Kept behind = new Kept();
    AtomicBoolean ill = new AtomicBoolean(true);
    pump.subscribe(
        "gates",
        Subscription.to("shop")
            .in(behind)
            .on(
                Money.getDescriptor(),
                delivery -> {
                  if (ill.get() && delivery.position() == 2) {
                    throw new IllegalStateException("ill");
                  }
                }));
    start(delivery -> handled.add(delivery.event().id()));
    int lane = Lanes.of("k");
    for (int i = 1; i <= 3; i++) {
      log.append("e" + i, "k");
    }

    Awaitility.await().until(() -> handled.size() == 3);
    Awaitility.await().until(() -> log.forgotten.getLast()[lane] == 1);
    assertThat(log.forgotten).allMatch(dealtWith -> dealtWith[lane] <= 1);
    ill.set(false);
    Awaitility.await().until(() -> log.forgotten.getLast()[lane] == 3);
  }

  @Test
  void keepsWhatNobodyHereSubscribesTo() {
    Log unread = new Log("unread");
    pump.publish(unread);
    start(delivery -> handled.add(delivery.event().id()));

    Awaitility.await().until(() -> log.forgotten.size() >= 2);

    assertThat(unread.forgotten).isEmpty();
  }

  @Test
  void refusesToStartWhenNobodyPublishesWhatOneWants() {
    pump.subscribe("orders", Subscription.to("nowhere").in(kept));

    assertThatThrownBy(pump::start)
        .hasMessage("orders subscribes to nowhere, which publishes nothing in this process");
  }

  @Test
  void refusesTwoLogsOfOneName() {
    pump.publish(log);
    assertThatThrownBy(() -> pump.publish(new Log("shop"))).hasMessageContaining("two logs");
  }
}
