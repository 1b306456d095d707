package io.onsale.proof.bench.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes of Java on this machine, and what they use; all end with it. */
final class Processes implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();

  /** Another word of this bench in a process of its own. */
  Process java(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("io.onsale.proof.bench.BenchMain", "edge"));
    all.addAll(List.of(arguments));
    return start(all, Map.of(), ProcessBuilder.Redirect.PIPE);
  }

  /** A main class with its arguments, under the flags that this process has. */
  Process start(
      List<String> mainAndArguments,
      Map<String, String> environment,
      ProcessBuilder.Redirect output)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-XX:SharedArchive") && !flag.startsWith("-agentlib"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainAndArguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(output)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** What a process says after a word that begins a line; other lines are passed over. */
  static String said(Process process, String word) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith(word)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new IllegalStateException("a process ended that was needed");
    }
    return line.substring(word.length()).strip();
  }

  /**
   * A folder that goes when this ends; not where temporary files go, for that may be memory, where
   * forcing costs nothing.
   */
  Path folder() throws IOException {
    Path folder =
        Files.createTempDirectory(
            Files.createDirectories(Path.of(".onsale").toAbsolutePath()), "bench");
    folders.add(folder);
    return folder;
  }

  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    processes.reversed().forEach(Processes::end);
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
