package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import java.nio.file.Path;
import java.util.List;

/**
 * How this process reaches a seat log: through the node that it holds itself ({@link SeatNode}), or
 * from outside ({@link SeatsElsewhere}).
 */
interface SeatLink extends AutoCloseable {
  /** Settings of an Aeron client; whoever connects closes it before the link. */
  Aeron.Context client(String name);

  /** Settings of a session that takes commands, without what concerns the session alone. */
  AeronCluster.Context session();

  /** The nodes whose log can be read; any of them will do. */
  List<LogSource> sources();

  /** How the threads of the log in this process wait. */
  Rest rest();

  /** Tells that a thread has failed for good. */
  void end(Throwable fault);

  /** What only a living process needs. */
  Path runtimeFolder();

  @Override
  void close();
}
