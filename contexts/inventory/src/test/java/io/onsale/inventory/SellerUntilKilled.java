package io.onsale.inventory;

import io.onsale.contracts.inventory.v1.Best;
import io.onsale.contracts.inventory.v1.Held;
import io.onsale.contracts.inventory.v1.HoldRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that opens a performance on the folder that is its argument, and sells until it is
 * killed. It prints the performance's id, and then a line for each hold that was acknowledged,
 * after it was.
 */
final class SellerUntilKilled {
  private static final int BUYERS = 8;

  private SellerUntilKilled() {}

  /** Starts it; errors go to {@code seller.log} in the folder. */
  static Process start(Path folder) throws IOException {
    return JavaProcess.of(
            SellerUntilKilled.class, folder, "<configuration/>", List.of(), folder.toString())
        .redirectError(folder.resolve("seller.log").toFile())
        .start();
  }

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    RunningSeats seats = RunningSeats.on(Path.of(args[0]));
    String show = seats.open(RunningSeats.hall(200, 50));
    out.println(show);
    try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < BUYERS; i++) {
        int buyer = i;
        var _ = buyers.submit(() -> sell(seats, show, buyer, out));
      }
    }
  }

  private static void sell(RunningSeats seats, String show, int buyer, PrintStream out) {
    HoldRequest best =
        HoldRequest.newBuilder()
            .setPerformanceId(show)
            .setBest(Best.newBuilder().setTier("A").setCount(1))
            .build();
    while (true) {
      Held held = seats.as(RunningSeats.buyer(buyer)).hold(best);
      out.println(held.getHoldId() + " " + held.getSeats(0).getIndex());
    }
  }
}
