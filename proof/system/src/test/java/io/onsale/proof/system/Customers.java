package io.onsale.proof.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.proof.system.Api.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/**
 * People who buy two seats each, again and again, from the hold to the tickets, and try nothing
 * twice: what goes wrong for them is counted.
 */
final class Customers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Box box;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> all = new ArrayList<>();
  private final Map<String, Api> confirmed = new ConcurrentHashMap<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong longestMillis = new AtomicLong();
  private volatile boolean open = true;

  Customers(Box box, List<Api> buyers) {
    this.box = box;
    for (Api buyer : buyers) {
      all.add(threads.submit(() -> buy(buyer)));
    }
  }

  private void buy(Api buyer) {
    while (open) {
      long begun = System.nanoTime();
      try {
        Answer hold = box.holdBest(buyer, 2);
        String order = Box.order(buyer, hold.expect(201).path("id").asText());
        Box.pay(buyer, order, "succeeded");
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> buyer.get("/v1/orders/" + order).expect(200).path("status").asText(),
                "CONFIRMED"::equals);
        hasTickets(buyer, order);
        confirmed.put(order, buyer);
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(e);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      long took = Duration.ofNanos(System.nanoTime() - begun).toMillis();
      longestMillis.accumulateAndGet(took, Math::max);
    }
  }

  private static void hasTickets(Api buyer, String order) throws IOException, InterruptedException {
    assertThat(buyer.get("/v1/orders/" + order + "/tickets").expect(200).path("items")).hasSize(2);
  }

  /** Waits until so many more have their tickets, or one has failed. */
  void awaitMore(int count) {
    int goal = confirmed.size() + count;
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> confirmed.size() >= goal || !failures.isEmpty());
  }

  /** Waits until none is left in the shop; those who are in it finish. */
  void leave() throws Exception {
    open = false;
    for (Future<?> one : all) {
      one.get();
    }
  }

  /** Orders that were confirmed. */
  int purchases() {
    return confirmed.size();
  }

  List<Throwable> failures() {
    return failures;
  }

  /** How long a purchase took at the most. */
  Duration longest() {
    return Duration.ofMillis(longestMillis.get());
  }

  /** Each order that was told to be confirmed is, with its tickets. */
  void haveAllTheyWereTold() throws IOException, InterruptedException {
    for (Map.Entry<String, Api> order : confirmed.entrySet()) {
      Api buyer = order.getValue();
      assertThat(buyer.get("/v1/orders/" + order.getKey()).expect(200).path("status").asText())
          .isEqualTo("CONFIRMED");
      hasTickets(buyer, order.getKey());
    }
  }

  @Override
  public void close() {
    open = false;
    threads.close();
  }
}
