package io.onsale.proof.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Processor time of each thread of a process, from {@code /proc}. */
final class ThreadTimes {
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private final Map<String, Long> ticks = new HashMap<>();
  private final long nanos = System.nanoTime();

  /** One thread's share of a core between two readings, in per cent. */
  record Share(String thread, double percent) {}

  private ThreadTimes() {}

  static ThreadTimes of(long pid) throws IOException {
    ThreadTimes times = new ThreadTimes();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks.toList()) {
        try {
          times.add(Files.readString(task.resolve("stat")));
        } catch (NoSuchFileException e) {
          // The thread has ended since.
        }
      }
    }
    return times;
  }

  private void add(String stat) {
    int name = stat.indexOf('(');
    int end = stat.lastIndexOf(')');
    String[] fields = stat.substring(end + 2).split(" ", -1);
    long used = Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    ticks.put(stat.substring(0, name) + stat.substring(name + 1, end), used);
  }

  /** The busiest first. */
  List<Share> since(ThreadTimes before) {
    double seconds = (nanos - before.nanos) / 1e9;
    List<Share> shares = new ArrayList<>();
    ticks.forEach((thread, used) -> {
      long more = used - before.ticks.getOrDefault(thread, 0L);
      if (more > 0) {
        String name = thread.substring(thread.indexOf(' ') + 1);
        shares.add(new Share(name, 100 * more / TICKS_PER_SECOND / seconds));
      }
    });
    shares.sort((a, b) -> Double.compare(b.percent, a.percent));
    return shares;
  }
}
