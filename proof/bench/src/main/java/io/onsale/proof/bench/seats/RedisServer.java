package io.onsale.proof.bench.seats;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own: the one on the path if there is one, else the one that Maven brings. */
final class RedisServer implements AutoCloseable {
  private static final long START_WAIT = TimeUnit.SECONDS.toNanos(20);

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
        new ProcessBuilder(
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

  /** A redis-server that can be run, with its release and where it comes from. */
  record Program(String path, String version) {
    /**
     * @param folder takes what has to be unpacked
     */
    static Program find(Path folder) throws IOException {
      Path own = onPath();
      String path =
          own != null
              ? own.toString()
              : ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getAbsolutePath();
      Process asked = new ProcessBuilder(path, "--version").start();
      String words = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int at = words.indexOf("v=");
      if (at < 0) {
        throw new IOException(path + " --version says: " + words);
      }
      String release = words.substring(at + 2, words.indexOf(' ', at));
      return new Program(path, release + (own != null ? " (on the PATH)" : " (from Maven)"));
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
