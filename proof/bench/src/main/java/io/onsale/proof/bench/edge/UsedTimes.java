package io.onsale.proof.bench.edge;

import io.onsale.proof.bench.ThreadTimes;
import java.util.List;

/**
 * The processor time that a server has used, in seconds, by what its threads do.
 *
 * @param loops event loops of the network
 * @param seatLog the threads of the seat log: driver, archive, consensus, its client, its followers
 * @param machine the compiler and the collector of the JVM
 * @param other all others, such as those that carry virtual threads
 */
record UsedTimes(double loops, double seatLog, double machine, double other) {
  private static final List<String> LOOPS =
      List.of("armeria-common", "multiThreadIoEv", "armeria-boss", "netty");
  private static final List<String> SEAT_LOG =
      List.of(
          "seat",
          "driver",
          "[archive",
          "archive",
          "consensus",
          "clustered",
          "aeron",
          "sender",
          "receiver");
  private static final List<String> MACHINE = List.of("C1 ", "C2 ", "G1 ", "GC ", "VM ");

  static UsedTimes of(List<ThreadTimes.Used> threads) {
    double loops = 0;
    double seatLog = 0;
    double machine = 0;
    double other = 0;
    for (ThreadTimes.Used thread : threads) {
      if (is(thread, LOOPS)) {
        loops += thread.seconds();
      } else if (is(thread, SEAT_LOG)) {
        seatLog += thread.seconds();
      } else if (is(thread, MACHINE)) {
        machine += thread.seconds();
      } else {
        other += thread.seconds();
      }
    }
    return new UsedTimes(loops, seatLog, machine, other);
  }

  private static boolean is(ThreadTimes.Used thread, List<String> kind) {
    return kind.stream().anyMatch(thread.thread()::startsWith);
  }
}
