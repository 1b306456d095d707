package io.onsale.app;

import java.nio.file.Path;

/** Another process has the data folder. */
public final class FolderTaken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FolderTaken(Path folder, String holder) {
    super(
        "the data folder "
            + folder
            + " is in use by "
            + holder
            + ": stop that one, or give this one another folder with --data");
  }
}
