package io.onsale.inventory.flow;

import java.io.IOException;

/** Makes a history of sealed files that lie elsewhere. */
@FunctionalInterface
public interface SealedReader {
  /**
   * What is sealed there, from the first message on; each file is checked before it is read.
   *
   * @throws IOException when the list of files does not come
   */
  LogHistory read(SealedSource source) throws IOException;
}
