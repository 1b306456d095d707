package io.onsale.proof.sim;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.inventory.flow.CommandAdapter;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.RefusalReason;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.store.SbeSnapshots;
import io.onsale.proof.sim.Failure.Kind;
import io.onsale.proof.sim.Frame.Parcel;
import io.onsale.proof.sim.Frame.Sent;
import io.onsale.proof.sim.Wire.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the steps of a history and checks what is committed: a follower of the log against
 * the {@link ReferenceModel} and the {@link Ledger} after each command, and each node against the
 * follower.
 */
final class World {
  /** When histories begin. */
  static final long START = 1_800_000_000_000L;

  /** Expiry comes by a timer of so many milliseconds. */
  private static final long TICK = 100;

  /** A hold that no request made: there never was such a number. */
  private static final long NO_HOLD = 5;

  /** All holds, counts and hashes are compared at each so many frames. */
  private static final int LOOK_CLOSELY = 8;

  /** Longest that holds are waited for at the end, in milliseconds. */
  private static final long LAST_WAIT = 3 * ReferenceModel.LONGEST_HOLD;

  /** What is not remembered, and so may turn out otherwise when it is sent again. */
  private static final Set<RefusalReason> PASSING =
      EnumSet.of(
          RefusalReason.CAPACITY,
          RefusalReason.MALFORMED,
          RefusalReason.IDEMPOTENCY_KEY_REUSED,
          RefusalReason.UPLOAD_NOT_FOUND,
          RefusalReason.UPLOAD_OUT_OF_ORDER,
          RefusalReason.DIGEST_MISMATCH);

  /** The first answer under an id. */
  private record First(int number, Outcome outcome, long at) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by none
  private record Waiting(int client, byte[] answer) {}

  private final Replicas replicas;
  private final ReferenceModel model = new ReferenceModel();
  private final Ledger ledger = new Ledger();
  private final Agreement agreement = new Agreement(model, ledger);
  private final Wire wire = new Wire();
  private final UnsafeBuffer out = new UnsafeBuffer(new byte[CommandAdapter.MAX_RESULT_LENGTH]);
  private CommandAdapter follower = new CommandAdapter(new SeatEngine(ledger));

  private final Map<Integer, Sent> sent = new HashMap<>();
  private final Map<Integer, Integer> clientOf = new HashMap<>();
  private final Map<Integer, Long> madeBy = new HashMap<>();
  private final Map<Integer, First> firsts = new HashMap<>();
  private final List<Parcel> onTheirWay = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<Integer, Step.Ear> ears = new HashMap<>();

  /** Requests whose answers have reached their clients. */
  private final Set<Integer> acknowledged = new TreeSet<>();

  private final Set<String> met = new TreeSet<>();
  private long trace;

  World(int nodes) {
    replicas =
        new Replicas(
            nodes,
            START,
            this::answered,
            new Replicas.Follower() {
              @Override
              public void onCommitted(Frame frame) {
                committed(frame);
              }

              @Override
              public void onApplied(Node node, Frame frame, byte @Nullable [] answer) {
                applied(node, frame, answer);
              }
            });
  }

  // What the generator may see.

  ReferenceModel model() {
    return model;
  }

  Replicas replicas() {
    return replicas;
  }

  int onTheirWay() {
    return onTheirWay.size();
  }

  int waiting() {
    return waiting.size();
  }

  /** The request that made the hold, {@link Command#NO_REQUEST} when there is none. */
  int requestOf(long hold) {
    for (Map.Entry<Integer, Long> made : madeBy.entrySet()) {
      if (made.getValue() == hold) {
        return made.getKey();
      }
    }
    return Command.NO_REQUEST;
  }

  /** Kinds of commands that were accepted, and reasons for which others were refused. */
  Set<String> met() {
    return met;
  }

  /** A hash of all that was committed and answered: equal for equal histories. */
  long trace() {
    return trace;
  }

  // Steps.

  /** Carries a step out. */
  void take(Step step) {
    try {
      carryOut(step);
      settle();
    } catch (Failure failure) {
      throw failure;
    } catch (RuntimeException | Error fault) {
      throw new Failure(Kind.FAULT, fault.toString(), fault);
    }
  }

  private void carryOut(Step step) {
    switch (step) {
      case Step.Send it -> send(it.client(), it.requests(), it.fate());
      case Step.Again it -> {
        Sent again = sent.get(it.request());
        if (again != null) {
          post(new Parcel(it.client(), List.of(again), again.bytes()), it.fate());
        }
      }
      case Step.Noise it -> {
        byte[] good = wire.bytes(it.request(), number(it.request().command().by()));
        byte[] bytes = Wire.damaged(good, it.damage(), it.at());
        post(new Parcel(it.client(), List.of(), bytes), Step.Fate.ARRIVES);
      }
      case Step.Arrive it -> {
        if (!onTheirWay.isEmpty()) {
          replicas.append(onTheirWay.remove(it.place() % onTheirWay.size()));
        }
      }
      case Step.Lose it -> {
        if (!onTheirWay.isEmpty()) {
          onTheirWay.remove(it.place() % onTheirWay.size());
        }
      }
      case Step.Copy it -> {
        if (!onTheirWay.isEmpty()) {
          onTheirWay.add(onTheirWay.get(it.place() % onTheirWay.size()));
        }
      }
      case Step.Listen it -> ears.put(it.client(), it.ear());
      case Step.Hear it -> {
        if (!waiting.isEmpty()) {
          hear(waiting.remove(it.place() % waiting.size()));
        }
      }
      case Step.Miss it -> {
        if (!waiting.isEmpty()) {
          waiting.remove(it.place() % waiting.size());
        }
      }
      case Step.Clock it -> replicas.clock += it.millis();
      case Step.Stall it -> node(it.node()).stalled = node(it.node()).isUp();
      case Step.Resume it -> node(it.node()).stalled = false;
      case Step.Crash it -> replicas.crash(node(it.node()), it.kept());
      case Step.Wipe it -> replicas.wipe(node(it.node()));
      case Step.Restart it -> restart(node(it.node()), it.back());
      case Step.Elect it -> replicas.elect(node(it.node()));
      case Step.Snapshot it -> replicas.snapshot(it.meanwhile());
      case Step.Reopen _ -> reopen();
    }
  }

  private Node node(int number) {
    return replicas.nodes().get(number % replicas.nodes().size());
  }

  private void send(int client, List<Request> requests, Step.Fate fate) {
    if (requests.isEmpty()) {
      return;
    }
    List<Sent> all = requests.stream().map(this::sent).toList();
    byte[] bytes =
        all.size() == 1
            ? all.getFirst().bytes()
            : wire.batch(all.stream().map(Sent::bytes).toList());
    requests.forEach(request -> clientOf.put(request.number(), client));
    post(new Parcel(client, all, bytes), fate);
  }

  private Sent sent(Request request) {
    long hold = number(request.command().by());
    return sent.computeIfAbsent(
        request.number(), n -> new Sent(request, hold, wire.bytes(request, hold)));
  }

  /** The engine's number of the hold that a request made. */
  private long number(int request) {
    Long ordinal = madeBy.get(request);
    return ordinal == null ? NO_HOLD : ledger.number(ordinal);
  }

  private void post(Parcel parcel, Step.Fate fate) {
    switch (fate) {
      case ARRIVES -> replicas.append(parcel);
      case LATER -> onTheirWay.add(parcel);
      case LOST -> {}
    }
  }

  private void settle() {
    replicas.settle();
    if (replicas.isSettled()) {
      ledger.checkOverdue(replicas.clock, TICK);
    }
  }

  // Answers on their way to the clients.

  private boolean answered(int client, byte[] answer) {
    switch (ears.getOrDefault(client, Step.Ear.LISTENS)) {
      case LISTENS -> hear(new Waiting(client, answer));
      case SLOW -> waiting.add(new Waiting(client, answer));
      case DEAF -> {
        return false;
      }
    }
    return true;
  }

  private void hear(Waiting heard) {
    UnsafeBuffer answer = new UnsafeBuffer(heard.answer);
    for (Reply reply : Wire.replies(answer, SeatLogService.POSITION_LENGTH, ledger::ordinal)) {
      acknowledged.add((int) reply.correlation());
    }
  }

  // What is committed: the follower, the model and the ledger see it first.

  private void committed(Frame frame) {
    switch (frame.kind) {
      case MESSAGE -> message(frame);
      case TIMER -> {
        follower.onTimer(frame.time);
        ledger.check();
        model.expire(frame.time, CommandAdapter.EXPIRIES_PER_TICK);
      }
      case SNAPSHOT -> {}
    }
    boolean closely = replicas.committed() % LOOK_CLOSELY == 0;
    agreement.check("the follower", follower.engine(), closely);
    if (closely) {
      frame.hash = OptionalLong.of(follower.engine().stateHash());
    }
    trace = trace * 31 + frame.hash.orElse(0) + Arrays.hashCode(frame.answer);
  }

  private void message(Frame frame) {
    UnsafeBuffer in = new UnsafeBuffer(frame.bytes);
    int length = follower.onMessage(frame.time, in, 0, frame.bytes.length, out, 0);
    frame.answer = new byte[length];
    out.getBytes(0, frame.answer);
    ledger.check();
    List<Reply> replies = Wire.replies(out, 0, ledger::ordinal);
    if (replies.size() != Math.max(1, frame.sent.size())) {
      throw new Failure(
          Kind.ANSWER, frame.sent.size() + " requests get " + replies.size() + " answers");
    }
    if (frame.sent.isEmpty()) {
      expect(0, replies.getFirst().outcome(), model.malformed(frame.time));
    }
    for (int i = 0; i < frame.sent.size(); i++) {
      decided(frame, frame.sent.get(i), replies.get(i));
    }
  }

  private void decided(Frame frame, Sent asked, Reply reply) {
    Request request = asked.request();
    Outcome outcome = reply.outcome();
    if (reply.correlation() != request.number()) {
      throw new Failure(
          Kind.ANSWER,
          "request %d gets the answer to %d".formatted(request.number(), reply.correlation()));
    }
    checkAgain(request, outcome);
    if (frame.sent.size() == 1) {
      checkLimits(request, outcome);
    }
    Outcome expected =
        model.decide(
            request, frame.time, ledger.ordinal(asked.hold()), Wire.wholeOf(request.command()));
    expect(request.number(), outcome, expected);
    met.add(outcome instanceof Outcome.Refused no ? no.reason().name() : request.kind());
    if (outcome instanceof Outcome.Held held) {
      madeBy.putIfAbsent(request.number(), held.hold());
    }
  }

  private static void expect(int request, Outcome outcome, Outcome expected) {
    if (!outcome.equals(expected)) {
      throw new Failure(
          Kind.ANSWER,
          "%s is answered %s%n  and should be %s"
              .formatted(
                  request == 0 ? "a damaged message" : "request " + request, outcome, expected));
    }
  }

  /**
   * The same request is answered as the first time, another one under its id is refused as such.
   */
  private void checkAgain(Request request, Outcome outcome) {
    boolean passes =
        outcome instanceof Outcome.Refused refused && PASSING.contains(refused.reason());
    First first = firsts.get(request.id());
    long now = follower.engine().now();
    boolean neverDecided = first == null || request.command() instanceof Command.Commit;
    if (request.id() == 0 || (passes && neverDecided)) {
      return;
    }
    boolean same =
        first != null
            && (first.number == request.number()
                ? first.outcome.equals(outcome)
                : outcome instanceof Outcome.Refused refused
                    && refused.reason() == RefusalReason.IDEMPOTENCY_KEY_REUSED);
    if (first != null && !same && now - first.at < ReferenceModel.KEPT) {
      throw new Failure(
          Kind.RESEND,
          "request %d, under the id of request %d again, is answered %s%n  and was first answered %s"
              .formatted(request.number(), first.number, outcome, first.outcome));
    }
    if (!same && !passes) {
      firsts.put(request.id(), new First(request.number(), outcome, now));
    }
  }

  /** A hold that has just been made is within the limit: later the limit may become another. */
  private void checkLimits(Request request, Outcome outcome) {
    if (!(outcome instanceof Outcome.Held held)
        || !(request.command() instanceof Command.Hold)
        || madeBy.containsKey(request.number())) {
      return;
    }
    Performance performance =
        Objects.requireNonNull(follower.engine().performance(held.performance()));
    int most = performance.limits().perBuyer();
    int has = ledger.seatsOfBuyer(performance.id(), request.buyer());
    if (most > 0 && has > most) {
      throw new Failure(
          Kind.LIMIT,
          "buyer %d has %d seats of performance %d, whose limit is %d"
              .formatted(request.buyer(), has, performance.id(), most));
    }
  }

  // Nodes.

  private void applied(Node node, Frame frame, byte @Nullable [] answer) {
    if (frame.kind == Frame.Kind.MESSAGE) {
      checkAnswer(node, frame, answer);
    }
    if (frame.hash.isPresent() && node.service().engine().stateHash() != frame.hash.getAsLong()) {
      throw new Failure(
          Kind.REPLICA,
          "node %d has another state than the follower at position %d"
              .formatted(node.number, frame.position));
    }
  }

  private static void checkAnswer(Node node, Frame frame, byte @Nullable [] answer) {
    int head = SeatLogService.POSITION_LENGTH;
    if (answer == null || answer.length < head) {
      throw new Failure(Kind.REPLICA, "node " + node.number + " does not answer");
    }
    long position = new UnsafeBuffer(answer).getLong(0, LITTLE_ENDIAN);
    if (position != frame.position) {
      throw new Failure(
          Kind.REPLICA,
          "node %d tells position %d and not %d".formatted(node.number, position, frame.position));
    }
    if (!Arrays.equals(answer, head, answer.length, frame.answer, 0, frame.answer.length)) {
      throw new Failure(
          Kind.REPLICA,
          "node %d answers otherwise than the follower at position %d"
              .formatted(node.number, frame.position));
    }
  }

  private void restart(Node node, int back) {
    if (node.isUp()) {
      return;
    }
    try {
      replicas.restart(node, back);
    } catch (Failure failure) {
      throw failure.kind() == Kind.REPLICA
          ? new Failure(Kind.RESTART, "after a restart " + failure.getMessage())
          : failure;
    }
    if (node.applied == replicas.committed()) {
      compareRestarted("node " + node.number, node.service().engine());
    }
  }

  private void compareRestarted(String who, SeatEngine engine) {
    try {
      agreement.check(who, engine, true);
    } catch (Failure failure) {
      throw new Failure(Kind.RESTART, "after a restart " + failure.getMessage());
    }
    if (engine.stateHash() != follower.engine().stateHash()) {
      throw new Failure(Kind.RESTART, "after a restart %s has another hash".formatted(who));
    }
    if (engine.nextDeadline() != follower.engine().nextDeadline()) {
      throw new Failure(
          Kind.RESTART,
          "after a restart %s waits for %s and not for %s"
              .formatted(who, deadline(engine), deadline(follower.engine())));
    }
  }

  private static String deadline(SeatEngine engine) {
    long next = engine.nextDeadline();
    return next == SeatEngine.NO_DEADLINE ? "nothing" : String.valueOf(next);
  }

  /** The follower starts anew from a snapshot; what it hears goes on in the same ledger. */
  private void reopen() {
    SeatEngine before = follower.engine();
    List<byte[]> pieces = new ArrayList<>();
    SbeSnapshots snapshots = new SbeSnapshots();
    snapshots.write(follower.engine(), Node.sink(pieces));
    follower = new CommandAdapter(snapshots.read(Node.source(pieces), ledger));
    compareRestarted("the follower", before);
  }

  // The end of every history.

  /**
   * Everything heals: all nodes come up, one leads, answers repeat, a node that replays the whole
   * log ends alike, and all holds end in time though nobody asks.
   */
  void end() {
    try {
      heal();
      askAgain();
      replay();
      outlast();
    } catch (Failure failure) {
      throw failure;
    } catch (RuntimeException | Error fault) {
      throw new Failure(Kind.FAULT, fault.toString(), fault);
    }
  }

  private void heal() {
    onTheirWay.clear();
    waiting.clear();
    ears.clear();
    for (Node node : replicas.nodes()) {
      node.stalled = false;
      restart(node, 0);
    }
    if (replicas.leader() == null) {
      replicas.nodes().forEach(replicas::elect);
    }
    settle();
    for (Node node : replicas.nodes()) {
      if (node.applied != replicas.log().size()) {
        throw new Failure(Kind.REPLICA, "node " + node.number + " does not reach the log's end");
      }
      compareRestarted("node " + node.number, node.service().engine());
    }
  }

  private void askAgain() {
    for (int request : List.copyOf(acknowledged)) {
      Sent again = sent.get(request);
      if (again != null) {
        int client = clientOf.getOrDefault(request, 0);
        replicas.append(new Parcel(client, List.of(again), again.bytes()));
      }
    }
    settle();
  }

  private void replay() {
    Node fresh = new Node(replicas.nodes().size(), (client, answer) -> true);
    for (Frame frame : replicas.log()) {
      byte[] answer = fresh.apply(frame);
      if (frame.kind == Frame.Kind.MESSAGE) {
        checkAnswer(fresh, frame, answer);
      }
    }
    if (fresh.service().engine().stateHash() != follower.engine().stateHash()) {
      throw new Failure(Kind.RESTART, "a replay of the whole log gives another state");
    }
  }

  /** Goes on a little after the last deadline: by timers alone nothing is held any more. */
  private void outlast() {
    long last = ledger.lastDeadline();
    if (last > 0 && last < replicas.clock + LAST_WAIT) {
      replicas.clock = Math.max(replicas.clock, last + TICK);
      settle();
    }
  }
}
