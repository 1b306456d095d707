package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.exceptions.AeronException;
import io.onsale.inventory.flow.Chronicle;
import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogHistory;
import io.onsale.inventory.flow.LogUnreachable;
import io.onsale.inventory.flow.Replica;
import io.onsale.inventory.flow.SealedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the heads of the chains for a replica that began with a node's snapshot: reads the log from
 * its first message on, what the members have sealed and then what they have not purged, while the
 * replica shows all else. It takes as long as the log is, at half of one processor, once.
 */
final class LostHeads implements AutoCloseable {
  private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(10);

  private static final long CATCH_UP_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** So much is read before it rests for as long as that took. */
  private static final long READ_BYTES = 4 << 20;

  private static final long CLOSE_MILLIS = 10_000;
  private static final Logger log = LoggerFactory.getLogger(LostHeads.class);

  private final List<LogSource> sources;
  private final Aeron aeron;
  private final SealedReader sealed;
  private final Replica replica;
  private final Thread thread;

  /** How far it has come; it stays when a member stops giving. */
  private final Chronicle chronicle = new Chronicle((event, performance) -> {});

  private volatile boolean running = true;

  private LostHeads(List<LogSource> sources, Aeron aeron, SealedReader sealed, Replica replica) {
    this.sources = sources;
    this.aeron = aeron;
    this.sealed = sealed;
    this.replica = replica;
    this.thread = SeatNode.daemon("seats-heads").newThread(this::run);
  }

  /** Begins to look for them. */
  static LostHeads find(
      List<LogSource> sources, Aeron aeron, SealedReader sealed, Replica replica) {
    LostHeads heads = new LostHeads(sources, aeron, sealed, replica);
    heads.thread.start();
    return heads;
  }

  private void run() {
    while (running) {
      for (int i = 0; i < sources.size() && running; i++) {
        if (isFoundAt(sources.get(i))) {
          return;
        }
      }
      if (running) {
        LockSupport.parkNanos(AGAIN_NS);
      }
    }
  }

  private boolean isFoundAt(LogSource source) {
    long begun = System.nanoTime();
    try (FilesOfMember files = source.files(aeron, () -> running);
        LogHistory history = sealed.read(files)) {
      read(history, history.end());
      boolean found = goOn();
      if (found) {
        log.info(
            "the heads of the chains are known again: the log was read from its beginning to {} in"
                + " {} ms",
            chronicle.position(),
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      }
      return found;
    } catch (LogDamaged e) {
      log.warn("{}: the heads of the chains can't be found there", source.name(), e);
    } catch (IOException | AeronException | LogUnreachable | CompletionException e) {
      if (running) {
        log.info(
            "{}: the heads of the chains can't be found there now: {}",
            source.name(),
            e.getMessage());
      }
    }
    return false;
  }

  /** What is not sealed yet, up to where the replica is; it goes on meanwhile. */
  private boolean goOn() {
    try (NodesHistory hot = NodesHistory.open(sources, aeron)) {
      if (chronicle.position() < hot.start()) {
        return false;
      }
      while (running) {
        read(hot, replica.position());
        if (!replica.isCaughtUp()) {
          LockSupport.parkNanos(CATCH_UP_NS);
        } else if (replica.takeHeads(chronicle.position(), chronicle.heads()).join()) {
          return true;
        }
      }
    }
    return false;
  }

  private void read(LogHistory history, long end) {
    for (long from = chronicle.position(); running && from < end; ) {
      long begun = System.nanoTime();
      long reached = history.read(from, Math.min(end, from + READ_BYTES), chronicle);
      if (reached == from) {
        return;
      }
      chronicle.onOther(reached);
      from = reached;
      LockSupport.parkNanos(System.nanoTime() - begun);
    }
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    SeatNode.awaitEnd(thread, CLOSE_MILLIS);
  }
}
