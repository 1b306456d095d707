package io.onsale.proof.bench.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time that the threads of a process have used, in seconds, by what they do. A name
 * of a thread has fifteen bytes here.
 *
 * @param loops event loops of the network
 * @param seatLog the threads of the seat log: driver, archive, consensus, its client, its followers
 * @param machine the compiler and the collector of the JVM
 * @param other all others, such as those that carry virtual threads
 */
record ThreadTimes(double loops, double seatLog, double machine, double other) {
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

  static ThreadTimes of(Process process) throws IOException {
    double loops = 0;
    double seatLog = 0;
    double machine = 0;
    double other = 0;
    List<Path> threads;
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      threads = all.toList();
    }
    for (Path thread : threads) {
      try {
        String name = Files.readString(thread.resolve("comm")).strip();
        String nanos = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
        double seconds = Long.parseLong(nanos) / 1e9;
        if (LOOPS.stream().anyMatch(name::startsWith)) {
          loops += seconds;
        } else if (SEAT_LOG.stream().anyMatch(name::startsWith)) {
          seatLog += seconds;
        } else if (MACHINE.stream().anyMatch(name::startsWith)) {
          machine += seconds;
        } else {
          other += seconds;
        }
      } catch (NoSuchFileException _) {
        // It has ended since.
      }
    }
    return new ThreadTimes(loops, seatLog, machine, other);
  }

  ThreadTimes since(ThreadTimes before) {
    return new ThreadTimes(
        loops - before.loops,
        seatLog - before.seatLog,
        machine - before.machine,
        other - before.other);
  }
}
