package io.onsale.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.onsale.contracts.common.v1.Money;
import io.onsale.kit.chain.CallContext;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Event;
import io.onsale.kit.events.Lanes;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxIT {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

  private Instant now = NOW;
  private final Database database =
      Database.at("shop", Database.h2InMemory("shop" + UUID.randomUUID()), () -> now);
  private final Outbox outbox = new Outbox(database);

  @BeforeEach
  void start() throws SQLException {
    database.start();
  }

  @AfterEach
  void stop() {
    database.stop();
  }

  private static Event event(String id, String key) {
    return Event.of(id, key, NOW, Money.newBuilder().setAmount(5).setCurrency("CNY").build());
  }

  private void append(String id, String key) {
    database.transaction(sql -> {
      outbox.append(event(id, key));
      return id;
    });
  }

  private List<String> ids(String key) {
    return outbox.read(Lanes.of(key), 0, 100).stream().map(one -> one.event().id()).toList();
  }

  @Test
  void readsBackWhatWasAppended() throws Exception {
    CallContext call = CallContext.fresh();
    Calls.run(
        call,
        () -> {
          append("e1", "order-1");
          return null;
        });

    outbox.arrange();
    Delivery delivery = outbox.read(Lanes.of("order-1"), 0, 10).getFirst();

    assertThat(delivery.source()).isEqualTo("shop");
    assertThat(delivery.position()).isEqualTo(1);
    assertThat(delivery.event())
        .isEqualTo(
            new Event(
                "e1",
                "onsale.common.v1.Money",
                "order-1",
                NOW,
                Money.newBuilder().setAmount(5).setCurrency("CNY").build().toByteString(),
                Map.of("x-request-id", call.requestId(), "traceparent", call.traceparent())));
    assertThat(delivery.read(Money.parser()).getAmount()).isEqualTo(5);
  }

  @Test
  void appendsNothingWhenTheTransactionFails() {
    assertThatThrownBy(() ->
            database.transaction(sql -> {
              outbox.append(event("e1", "k"));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");

    assertThat(outbox.arrange()).containsOnly(0);
  }

  @Test
  void refusesToAppendOutsideOfATransaction() {
    assertThatThrownBy(() -> outbox.append(event("e1", "k")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside of a transaction");
  }

  @Test
  void forgetsWhatEverybodyHasDealtWithOnceItIsOld() {
    for (int i = 1; i <= 5; i++) {
      append("e" + i, "k");
    }
    append("other", otherLane());
    outbox.arrange();
    append("waiting", "k");
    now = NOW.plus(Duration.ofDays(7));

    // As old as they are kept, and not older.
    assertThat(outbox.forget(dealtWith("k", 3))).isFalse();
    assertThat(ids("k")).containsExactly("e1", "e2", "e3", "e4", "e5");
    now = now.plusMillis(1);
    outbox.forget(dealtWith("k", 3));

    assertThat(ids("k")).containsExactly("e4", "e5");
    assertThat(ids(otherLane())).containsExactly("other");
    // The numbers go on, and what was not arranged yet is not lost.
    assertThat(outbox.arrange()[Lanes.of("k")]).isEqualTo(6);
    assertThat(outbox.read(Lanes.of("k"), 3, 10))
        .extracting(Delivery::position)
        .containsExactly(4L, 5L, 6L);
  }

  @Test
  void forgetsABoundedNumberAtATime() {
    database.transaction(sql -> {
      for (int i = 0; i < Outbox.FORGET_MAX + 2; i++) {
        outbox.append(event("e" + i, "k"));
      }
      return sql;
    });
    outbox.arrange();
    now = NOW.plus(Duration.ofDays(8));
    long[] all = dealtWith("k", Long.MAX_VALUE);

    assertThat(outbox.forget(all)).isTrue();
    assertThat(ids("k")).hasSize(2);
    assertThat(outbox.forget(all)).isFalse();
    assertThat(ids("k")).isEmpty();
  }

  private static long[] dealtWith(String key, long position) {
    long[] dealtWith = new long[Lanes.COUNT];
    dealtWith[Lanes.of(key)] = position;
    return dealtWith;
  }

  private static String otherLane() {
    return IntStream.range(0, 100)
        .mapToObj(i -> "k" + i)
        .filter(key -> Lanes.of(key) != Lanes.of("k"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesHeadersThatAreTooLong() {
    Event huge = new Event("e", "t", "k", NOW, ByteString.EMPTY, Map.of("x", "y".repeat(3000)));
    assertThatThrownBy(() ->
            database.transaction(sql -> {
              outbox.append(huge);
              return 1;
            }))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsAnEventOnlyOnceItIsArranged() {
    append("e1", "k");

    assertThat(ids("k")).isEmpty();
    outbox.arrange();
    assertThat(ids("k")).containsExactly("e1");
  }

  @Test
  void doesNotSkipWhatIsCommittedLate() throws Exception {
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var slow =
          threads.submit(() ->
              database.transaction(sql -> {
                outbox.append(event("early", "k"));
                appended.countDown();
                try {
                  goOn.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return 1;
              }));
      appended.await(10, TimeUnit.SECONDS);
      append("late", "k");
      outbox.arrange();
      assertThat(ids("k")).containsExactly("late");
      goOn.countDown();
      slow.get(20, TimeUnit.SECONDS);
    }

    outbox.arrange();
    assertThat(ids("k")).containsExactly("late", "early");
  }

  @Test
  void signalsAfterCommitAndNotBefore() {
    AtomicInteger signals = new AtomicInteger();
    outbox.onCommit(() -> {
      signals.incrementAndGet();
      assertThat(database.isInTransaction()).isFalse();
    });

    database.transaction(sql -> 1);
    assertThat(signals).hasValue(0);
    append("e1", "k");
    assertThat(signals).hasValue(1);
  }

  @Test
  void arrangesMoreThanOneBatchAtOnce() {
    database.transaction(sql -> {
      for (int i = 0; i < 1201; i++) {
        outbox.append(event("e" + i, "k"));
      }
      return 1;
    });

    long[] heads = outbox.arrange();

    assertThat(heads[Lanes.of("k")]).isEqualTo(1201);
    assertThat(outbox.read(Lanes.of("k"), 1200, 10)).hasSize(1);
  }

  @Test
  void keepsEachKeysOrderUnderManyWritersAndTwoArrangers() throws Exception {
    int keys = 10;
    int each = 40;
    database.transaction(sql -> {
      for (int key = 0; key < keys; key++) {
        sql.execute("insert into things (id, amount) values (?, 0)", key);
      }
      return 1;
    });
    AtomicBoolean writing = new AtomicBoolean(true);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int arranger = 0; arranger < 2; arranger++) {
        threads.execute(() -> {
          while (writing.get()) {
            outbox.arrange();
            // A virtual thread that never waits would keep the writers from the processor.
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
          }
        });
      }
      List<java.util.concurrent.Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 4; writer++) {
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < keys * each / 4; i++) {
                int key = i % keys;
                database.transaction(sql -> {
                  // The thing's own row lock is what orders the events of a key.
                  sql.execute("update things set amount = amount + 1 where id = ?", key);
                  Object n = sql.fetchValue("select amount from things where id = ?", key);
                  outbox.append(event(key + "-" + n, "key" + key));
                  return 1;
                });
              }
            }));
      }
      try {
        for (var writer : writers) {
          writer.get(60, TimeUnit.SECONDS);
        }
      } finally {
        writing.set(false);
      }
    }
    outbox.arrange();

    Map<String, Integer> last = new java.util.HashMap<>();
    int total = 0;
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      long position = 0;
      for (Delivery delivery : outbox.read(lane, 0, 10_000)) {
        assertThat(delivery.position()).isEqualTo(++position);
        String[] parts = delivery.event().id().split("-", -1);
        int n = Integer.parseInt(parts[1]);
        assertThat(n).isEqualTo(last.getOrDefault(parts[0], 0) + 1);
        last.put(parts[0], n);
        total++;
      }
    }
    assertThat(total).isEqualTo(keys * each);
  }
}
