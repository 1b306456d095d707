package io.onsale.proof.sim;

import io.aeron.Aeron;
import io.aeron.DirectBufferVector;
import io.aeron.Publication;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.Header;
import io.aeron.protocol.DataHeaderFlyweight;
import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import io.onsale.inventory.store.SbeSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A node of the simulated cluster: its disk, its timers, and the real service, to which it is the
 * cluster. What it leaves out of the interface the service has no right to use.
 */
final class Node implements Cluster {
  /** Takes what a leader's service answers. */
  interface Answers {
    /** Returns whether the session took it. */
    boolean offer(int client, byte[] answer);
  }

  /** A snapshot with the timers that the cluster keeps in it. */
  private record Image(int frames, List<byte[]> pieces, Map<Long, Long> timers) {}

  /**
   * A snapshot whose state is written down when the service has seen so many frames.
   *
   * @param hash of the state as it was
   */
  private record Writing(FrozenState state, long hash, Image image, int until) {}

  /** Freezes the state, as a node does; what is written of it is written later, or never. */
  private final class Snapshotting implements Snapshots {
    private final Snapshots whole = new SbeSnapshots();

    @Override
    public void write(SeatEngine engine, ChunkSink sink) {
      if (writing == null) {
        frozen = engine.freeze();
      } else {
        whole.write(engine, sink);
      }
    }

    @Override
    public void write(FrozenState state, ChunkSink sink) {
      whole.write(state, sink);
    }

    @Override
    public SeatEngine read(ChunkSource source, SeatChanges changes) {
      return whole.read(source, changes);
    }
  }

  final int number;
  private final Answers answers;
  private final IdleStrategy idle = NoOpIdleStrategy.INSTANCE;
  private final Map<Integer, ClientSession> sessions = new HashMap<>();
  private final Map<Long, Long> timers = new TreeMap<>();
  private final List<Image> images = new ArrayList<>();
  private final Snapshots snapshots = new Snapshotting();
  private final Header header = new Header(0, 30);
  private final UnsafeBuffer frame = new UnsafeBuffer(new byte[DataHeaderFlyweight.HEADER_LENGTH]);
  private @Nullable SeatLogService service;
  private @Nullable FrozenState frozen;
  private @Nullable Writing writing;
  private byte @Nullable [] answer;
  private long position;
  private long time;
  boolean leads;
  boolean stalled;

  /** Frames of the log that it has. */
  int length;

  /** Frames that are on its disk. */
  int synced;

  /** Frames that its service has seen. */
  int applied;

  Node(int number, Answers answers) {
    this.number = number;
    this.answers = answers;
    header.buffer(frame).offset(0);
    start(Integer.MAX_VALUE);
  }

  boolean isUp() {
    return service != null;
  }

  SeatLogService service() {
    if (service == null) {
      throw new IllegalStateException("node " + number + " is down");
    }
    return service;
  }

  /** Starts from the snapshot so many before its newest, or from none. */
  void start(int back) {
    SeatLogService started = new SeatLogService(snapshots, fault -> {});
    timers.clear();
    int chosen = images.size() - 1 - back;
    service = started;
    if (chosen < 0) {
      applied = 0;
      started.start(this, null);
      return;
    }
    Image image = images.get(chosen);
    applied = image.frames;
    timers.putAll(image.timers);
    started.start(this, source(image.pieces));
  }

  static ChunkSource source(List<byte[]> pieces) {
    Iterator<byte[]> left = pieces.iterator();
    return sink -> {
      if (!left.hasNext()) {
        return false;
      }
      byte[] piece = left.next();
      sink.onChunk(new UnsafeBuffer(piece), 0, piece.length);
      return true;
    };
  }

  static ChunkSink sink(List<byte[]> pieces) {
    return (buffer, offset, length) -> {
      byte[] piece = new byte[length];
      buffer.getBytes(offset, piece);
      pieces.add(piece);
    };
  }

  /**
   * Dies; of its log so many frames are left, and the snapshots that lie within and were written.
   */
  void stop(int left) {
    if (writing != null) {
      images.remove(writing.image);
      writing = null;
    }
    service = null;
    leads = false;
    stalled = false;
    timers.clear();
    length = left;
    synced = left;
    images.removeIf(image -> image.frames > left);
  }

  /**
   * The service sees a committed frame.
   *
   * @return what it answered, {@code null} when nothing
   */
  byte @Nullable [] apply(Frame next) {
    answer = null;
    position = next.position;
    time = next.time;
    applied++;
    switch (next.kind) {
      case MESSAGE -> {
        place(next);
        UnsafeBuffer message = new UnsafeBuffer(next.bytes);
        service()
            .onSessionMessage(
                session(next.client), next.time, message, 0, next.bytes.length, header);
      }
      case TIMER -> {
        timers.remove(next.timer);
        service().onTimerEvent(next.timer, next.time);
      }
      case SNAPSHOT -> takeSnapshot(next.meanwhile);
    }
    if (writing != null && applied >= writing.until) {
      write(writing);
      writing = null;
    }
    return answer;
  }

  private void takeSnapshot(int meanwhile) {
    Image image = new Image(applied, new ArrayList<>(), new TreeMap<>(timers));
    service().takeSnapshot(sink(image.pieces));
    images.add(image);
    if (frozen != null) {
      writing = new Writing(frozen, service().engine().stateHash(), image, applied + meanwhile);
      frozen = null;
    }
  }

  private void write(Writing late) {
    try (FrozenState state = late.state) {
      snapshots.write(state, sink(late.image.pieces));
    }
    long hash = snapshots.read(source(late.image.pieces), SeatChanges.NONE).stateHash();
    if (hash != late.hash) {
      throw new Failure(
          Failure.Kind.RESTART,
          "node %d has written a snapshot of another state than it had when it took it"
              .formatted(number));
    }
  }

  /** Makes the frame's header say where the frame ends. */
  private void place(Frame next) {
    frame.putInt(DataHeaderFlyweight.FRAME_LENGTH_FIELD_OFFSET, DataHeaderFlyweight.HEADER_LENGTH);
    frame.putInt(
        DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET,
        (int) next.position - DataHeaderFlyweight.HEADER_LENGTH);
  }

  /** A timer that is due, taken out, or {@code null}. */
  @Nullable Long takeDue(long now) {
    for (Map.Entry<Long, Long> timer : timers.entrySet()) {
      if (timer.getValue() <= now) {
        timers.remove(timer.getKey());
        return timer.getKey();
      }
    }
    return null;
  }

  /** A timer whose frame was lost before it was committed is due again. */
  void restore(long timer, long deadline) {
    timers.putIfAbsent(timer, deadline);
  }

  private ClientSession session(int client) {
    return sessions.computeIfAbsent(client, Session::new);
  }

  private final class Session implements ClientSession {
    private final int client;

    Session(int client) {
      this.client = client;
    }

    @Override
    public long offer(DirectBuffer buffer, int offset, int length) {
      byte[] bytes = new byte[length];
      buffer.getBytes(offset, bytes);
      answer = bytes;
      if (!leads) {
        return MOCKED_OFFER;
      }
      return answers.offer(client, bytes) ? length : Publication.BACK_PRESSURED;
    }

    @Override
    public long id() {
      return client;
    }

    @Override
    public int responseStreamId() {
      return 1;
    }

    @Override
    public String responseChannel() {
      return "aeron:ipc";
    }

    @Override
    public byte[] encodedPrincipal() {
      return new byte[0];
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("the seat log never asks its cluster for this");
    }

    @Override
    public boolean isClosing() {
      return false;
    }

    @Override
    public long offer(DirectBufferVector[] vectors) {
      throw new UnsupportedOperationException("the seat log never asks its cluster for this");
    }

    @Override
    public long tryClaim(int length, BufferClaim claim) {
      throw new UnsupportedOperationException("the seat log never asks its cluster for this");
    }
  }

  // The cluster, as the service sees it.

  @Override
  public boolean scheduleTimer(long timer, long deadline) {
    timers.put(timer, deadline);
    return true;
  }

  @Override
  public boolean cancelTimer(long timer) {
    timers.remove(timer);
    return true;
  }

  @Override
  public IdleStrategy idleStrategy() {
    return idle;
  }

  @Override
  public int memberId() {
    return number;
  }

  @Override
  public Role role() {
    return leads ? Role.LEADER : Role.FOLLOWER;
  }

  @Override
  public long logPosition() {
    return position;
  }

  @Override
  public long time() {
    return time;
  }

  @Override
  public TimeUnit timeUnit() {
    return TimeUnit.MILLISECONDS;
  }

  @Override
  public @Nullable ClientSession getClientSession(long client) {
    return sessions.get((int) client);
  }

  @Override
  public Collection<ClientSession> clientSessions() {
    return List.copyOf(sessions.values());
  }

  @Override
  public void forEachClientSession(Consumer<? super ClientSession> action) {
    sessions.values().forEach(action);
  }

  @Override
  public boolean closeClientSession(long client) {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }

  @Override
  public Aeron aeron() {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }

  @Override
  public ClusteredServiceContainer.Context context() {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }

  @Override
  public long offer(DirectBuffer buffer, int offset, int length) {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }

  @Override
  public long offer(DirectBufferVector[] vectors) {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }

  @Override
  public long tryClaim(int length, BufferClaim claim) {
    throw new UnsupportedOperationException("the seat log never asks its cluster for this");
  }
}
