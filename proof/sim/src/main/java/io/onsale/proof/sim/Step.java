package io.onsale.proof.sim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that happens. Whatever a step names may not be there when steps before it are left out:
 * then nothing happens.
 */
sealed interface Step {
  /** What becomes of a message on its way to the leader. */
  enum Fate {
    /** It arrives at once. */
    ARRIVES,
    /** It stays on its way until {@link Arrive}. */
    LATER,
    /** It is lost. */
    LOST
  }

  /** How a message is damaged. */
  enum Damage {
    CUT,
    LONGER,
    UNKNOWN_VERSION,
    UNKNOWN_TEMPLATE,
    UNKNOWN_SCHEMA,
    EMPTY
  }

  /** How a client takes its answers. */
  enum Ear {
    LISTENS,
    /** They wait until {@link Hear}. */
    SLOW,
    /** They are lost: its session takes none. */
    DEAF
  }

  /** A client sends requests in one message. */
  record Send(int client, List<Request> requests, Fate fate) implements Step {
    public Send {
      requests = List.copyOf(requests);
    }
  }

  /** The same bytes of a request once more. */
  record Again(int client, int request, Fate fate) implements Step {}

  /** A request's bytes, damaged. */
  record Noise(int client, Request request, Damage damage, int at) implements Step {}

  /** The one at that place of those on their way arrives. */
  record Arrive(int place) implements Step {}

  /** It is lost. */
  record Lose(int place) implements Step {}

  /** It is on its way twice from now on. */
  record Copy(int place) implements Step {}

  record Listen(int client, Ear ear) implements Step {}

  /** The waiting answer at that place reaches its client. */
  record Hear(int place) implements Step {}

  /** It is lost. */
  record Miss(int place) implements Step {}

  /** The leader's clock goes on, or jumps. */
  record Clock(long millis) implements Step {}

  /** A node's disk and links stand still: what comes is neither followed nor on its disk. */
  record Stall(int node) implements Step {}

  record Resume(int node) implements Step {}

  /** A node dies; of its log after the last fsync so much of a thousand is kept. */
  record Crash(int node, int kept) implements Step {}

  /** A node dies and its disk is lost, if the others have all that is committed. */
  record Wipe(int node) implements Step {}

  /** A node starts from the snapshot so many before its newest, or from none. */
  record Restart(int node, int back) implements Step {}

  /** A node becomes leader, if a majority would elect it. */
  record Elect(int node) implements Step {}

  /**
   * A snapshot is ordered in the log: every node takes it where it stands in the log, and applies
   * so many entries more while it writes it down.
   */
  record Snapshot(int meanwhile) implements Step {}

  /** The follower of the log starts anew from a snapshot of its own. */
  record Reopen() implements Step {}

  /** In words, as a failure tells it. */
  default String told() {
    return switch (this) {
      case Send it ->
          it.requests.stream().map(Request::told).collect(Collectors.joining("; in one message "))
              + fate(it.fate);
      case Again it -> "request " + it.request + " once more" + fate(it.fate);
      case Noise it -> "damaged (" + it.damage + " at " + it.at + ") " + it.request.told();
      case Arrive it -> "message " + it.place + " of those on their way arrives";
      case Lose it -> "message " + it.place + " of those on their way is lost";
      case Copy it -> "message " + it.place + " of those on their way is doubled";
      case Listen it -> "client " + it.client + " now " + it.ear;
      case Hear it -> "waiting answer " + it.place + " arrives";
      case Miss it -> "waiting answer " + it.place + " is lost";
      case Clock it -> "%+d ms".formatted(it.millis);
      case Stall it -> "node " + it.node + " stalls";
      case Resume it -> "node " + it.node + " goes on";
      case Crash it ->
          "node " + it.node + " crashes; " + it.kept + "/1000 of what was not synced is kept";
      case Wipe it -> "node " + it.node + " loses its disk";
      case Restart it -> "node " + it.node + " restarts, " + it.back + " snapshots back";
      case Elect it -> "node " + it.node + " is elected";
      case Snapshot it -> "snapshot, written while " + it.meanwhile + " entries follow";
      case Reopen _ -> "the follower restarts from a snapshot";
    };
  }

  private static String fate(Fate fate) {
    return switch (fate) {
      case ARRIVES -> "";
      case LATER -> " (on its way)";
      case LOST -> " (lost)";
    };
  }
}
