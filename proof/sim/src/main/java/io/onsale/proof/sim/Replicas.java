package io.onsale.proof.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log and its nodes, as much of the real one as the service can tell: what is
 * committed is on the disks of a majority and never lost, what is not may be kept or lost, only
 * committed frames reach a service, and only the leader's answers reach a client.
 *
 * <p>All nodes' logs are beginnings of one list; a new leader cuts the list to what it has.
 */
final class Replicas {
  /** Sees each frame once, in order, when it is committed. */
  interface Follower {
    void onCommitted(Frame frame);

    /** A node has seen a frame, too. */
    void onApplied(Node node, Frame frame, byte @Nullable [] answer);
  }

  private final Follower follower;
  private final List<Frame> log = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private @Nullable Node leader;
  private int committed;

  /** The leader's clock, in milliseconds. */
  long clock;

  Replicas(int count, long clock, Node.Answers answers, Follower follower) {
    this.follower = follower;
    this.clock = clock;
    for (int i = 0; i < count; i++) {
      nodes.add(new Node(i, answers));
    }
    lead(nodes.getFirst());
  }

  List<Node> nodes() {
    return nodes;
  }

  @Nullable Node leader() {
    return leader;
  }

  int committed() {
    return committed;
  }

  List<Frame> log() {
    return log;
  }

  /** Whether the leader's service has seen everything that is in the log. */
  boolean isSettled() {
    return leader != null && leader.applied == log.size();
  }

  private int majority() {
    return nodes.size() / 2 + 1;
  }

  private long end() {
    return log.isEmpty() ? 0 : log.getLast().position;
  }

  /** A message reaches the leader; without one it is lost. */
  void append(Frame.Parcel parcel) {
    if (leader != null) {
      append(leader, Frame.message(end(), clock, parcel));
    }
  }

  /** Orders a snapshot, which takes so many frames to be written. */
  void snapshot(int meanwhile) {
    if (leader != null) {
      append(leader, Frame.snapshot(end(), clock, meanwhile));
    }
  }

  private void append(Node leading, Frame frame) {
    log.add(frame);
    leading.length = log.size();
  }

  /** Everything goes on as far as stalled and dead nodes let it. */
  void settle() {
    do {
      replicate();
      commit();
      for (Node node : nodes) {
        apply(node);
      }
    } while (fire());
  }

  private void replicate() {
    for (Node node : nodes) {
      if (node.isUp() && !node.stalled) {
        if (leader != null) {
          node.length = log.size();
        }
        node.synced = node.length;
      }
    }
  }

  private void commit() {
    if (leader == null) {
      return;
    }
    int[] synced = nodes.stream().mapToInt(node -> node.synced).sorted().toArray();
    int most = synced[synced.length - majority()];
    while (committed < most) {
      follower.onCommitted(log.get(committed++));
    }
  }

  private void apply(Node node) {
    while (node.isUp() && node.applied < Math.min(committed, node.length)) {
      Frame frame = log.get(node.applied);
      follower.onApplied(node, frame, node.apply(frame));
    }
  }

  /** Timers that are due go into the log. */
  private boolean fire() {
    if (leader == null || leader.applied < log.size()) {
      return false;
    }
    Long timer = leader.takeDue(clock);
    if (timer == null) {
      return false;
    }
    append(leader, Frame.timer(end(), clock, timer));
    return true;
  }

  /** A node dies; of its log after the last fsync so much of a thousand is kept. */
  void crash(Node node, int kept) {
    if (node.isUp()) {
      stop(node, node.synced + (node.length - node.synced) * kept / 1000);
    }
  }

  /** A node's disk is lost, if what is committed is on enough others. */
  void wipe(Node node) {
    long others = nodes.stream().filter(other -> other != node).filter(this::hasAll).count();
    if (others >= majority()) {
      stop(node, 0);
    }
  }

  private boolean hasAll(Node node) {
    return node.synced >= committed;
  }

  private void stop(Node node, int left) {
    node.stop(left);
    if (node == leader) {
      leader = null;
      // What no node has any more is gone.
      cut(Math.max(committed, nodes.stream().mapToInt(other -> other.length).max().orElse(0)));
    }
  }

  private void cut(int length) {
    while (log.size() > length) {
      Frame lost = log.removeLast();
      for (Node node : nodes) {
        if (lost.kind == Frame.Kind.TIMER && node.isUp()) {
          node.restore(lost.timer, lost.time);
        }
      }
    }
    for (Node node : nodes) {
      node.length = Math.min(node.length, length);
      node.synced = Math.min(node.synced, length);
    }
  }

  /**
   * A node starts again, and has seen all that is committed and that it has before it takes part.
   */
  void restart(Node node, int back) {
    if (!node.isUp()) {
      node.start(back);
      apply(node);
    }
  }

  /** Elects a node, if a majority is there and none of it has a longer log. */
  void elect(Node node) {
    List<Node> voters = nodes.stream().filter(other -> other.isUp() && !other.stalled).toList();
    if (node != leader
        && voters.contains(node)
        && voters.size() >= majority()
        && voters.stream().allMatch(other -> other.length <= node.length)) {
      lead(node);
    }
  }

  private void lead(Node node) {
    for (Node other : nodes) {
      other.leads = other == node;
    }
    leader = node;
    cut(node.length);
    node.synced = node.length;
  }
}
