package io.onsale.kit.access;

import java.nio.file.Path;

/** A key file is there, but holds no key. The message says what to do. */
public final class KeyFileBroken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why what is wrong, after the file's name: {@code is empty}
   */
  public KeyFileBroken(Path file, String why) {
    super(
        "the key file "
            + file
            + " "
            + why
            + ": restore it from a backup; or delete it, and a new key is made at the next start"
            + " (what was signed with the old one, such as sign-ins, is not valid any more)",
        null,
        false,
        false);
  }
}
