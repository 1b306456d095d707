package io.onsale.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.onsale.catalog.PlanCheck;
import io.onsale.catalog.edge.Plans;
import io.onsale.catalog.model.Fault;
import io.onsale.catalog.model.PlanSurvey;
import io.onsale.catalog.model.SeatAttribute;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells what an import would make of a seating plan, and draws it; or brings the plan into a server
 * that runs.
 */
final class ImportPlanCommand {
  static final String USAGE =
      """
      usage: import-plan FILE --check [--picture FILE.svg]
             import-plan FILE --email EMAIL [--server URL]
      """;

  private static final String SERVER = "http://localhost:8080";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SECTIONS_MAX = 40;
  private static final JsonMapper JSON = new JsonMapper();

  private final Arguments arguments;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  /** What was asked for. */
  private record Arguments(
      Path file,
      boolean check,
      @Nullable String picture,
      @Nullable String server,
      @Nullable String email) {

    /**
     * @throws IllegalArgumentException when it can't be understood
     */
    static Arguments of(String[] args) {
      String file = null;
      boolean check = false;
      String picture = null;
      String server = null;
      String email = null;
      for (int i = 1; i < args.length; i++) {
        String arg = args[i];
        switch (arg) {
          case "--check" -> check = true;
          case "--picture" -> picture = value(args, ++i);
          case "--server" -> server = value(args, ++i);
          case "--email" -> email = value(args, ++i);
          default -> {
            if (arg.startsWith("--") || file != null) {
              throw new IllegalArgumentException("not understood: " + arg + "\n" + USAGE);
            }
            file = arg;
          }
        }
      }
      if (file == null) {
        throw new IllegalArgumentException(USAGE);
      }
      if ((check && (server != null || email != null)) || (!check && picture != null)) {
        throw new IllegalArgumentException(
            "--picture goes with --check, --server and --email with the import\n" + USAGE);
      }
      if (!check && email == null) {
        throw new IllegalArgumentException(
            "To see what is in the plan, add --check. To import it, add --email with an organiser's"
                + " address; the password is taken from ONSALE_PASSWORD or asked for. Or import it"
                + " in the browser, on the server's page /organizer.\n"
                + USAGE);
      }
      return new Arguments(Path.of(file), check, picture, server, email);
    }

    private static String value(String[] args, int at) {
      if (at >= args.length || args[at].startsWith("--")) {
        throw new IllegalArgumentException(args[at - 1] + " needs a value\n" + USAGE);
      }
      return args[at];
    }
  }

  private ImportPlanCommand(
      Arguments arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.arguments = arguments;
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * @return 0, or 1 when the plan is not sound or could not be brought in
   * @throws IllegalArgumentException when the arguments are wrong; the message says how
   */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    return new ImportPlanCommand(Arguments.of(args), environment, out, err).run();
  }

  private int run() throws InterruptedException {
    Path file = arguments.file();
    Optional<String> trouble = trouble(file);
    if (trouble.isPresent()) {
      err.println("onsale: " + trouble.get());
      return 1;
    }
    try {
      return arguments.check() ? check(file) : bring(file);
    } catch (IOException e) {
      err.println("onsale: " + file + " can't be read: " + e.getMessage());
      return 1;
    }
  }

  private static Optional<String> trouble(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of(file + " is a folder; name the plan's file in it");
    }
    if (!Files.exists(file)) {
      return Optional.of("there is no file " + file.toAbsolutePath());
    }
    try {
      long bytes = Files.size(file);
      return bytes <= Plans.BYTES_MAX
          ? Optional.empty()
          : Optional.of(
              "%s has %,d bytes; a plan has at most %,d (32 MiB)"
                  .formatted(file, bytes, Plans.BYTES_MAX));
    } catch (IOException e) {
      return Optional.of(file + " can't be read: " + e.getMessage());
    }
  }

  private int check(Path file) throws IOException {
    PlanCheck check;
    try (InputStream plan = Files.newInputStream(file)) {
      check = PlanCheck.of(plan);
    }
    return switch (check) {
      case PlanCheck.Unreadable(String why) -> {
        err.println(file + ": " + why);
        yield 1;
      }
      case PlanCheck.Broken(List<Fault> first, int count) -> {
        for (Fault fault : first) {
          err.println(
              (fault.pointer().isEmpty() ? "the plan" : fault.pointer()) + " " + fault.message());
        }
        err.println(
            count == 1
                ? "1 fault: an import would refuse the plan"
                : count
                    + " faults"
                    + (count > first.size() ? ", of which these are the first " + first.size() : "")
                    + ": an import would refuse the plan");
        yield 1;
      }
      case PlanCheck.Sound(PlanSurvey survey, String picture) -> {
        print(survey);
        yield draw(file, picture);
      }
    };
  }

  private void print(PlanSurvey survey) {
    out.printf("name         %s%n", survey.name());
    long standing = survey.sections().stream().filter(PlanSurvey.Section::standing).count();
    out.printf(
        "seats        %,d in %s of %s%s%n",
        survey.seats() - survey.places(),
        counted(survey.rows(), "row"),
        counted(survey.sections().size() - standing, "section"),
        standing == 0
            ? ""
            : "; %s in %s"
                .formatted(counted(survey.places(), "standing place"), counted(standing, "area")));
    out.printf(
        "tiers        %s%n",
        survey.tiers().entrySet().stream()
            .map(tier -> "%s %,d".formatted(tier.getKey(), tier.getValue()))
            .collect(Collectors.joining(", ")));
    out.printf(
        "attributes   %s%n",
        survey.attributes().isEmpty()
            ? "none"
            : survey.attributes().entrySet().stream()
                .map((Map.Entry<SeatAttribute, Integer> each) ->
                    "%s %,d".formatted(each.getKey().id(), each.getValue()))
                .collect(Collectors.joining(", ")));
    PlanSurvey.Run longest = survey.longest();
    out.printf(
        "side by side %s%s%n",
        counted(survey.runs(), "run"),
        longest.seats() == 0
            ? ""
            : "; the longest has %,d: %s, row %s, %s to %s"
                .formatted(
                    longest.seats(),
                    longest.section(),
                    longest.row(),
                    longest.from(),
                    longest.to()));
    out.printf(
        "areas        %s%n",
        survey.shapes().isEmpty()
            ? "none"
            : survey.shapes().entrySet().stream()
                .map(shape -> shape.getKey() + " " + shape.getValue())
                .collect(Collectors.joining(", ")));
    out.println("sections");
    survey.sections().stream()
        .limit(SECTIONS_MAX)
        .map(section ->
            section.standing()
                ? counted(section.seats(), "standing place") + ": " + section.name()
                : counted(section.seats(), "seat")
                    + " in "
                    + counted(section.rows(), "row")
                    + ": "
                    + section.name())
        .forEach(section -> out.println("  " + section));
    if (survey.sections().size() > SECTIONS_MAX) {
      out.printf("  and %,d more%n", survey.sections().size() - SECTIONS_MAX);
    }
    survey.remarks().forEach(remark -> out.println("look at this: " + remark));
  }

  private static String counted(long n, String what) {
    return "%,d %s%s".formatted(n, what, n == 1 ? "" : "s");
  }

  private int draw(Path file, String picture) {
    Path to =
        arguments.picture() == null
            ? file.resolveSibling(withoutEnding(String.valueOf(file.getFileName())) + ".svg")
            : Path.of(arguments.picture());
    try {
      Files.writeString(to, picture);
      out.println("picture      " + to);
      return 0;
    } catch (IOException e) {
      err.println(
          "onsale: the picture can't be written to " + to + "; say where by --picture FILE.svg");
      return 1;
    }
  }

  private static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private int bring(Path file) throws IOException, InterruptedException {
    String server = arguments.server() == null ? SERVER : arguments.server();
    Optional<String> password = password();
    if (password.isEmpty()) {
      err.println(
          "onsale: set ONSALE_PASSWORD to the organiser's password; nobody can be asked here");
      return 1;
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      byte[] signIn =
          JSON.writeValueAsBytes(
              Map.of("email", String.valueOf(arguments.email()), "password", password.get()));
      JsonNode session =
          post(
              client,
              server + "/v1/sessions",
              HttpRequest.BodyPublishers.ofByteArray(signIn),
              null);
      JsonNode map =
          post(
              client,
              server + "/v1/organizer/seat-maps",
              HttpRequest.BodyPublishers.ofFile(file),
              session.path("token").asText());
      out.printf(
          "imported     %s: %,d seats%n", map.path("name").asText(), map.path("seats").asInt());
      out.printf("digest       %s%n", map.path("digest").asText());
      out.println("see it at    " + server + "/organizer");
      return 0;
    } catch (Refusal e) {
      err.println("onsale: " + e.getMessage());
      return 1;
    } catch (IOException | IllegalArgumentException e) {
      err.println(
          "onsale: there is no server at "
              + server
              + "; start one with ./onsale up, or name it by --server");
      return 1;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // there is none where the JVM's own console is the default
  private Optional<String> password() {
    String given = environment.get("ONSALE_PASSWORD");
    if (given != null) {
      return Optional.of(given);
    }
    Console console = System.console();
    char[] typed =
        console == null || !console.isTerminal()
            ? null
            : console.readPassword("password of %s: ", arguments.email());
    return Optional.ofNullable(typed).map(String::new);
  }

  /** The server said no. */
  private static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  private static JsonNode post(
      HttpClient client, String address, HttpRequest.BodyPublisher body, @Nullable String token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    JsonNode said = JSON.readTree(answer.body());
    if (answer.statusCode() / 100 == 2) {
      return said;
    }
    StringBuilder words = new StringBuilder(said.path("detail").asText("it was refused"));
    for (JsonNode fault : said.path("faults")) {
      words
          .append("\n  ")
          .append(fault.path("pointer").asText())
          .append(' ')
          .append(fault.path("message").asText());
    }
    throw new Refusal(words.toString());
  }
}
