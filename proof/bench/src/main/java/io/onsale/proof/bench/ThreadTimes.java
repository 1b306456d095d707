package io.onsale.proof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time of each thread of a process, from {@code /proc}. A name of a thread has
 * fifteen bytes here.
 */
public final class ThreadTimes {
  private final Map<Task, Long> used = new HashMap<>();
  private final long at = System.nanoTime();

  private record Task(String id, String name) {}

  /** One thread's processor time between two readings, and its share of one core. */
  public record Used(String thread, double seconds, double percent) {}

  private ThreadTimes() {}

  public static ThreadTimes of(long pid) throws IOException {
    ThreadTimes times = new ThreadTimes();
    List<Path> threads;
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      threads = all.toList();
    }
    for (Path thread : threads) {
      try {
        String name = Files.readString(thread.resolve("comm")).strip();
        String nanos = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
        times.used.put(new Task(String.valueOf(thread.getFileName()), name), Long.parseLong(nanos));
      } catch (NoSuchFileException _) {
        // The thread has ended since.
      }
    }
    return times;
  }

  /** What was used since an earlier reading, the busiest first. */
  public List<Used> since(ThreadTimes before) {
    double seconds = (at - before.at) / 1e9;
    List<Used> all = new ArrayList<>();
    used.forEach((task, nanos) -> {
      double more = (nanos - before.used.getOrDefault(task, 0L)) / 1e9;
      if (more > 0) {
        all.add(new Used(task.name(), more, 100 * more / seconds));
      }
    });
    all.sort(Comparator.comparingDouble(Used::seconds).reversed());
    return all;
  }
}
