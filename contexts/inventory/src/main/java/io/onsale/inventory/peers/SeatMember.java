package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.onsale.inventory.flow.LogFiles;
import io.onsale.inventory.flow.SeatLogService;
import io.onsale.inventory.flow.Snapshots;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node of a seat log in a process that does nothing else; others serve the seats. */
public final class SeatMember implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SeatMember.class);

  private final NodeSettings settings;
  private final LogFiles files;
  private final Snapshots snapshots;
  private final Consumer<Throwable> onFault;
  private volatile @Nullable Running running;

  private record Running(SeatNode node, Aeron aeron) {}

  /**
   * @param onFault called when the node can't go on, from one of its threads: the process should
   *     end
   */
  public SeatMember(
      NodeSettings settings, LogFiles files, Snapshots snapshots, Consumer<Throwable> onFault) {
    this.settings = settings;
    this.files = files;
    this.snapshots = snapshots;
    this.onFault = onFault;
  }

  /**
   * Starts the node; it joins the others in the background.
   *
   * @throws IllegalStateException when another living process uses the folder, or when the folder
   *     holds the log of another member
   */
  public void start() {
    SeatNode node =
        SeatNode.start(settings, files, new SeatLogService(snapshots, onFault), onFault);
    try {
      running = new Running(node, Aeron.connect(node.client("seats-watch")));
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Whether the node follows a leader, or leads: then another node may be stopped. */
  public boolean isReady() {
    Running now = running;
    return now != null && now.node.takesPart(now.aeron);
  }

  /** Whether the node leads: it is the one to stop last. */
  public boolean leads() {
    Running now = running;
    return now != null && now.node.leads(now.aeron);
  }

  @Override
  public void close() {
    Running ending = running;
    running = null;
    if (ending != null) {
      CloseHelper.closeAll(
          error -> log.warn("the node did not end cleanly", error), ending.aeron, ending.node);
    }
  }
}
