package io.onsale.app;

import io.onsale.inventory.Replay;
import io.onsale.inventory.flow.SeatEvent;
import io.onsale.kit.ids.Ids;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Prints the past of a performance as the seat log has it. */
final class ReplayCommand {
  static final Set<String> OPTIONS =
      Set.of("--data", "--performance", "--until", "--seat", "--seat-index");

  private final Path data;
  private final PrintStream out;
  private final String id;
  private final long until;

  private ReplayCommand(Path data, PrintStream out, String id, long until) {
    this.data = data;
    this.out = out;
    this.id = id;
    this.until = until;
  }

  /**
   * @return 0; or 1 when there is no such performance or seat, or the log gives two answers
   * @throws IllegalArgumentException when an option is wrong; the message says which
   */
  static int run(Map<String, String> options, PrintStream out) {
    String id = options.getOrDefault("--performance", "");
    if (!Ids.isId(id)) {
      throw new IllegalArgumentException("--performance must be a performance's id");
    }
    Path data = Path.of(options.getOrDefault("--data", ".onsale/data"));
    ReplayCommand command =
        new ReplayCommand(data, out, id, until(options.getOrDefault("--until", "")));
    return command.run(
        Optional.ofNullable(options.get("--seat")),
        options.containsKey("--seat-index")
            ? OptionalInt.of(index(options.get("--seat-index")))
            : OptionalInt.empty());
  }

  private static long until(String text) {
    try {
      return text.isEmpty() ? Long.MAX_VALUE : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--until must be a time such as 2026-11-22T19:30:00Z, not " + text, e);
    }
  }

  private static int index(String text) {
    if (!text.matches("[0-9]{1,7}")) {
      throw new IllegalArgumentException("--seat-index must be a number from 0, not " + text);
    }
    return Integer.parseInt(text);
  }

  private int run(Optional<String> seatId, OptionalInt seatIndex) {
    Replay replay = Replay.of(data, Ids.parse(id));
    Replay.Outcome outcome = replay.run(until, seatIndex);
    if (outcome.performance().isEmpty()) {
      out.println("performance " + id + " is not in the log up to " + time(outcome.time()));
      return 1;
    }
    Replay.Found found = outcome.performance().get();
    if (seatIndex.isPresent() && seatIndex.getAsInt() >= found.capacity()) {
      out.println(
          "seat index "
              + seatIndex.getAsInt()
              + " is not on the map of this performance, which ends at "
              + (found.capacity() - 1));
      return 1;
    }
    if (seatId.isEmpty() && seatIndex.isEmpty()) {
      return print(outcome, found);
    }
    Wanted wanted = new Wanted(seatId, seatIndex);
    try (Papers papers = Papers.open(data)) {
      return tell(replay, outcome, found, wanted, papers.seats(found.mapDigest()), papers::order);
    } catch (Papers.Unreadable e) {
      return withoutPapers(replay, outcome, found, wanted, e);
    }
  }

  /** One of both is there. */
  private record Wanted(Optional<String> id, OptionalInt index) {}

  /** Which order a hold became. */
  private interface Orders {
    Optional<String> of(String hold) throws Papers.Unreadable;
  }

  /** A server that runs has the papers, and tells everybody what its seats are called. */
  private int withoutPapers(
      Replay replay,
      Replay.Outcome outcome,
      Replay.Found found,
      Wanted wanted,
      Papers.Unreadable why) {
    Optional<List<String>> seats =
        RunningServer.of(data).flatMap(server -> server.seats(found.mapDigest()));
    if (seats.isEmpty() && wanted.id().isPresent()) {
      int status = print(outcome, found);
      out.println(
          "seat "
              + wanted.id().get()
              + " can't be told from others: "
              + why.getMessage()
              + ", or name it by --seat-index");
      return Math.max(status, 1);
    }
    try {
      return tell(
          replay, outcome, found, wanted, seats.orElse(List.of()), hold -> Optional.empty());
    } catch (Papers.Unreadable never) {
      throw new IllegalStateException(never);
    } finally {
      out.println("(orders are left out: " + why.getMessage() + ")");
    }
  }

  private int tell(
      Replay replay,
      Replay.Outcome outcome,
      Replay.Found found,
      Wanted wanted,
      List<String> seats,
      Orders orders)
      throws Papers.Unreadable {
    OptionalInt index =
        wanted.id().isPresent() ? indexOf(seats, wanted.id().get()) : wanted.index();
    if (index.isEmpty()) {
      print(outcome, found);
      out.println("seat " + wanted.id().orElse("") + " is not on the map of this performance");
      return 1;
    }
    int at = index.getAsInt();
    Replay.Found told =
        wanted.id().isPresent() ? replay.run(until, index).performance().orElseThrow() : found;
    int status = print(outcome, told);
    seat(told, at < seats.size() ? seats.get(at) : "", at, orders);
    return status;
  }

  private static OptionalInt indexOf(List<String> seats, String seat) {
    int index = seats.indexOf(seat);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  private int print(Replay.Outcome outcome, Replay.Found found) {
    out.printf("performance  %s%s%n", id, found.closed() ? ", closed" : "");
    out.printf("log          read to position %d, %s%n", outcome.position(), time(outcome.time()));
    if (outcome.left() > 0) {
      out.printf(
          "left out     %d bytes behind it, which the nodes that are here can't tell to be decided%n",
          outcome.left());
    }
    out.printf("version      %d%n", found.version());
    out.printf(
        "seats        %d: %d free, %d held, %d sold, %d blocked%n",
        found.capacity(), found.free(), found.held(), found.sold(), found.blocked());
    out.printf("state hash   %s%n", hex(found.hash()));
    out.printf("shard hash   %s%n", hex(outcome.shardHash()));
    out.printf("chain head   %s%n", found.head());
    int status = 0;
    for (Replay.Shortcut shortcut : outcome.shortcuts()) {
      boolean same = shortcut.difference().isEmpty();
      out.printf(
          "%-12s from position %d and the log behind it: %s%n",
          shortcut.name(),
          shortcut.from(),
          same ? "the same" : "DIFFERENT, " + shortcut.difference());
      status = same ? status : 1;
    }
    return status;
  }

  private void seat(Replay.Found found, String seatId, int index, Orders orders)
      throws Papers.Unreadable {
    out.printf("%nseat %s(index %d)%n", seatId.isEmpty() ? "" : seatId + " ", index);
    for (SeatEvent event : found.history()) {
      StringBuilder line = new StringBuilder();
      line.append(time(event.time())).append("  v").append(event.version()).append("  ");
      line.append(words(event));
      if (event.hold() != 0) {
        String hold = id + "-" + Ids.formatShort(event.hold());
        line.append(", hold ").append(hold);
        line.append(", buyer ").append(Ids.format(event.buyer()));
        orders.of(hold).ifPresent(order -> line.append(", order ").append(order));
      }
      if (event.actor() != 0) {
        line.append(", by ").append(Ids.format(event.actor()));
      }
      out.println("  " + line);
    }
  }

  private static String words(SeatEvent event) {
    String what =
        switch (event.kind()) {
          case OPENED -> "performance opened";
          case AMENDED -> "performance amended";
          case CLOSED -> "performance closed";
          case HELD -> "held until " + time(event.deadline());
          case EXTENDED -> "hold extended until " + time(event.deadline());
          case RELEASED -> "given back";
          case EXPIRED -> "hold expired";
          case SOLD -> "sold";
          case RETURNED -> "returned";
          case BLOCKED -> "taken off sale";
          case UNBLOCKED -> "put back on sale";
        };
    return event.exchange() ? what + " (exchange)" : what;
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static String hex(long hash) {
    return HexFormat.of().toHexDigits(hash);
  }
}
