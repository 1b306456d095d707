package io.onsale.app;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.kit.access.KeyFileBroken;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.StartFailed;
import io.onsale.kit.logs.Logs;
import io.onsale.kit.server.PortTaken;
import io.onsale.kit.settings.Settings;
import io.onsale.kit.settings.SettingsRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * The process.
 *
 * <pre>
 * up     [--port N] [--data DIR] [--wiring in-process|http2] [--nodes 1|3]
 * serve  --config FILE [--until-input-ends yes]
 * replay --performance ID [--data DIR] [--until TIME] [--seat ID | --seat-index N]
 * import-plan FILE --check [--picture FILE.svg]
 * import-plan FILE --email EMAIL [--server URL]
 * </pre>
 */
public final class OnsaleMain {
  private static final String USAGE =
      """
      usage: up     [--port N] [--data DIR] [--wiring in-process|http2] [--nodes 1|3]
             serve  --config FILE [--until-input-ends yes]
             replay --performance ID [--data DIR] [--until TIME] [--seat ID | --seat-index N]
             import-plan FILE --check [--picture FILE.svg]
             import-plan FILE --email EMAIL [--server URL]
      """;

  /** Those that the launcher, the tests and other commands read. */
  private static final String[] NOT_OURS = {
    "ONSALE_ALL", "ONSALE_BROWSER", "ONSALE_JVM_OPTS", "ONSALE_PASSWORD", "ONSALE_URL"
  };

  private static final int NODES_MAX = 3;
  private static final int SEAT_LOG_FIRST = 10_000;
  private static final int SEAT_LOG_PLACES = 1_500;

  /** What a user did wrong, told without a stack. */
  private static final class Misused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misused(String message) {
      super(message, null, false, false);
    }
  }

  private OnsaleMain() {}

  public static void main(String[] args) throws InterruptedException {
    // What is written is for machines, or in the language that its reader asks for.
    Locale.setDefault(Locale.ROOT);
    int status = run(args, System.getenv(), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs until it is told to end; answers 0, or 1 when it refused to start, or 2 when it was called
   * wrongly.
   */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    try {
      String mode = args.length == 0 ? "" : args[0];
      if (mode.equals("replay")) {
        return replay(options(args, ReplayCommand.OPTIONS), out);
      }
      if (mode.equals("import-plan")) {
        return importPlan(args, environment, out, err);
      }
      Onsale onsale =
          switch (mode) {
            case "up" ->
                up(
                    options(args, Set.of("--port", "--data", "--wiring", "--nodes")),
                    environment,
                    out);
            case "serve" ->
                serve(options(args, Set.of("--config", "--until-input-ends")), environment);
            default -> throw new Misused(USAGE);
          };
      onsale.stopOnShutdown();
      if (Set.of(args).contains("--until-input-ends")) {
        SeatNodes.endWithInput(onsale::close);
      }
      onsale.awaitStop();
      return 0;
    } catch (Misused e) {
      err.println(e.getMessage());
      return 2;
    } catch (SettingsRefused
        | FolderTaken
        | KeyFileBroken
        | PortTaken
        | LogDamaged
        | UncheckedIOException e) {
      err.println("onsale: " + e.getMessage());
      return 1;
    } catch (StartFailed e) {
      LoggerFactory.getLogger(OnsaleMain.class).error("did not start", e);
      err.println("onsale: " + e.getMessage());
      return 1;
    }
  }

  static Onsale up(Map<String, String> given, Map<String, String> environment, PrintStream out) {
    Map<String, String> options = withPort(given);
    OnsaleConfig config = upConfig(options, environment);
    Path log = config.data().resolve("logs").resolve("onsale.log");
    Optional<SeatNodes> nodes = nodes(options);
    Onsale onsale =
        Onsale.start(
            config,
            Onsale.Purpose.DEMO,
            nodes.stream().map(Component.class::cast).toList(),
            () -> {
              Logs.toFile(log);
              begin(config);
            });
    out.println(
        """

        Onsale is open: http://localhost:%d

          buyer      buyer@example.com      buyer-demo
          organizer  organizer@example.com  organizer-demo
          gate       gate@example.com       gate-demo

        data %s · log %s · Ctrl-C stops it
        """
            .formatted(onsale.port(), config.data(), log));
    out.flush();
    return onsale;
  }

  /**
   * Everything that the process opens comes from the port and the folder, so that several run side
   * by side.
   */
  static OnsaleConfig upConfig(Map<String, String> given, Map<String, String> environment) {
    Map<String, String> options = withPort(given);
    String port = options.getOrDefault("--port", "8080");
    Map<String, String> derived = new LinkedHashMap<>();
    // The demo's passwords are known to all the world.
    derived.put("http.host", "127.0.0.1");
    derived.put("inventory.base-port", String.valueOf(seatLogPort(port)));
    derived.put("payments.public-url", "http://localhost:" + port);
    derived.put(
        "payments.sandbox.webhook-url",
        "http://127.0.0.1:" + port + "/v1/payment-webhooks/sandbox");
    derived.put("payments.sandbox.enabled", "true");
    Settings settings =
        nodes(options)
            .map(nodes -> Settings.from("up --nodes", nodes.shards()))
            .orElseGet(Settings::fromNothing)
            .environment(environment, NOT_OURS);
    derived.forEach(settings::orElse);
    Path data = data(options);
    settings.with("http.port", port).with("data", data.toString());
    if (options.containsKey("--wiring")) {
      settings.with("internal.wiring", options.get("--wiring"));
    }
    return settings.bind(OnsaleConfig.class);
  }

  /** Any free port, when any will do. */
  private static Map<String, String> withPort(Map<String, String> options) {
    String port = options.getOrDefault("--port", "8080");
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new Misused("--port must be a number from 0 (any that is free) to 65535, not " + port);
    }
    if (!port.equals("0")) {
      return options;
    }
    Map<String, String> fixed = new LinkedHashMap<>(options);
    fixed.put("--port", String.valueOf(freePort()));
    return fixed;
  }

  /** The nodes beside this process, when it is to have some. */
  private static Optional<SeatNodes> nodes(Map<String, String> options) {
    return switch (options.getOrDefault("--nodes", "1")) {
      case "1" -> Optional.empty();
      case "3" ->
          Optional.of(
              new SeatNodes(data(options), 3, seatLogPort(options.getOrDefault("--port", "8080"))));
      default -> throw new Misused("--nodes must be 1 or 3");
    };
  }

  private static Path data(Map<String, String> options) {
    return Path.of(options.getOrDefault("--data", ".onsale/data")).toAbsolutePath();
  }

  /** A port that was free a moment ago, so that all that is derived from it can be. */
  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  /**
   * The seat log's ports: neighbouring public ports get ranges that do not touch, below those that
   * the system gives out by itself.
   */
  static int seatLogPort(String port) {
    int place = Integer.parseInt(port);
    return SEAT_LOG_FIRST + Math.floorMod(place, SEAT_LOG_PLACES) * SeatNodes.ports(NODES_MAX);
  }

  private static int replay(Map<String, String> options, PrintStream out) {
    Logs.toStandardOutput();
    try {
      return ReplayCommand.run(options, out);
    } catch (IllegalArgumentException e) {
      throw new Misused("onsale: " + e.getMessage());
    }
  }

  private static int importPlan(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    Logs.toStandardOutput();
    try {
      return ImportPlanCommand.run(args, environment, out, err);
    } catch (IllegalArgumentException e) {
      throw new Misused(String.valueOf(e.getMessage()));
    }
  }

  static Onsale serve(Map<String, String> options, Map<String, String> environment) {
    String file = options.get("--config");
    if (file == null) {
      throw new Misused(USAGE);
    }
    OnsaleConfig config =
        Settings.fromFile(Path.of(file))
            .environment(environment, NOT_OURS)
            .bind(OnsaleConfig.class);
    if (config.payments().sandbox().enabled()) {
      throw new Misused("payments.sandbox.enabled must be false: serve takes no play money");
    }
    Logs.toStandardOutput();
    return Onsale.start(config, Onsale.Purpose.PRODUCTION, List.of(), () -> begin(config));
  }

  private static void begin(OnsaleConfig config) {
    // Told now, and not after everything else has been started for nothing.
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(config.http().host(), config.http().port()));
    } catch (IOException e) {
      throw new PortTaken("public", config.http().host(), config.http().port(), e);
    }
  }

  private static Map<String, String> options(String[] args, Set<String> known) {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i += 2) {
      if (!known.contains(args[i])) {
        throw new Misused("not understood: " + args[i] + "\n" + USAGE);
      }
      if (i + 1 == args.length || args[i + 1].startsWith("--")) {
        throw new Misused(args[i] + " needs a value\n" + USAGE);
      }
      options.put(args[i], args[i + 1]);
    }
    return options;
  }
}
