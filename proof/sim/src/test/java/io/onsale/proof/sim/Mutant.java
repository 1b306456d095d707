package io.onsale.proof.sim;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A bug planted into a source file of inventory: some text is replaced by another, and simulator
 * and engine are loaded anew with the file compiled so. The text must be there exactly once: when
 * the source has gone on, planting fails.
 */
enum Mutant {
  DOUBLE_SALE(
      "model/SeatEngine.java",
      "if (!performance.isFree(seat)) {",
      "if (performance.state(seat) == SeatState.BLOCKED) {"),
  LOST_EXPIRY("flow/SeatLogService.java", "      armedFor = NOT_ARMED;\n", ""),
  LIMIT_OFF_BY_ONE(
      "model/Refusals.java",
      "performance.seatsOfBuyer(buyer) + more > limits.perBuyer())",
      "performance.seatsOfBuyer(buyer) + more > limits.perBuyer() + 1)"),
  SNAPSHOT_THAT_FORGETS_A_HOLD(
      "model/Deadlines.java",
      "sink.putInt(size);\n    sink.putLongs(heap, 0, 2 * size);",
      "int kept = Math.max(0, size - 1);\n    sink.putInt(kept);\n    sink.putLongs(heap, 0, 2 * kept);"),
  SNAPSHOT_THAT_GOES_ON(
      "model/FrozenState.java",
      "new Piece.Bytes(Arrays.copyOfRange(values, from, from + length))",
      "new Piece.Bytes(length == values.length ? values : Arrays.copyOf(values, length))"),
  IDEMPOTENCY_HOLE(
      "model/SeatEngine.java",
      "if (!from.isRemembered()) {\n      return result;",
      "if (!from.isRemembered() || result instanceof Result.Held) {\n      return result;");

  private static final String INVENTORY = "contexts/inventory/src/main/java/io/onsale/inventory/";

  private final String file;
  private final String text;
  private final String bug;

  Mutant(String file, String text, String bug) {
    this.file = file;
    this.text = text;
    this.bug = bug;
  }

  /** Compiles the file with the bug into {@code folder}. */
  void plant(Path folder) throws IOException {
    Path source = root().resolve(INVENTORY + file);
    String good = Files.readString(source);
    int at = good.indexOf(text);
    if (at < 0 || good.indexOf(text, at + 1) >= 0) {
      throw new IllegalStateException(
          "%s no longer has exactly once what %s replaces: %s".formatted(source, this, text));
    }
    Path sources = Files.createDirectories(folder.resolve("sources"));
    Path bad = sources.resolve(Objects.requireNonNull(source.getFileName()));
    Files.writeString(bad, good.replace(text, bug));
    compile(bad, Files.createDirectories(folder.resolve("classes")));
  }

  private static void compile(Path source, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp", classPath()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      if (!done) {
        throw new IllegalStateException("the bug does not compile: " + said);
      }
    }
  }

  /** Runs the simulator over the engine with the bug; returns its exit status. */
  static int run(Path folder, PrintStream out, String... arguments)
      throws ReflectiveOperationException, IOException {
    try (Bugged loader = new Bugged(folder.resolve("classes"))) {
      return (int)
          Class.forName("io.onsale.proof.sim.SimMain", true, loader)
              .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
              .invoke(null, arguments, out, out);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Stream.iterate(here, Objects::nonNull, Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("onsale")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Loads inventory and the simulator itself, the classes with the bug first; the rest is shared.
   */
  private static final class Bugged extends URLClassLoader {
    Bugged(Path classes) {
      super(urls(classes), Mutant.class.getClassLoader());
    }

    private static URL[] urls(Path classes) {
      return Stream.concat(
              Stream.of(classes),
              Stream.of(classPath().split(java.io.File.pathSeparator, -1)).map(Path::of))
          .map(Bugged::url)
          .toArray(URL[]::new);
    }

    private static URL url(Path path) {
      try {
        return path.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("io.onsale.inventory.") && !name.startsWith("io.onsale.proof.sim.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
    }
  }
}
