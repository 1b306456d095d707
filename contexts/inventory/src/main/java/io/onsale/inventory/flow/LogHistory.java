package io.onsale.inventory.flow;

/**
 * What the log of one shard holds, from its first message on: sealed files and hot log as one. It
 * is read from files, so the node need not run, and nothing that the node does waits for a reader.
 *
 * <pre>{@code
 * try (LogHistory history = files.history()) {
 *   history.read(history.start(), history.end(), sink);
 * }
 * }</pre>
 *
 * <p>One thread at a time.
 */
public interface LogHistory extends AutoCloseable {
  /** Where the oldest message that can be read begins; 0 when nothing has been lost. */
  long start();

  /**
   * Where the last whole message ends at this moment. Of a cluster, a node may have recorded more
   * than was committed in the end: bound the reading by the commit position while the node runs.
   *
   * @throws LogDamaged when the log is broken before its end
   */
  long end();

  /**
   * Hands over what lies between two positions.
   *
   * @param from where a message begins or ends
   * @param limit nothing that ends behind it is read; at most {@link #end()}, or the commit
   *     position of the running node
   * @return where the next reading goes on
   * @throws LogDamaged when a part is missing or is not what was recorded; all before it has been
   *     handed over
   */
  default long read(long from, long limit, LogSink sink) {
    return read(from, limit, Long.MAX_VALUE, sink);
  }

  /**
   * Hands over what lies between two positions, up to a time: it stops before the first message or
   * timer that is later.
   *
   * @param until cluster time, milliseconds since 1970
   */
  long read(long from, long limit, long until, LogSink sink);

  @Override
  void close();
}
