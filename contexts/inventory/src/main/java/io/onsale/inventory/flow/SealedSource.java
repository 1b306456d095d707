package io.onsale.inventory.flow;

import java.io.IOException;
import java.io.InputStream;

/** Sealed parts of a log that can be read: here, or at another member. */
public interface SealedSource {
  /**
   * Reads a file from its beginning.
   *
   * @throws IOException when it is not there or can't be read
   */
  InputStream open(String name) throws IOException;

  /** Where they are, for people. */
  String place();
}
