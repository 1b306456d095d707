package io.onsale.proof.bench.seats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis of its own: the one on the path if there is one, else the one that the machine's Debian
 * has packed, else the one that Maven brings, which is older.
 */
final class RedisServer implements AutoCloseable {
  private static final long START_WAIT = TimeUnit.SECONDS.toNanos(20);
  private static final long FETCHED_SECONDS = 60;

  private final Process process;
  private final int port;

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param folder empty, for its files
   * @param fsync its setting {@code appendfsync}
   */
  static RedisServer start(Program program, Path folder, String fsync) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path log = folder.resolve("redis.log");
    Process process =
        program
            .process(
                program.path(),
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                fsync,
                "--auto-aof-rewrite-percentage",
                "0",
                "--tcp-backlog",
                "2048",
                "--maxclients",
                "11000",
                "--daemonize",
                "no")
            .redirectOutput(log.toFile())
            .redirectErrorStream(true)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    RedisServer server = new RedisServer(process, port);
    long start = System.nanoTime();
    while (!server.listens()) {
      if (!process.isAlive() || System.nanoTime() - start > START_WAIT) {
        server.close();
        throw new IOException("redis-server does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return server;
  }

  /**
   * A redis-server that can be run, with its release and where it comes from.
   *
   * @param libraries folder of what it is linked with, if that is not the system's
   */
  record Program(String path, String version, @Nullable Path libraries) {
    /** With its libraries. Of them the system has what every program needs. */
    private static final List<String> PACKAGES =
        List.of("redis-server", "redis-tools", "libjemalloc2", "liblzf1");

    /**
     * @param folder takes what has to be unpacked
     */
    static Program find(Path folder) throws IOException, InterruptedException {
      Path own = onPath();
      if (own != null) {
        return asked(own.toString(), "on the PATH", null);
      }
      Path debian = folder.resolve("debian");
      if (unpacked(debian)) {
        try (Stream<Path> files = Files.walk(debian.resolve("usr/lib"))) {
          Path libraries =
              files
                  .filter(file -> file.getFileName().toString().startsWith("libjemalloc"))
                  .findFirst()
                  .map(Path::getParent)
                  .orElse(debian);
          return asked(debian.resolve("usr/bin/redis-server").toString(), "from Debian", libraries);
        }
      }
      String maven =
          ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getAbsolutePath();
      return asked(maven, "from Maven", null);
    }

    /** Nothing is installed: the packages are unpacked where all is deleted in the end. */
    private static boolean unpacked(Path folder) throws IOException, InterruptedException {
      Files.createDirectories(folder);
      List<String> download = new ArrayList<>(List.of("apt-get", "-qq", "download"));
      download.addAll(PACKAGES);
      if (!succeeds(folder, download)) {
        return false;
      }
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".deb")).toList()) {
          if (!succeeds(folder, List.of("dpkg-deb", "-x", file.toString(), folder.toString()))) {
            return false;
          }
        }
      }
      return true;
    }

    private static boolean succeeds(Path folder, List<String> command) throws InterruptedException {
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(FETCHED_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended && process.waitFor() == 0;
      } catch (IOException e) {
        // There is no such program: this is another system.
        return false;
      }
    }

    private static Program asked(String path, String from, @Nullable Path libraries)
        throws IOException {
      Process asked = new Program(path, "", libraries).process(path, "--version").start();
      String words = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int at = words.indexOf("v=");
      if (at < 0) {
        throw new IOException(path + " --version says: " + words);
      }
      String release = words.substring(at + 2, words.indexOf(' ', at));
      return new Program(path, release + " (" + from + ")", libraries);
    }

    private ProcessBuilder process(String... command) {
      ProcessBuilder builder = new ProcessBuilder(command);
      if (libraries != null) {
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
      }
      return builder;
    }
  }

  private static @Nullable Path onPath() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path file = Path.of(folder, "redis-server");
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
