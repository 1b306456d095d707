package io.onsale.kit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.onsale.kit.events.Delivery;
import io.onsale.kit.events.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboxIT {
  private final Database database =
      Database.at("shop", Database.h2InMemory("shop" + UUID.randomUUID()));
  private final Inbox inbox = new Inbox(database);

  @BeforeEach
  void start() throws SQLException {
    database.start();
    database.sql().execute("insert into things (id, amount) values (1, 0)");
  }

  @AfterEach
  void stop() {
    database.stop();
  }

  private static Delivery delivery(long position) {
    return new Delivery(
        "payments",
        3,
        position,
        new Event("e" + position, "t", "k", Instant.EPOCH, ByteString.EMPTY, Map.of()));
  }

  private void effect() {
    database.sql().execute("update things set amount = amount + 1 where id = 1");
  }

  private int effects() {
    return ((Number) database.sql().fetchValue("select amount from things")).intValue();
  }

  @Test
  void beginsBeforeTheFirst() {
    assertThat(inbox.position("payments", 3)).isZero();
  }

  @Test
  void doesTheEffectsOfADeliveryOnce() {
    inbox.once(delivery(1), this::effect);
    inbox.once(delivery(1), this::effect);
    inbox.once(delivery(2), this::effect);

    assertThat(effects()).isEqualTo(2);
    assertThat(inbox.position("payments", 3)).isEqualTo(2);
    assertThat(inbox.position("payments", 4)).isZero();
    assertThat(inbox.position("orders", 3)).isZero();
  }

  @Test
  void doesNotAdvanceWhenTheEffectsFail() {
    assertThatThrownBy(() ->
            inbox.once(
                delivery(1),
                () -> {
                  effect();
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(effects()).isZero();
    assertThat(inbox.position("payments", 3)).isZero();
  }

  @Test
  void neverGoesBack() {
    inbox.advance("payments", 3, 9);
    inbox.advance("payments", 3, 4);

    assertThat(inbox.position("payments", 3)).isEqualTo(9);
  }

  @Test
  void doesTheEffectsOnceForManyAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racing =
          java.util.stream.IntStream.range(0, 6)
              .<Future<?>>mapToObj(i -> threads.submit(() -> inbox.once(delivery(1), this::effect)))
              .toList();
      for (Future<?> one : racing) {
        one.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(effects()).isEqualTo(1);
  }
}
