package io.onsale.proof.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a figure must be told with. */
public final class Machine {
  private static final int FORCES = 200;

  private Machine() {}

  public static String processors() {
    String model = "";
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          model = ", " + line.substring(line.indexOf(':') + 1).strip();
          break;
        }
      }
    } catch (IOException e) {
      model = ", unknown";
    }
    return Runtime.getRuntime().availableProcessors()
        + " for all, clients and servers"
        + model
        + "; "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  public static String java() {
    return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
  }

  /** The version of a library, from its name on the class path. */
  public static String version(String artifact) {
    Matcher jar =
        Pattern.compile("[/:]" + Pattern.quote(artifact) + "-([0-9][^/:]*)\\.jar")
            .matcher(System.getProperty("java.class.path"));
    return jar.find() ? jar.group(1) : "unknown";
  }

  /** How busy the machine is: runnable threads on average over the last minute. */
  public static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** The disk's own part of each durable answer. */
  public static String disk(Path folder) throws IOException {
    Path file = folder.resolve("forced");
    long[] nanos = new long[FORCES];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(4096);
      for (int i = 0; i < FORCES; i++) {
        long start = System.nanoTime();
        channel.write(block.clear());
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    }
    Files.delete(file);
    Arrays.sort(nanos);
    return "%s; writing and forcing 4 KB takes %.2f ms (median), %.2f ms (99 %%)"
        .formatted(
            Files.getFileStore(folder).type(),
            nanos[FORCES / 2] / 1e6,
            nanos[FORCES * 99 / 100] / 1e6);
  }
}
