package io.onsale.inventory.flow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Where sealed parts of the log are kept: a folder, or an object store. A file, once kept, never
 * changes, but for the one that lists the others.
 */
public interface SealedFiles extends SealedSource {
  /** A file that is being written; it appears under its name by {@link #keep} alone. */
  interface Draft extends AutoCloseable {
    /** Empty at first. */
    FileChannel channel();

    /** Makes it durable under its name, whole or not at all. */
    void keep() throws IOException;

    /** Forgets it unless it has been kept. */
    @Override
    void close() throws IOException;
  }

  /** Names of all that is kept, in the order of the alphabet. */
  List<String> names() throws IOException;

  /** Begins to write a file. */
  Draft draft(String name) throws IOException;
}
