package io.onsale.inventory.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.IoUtil;

/**
 * Whose log a data folder holds: a file in it says so, from the moment when the node may take part
 * in the log until the log is given up.
 *
 * <p>A member that has lost its disk must not vote before it has all that the others may have
 * counted on it for. So an empty folder alone never lets a node take part: either all members are
 * empty and found the log together, or the folder is filled from the leader first ({@link
 * Joining}).
 */
final class Membership {
  private static final String ALONE = "one node in its own process";
  private static final String ELSEWHERE = "nodes elsewhere";
  private static final Pattern SEVERAL = Pattern.compile("^member \\d of (\\d)");

  private final Path folder;
  private final Path file;
  private final Path joining;
  private final String text;

  Membership(NodeSettings settings) {
    this(
        settings.dataDir(),
        settings.network()
            ? "member "
                + settings.member()
                + " of "
                + settings.members().size()
                + (settings.shard() == 0 ? "" : " of shard " + settings.shard())
            : ALONE);
  }

  private Membership(Path folder, String text) {
    this.folder = folder;
    this.file = folder.resolve("member");
    this.joining = folder.resolve("joining");
    this.text = text;
  }

  /**
   * Claims the folder for a process that has no node.
   *
   * @throws IllegalStateException when it holds a log
   */
  static void elsewhere(Path folder) {
    new Membership(folder, ELSEWHERE).check();
  }

  /** How many nodes keep the log that is in a folder. */
  static int members(Path folder) {
    Membership any = new Membership(folder, ALONE);
    Matcher several = SEVERAL.matcher(any.isFounded() ? any.read() : ALONE);
    return several.find() ? Integer.parseInt(several.group(1)) : 1;
  }

  /**
   * Looks whether the folder is this node's.
   *
   * @throws IllegalStateException when it holds the log of another; nothing has been changed then
   */
  void check() {
    String found;
    if (Files.exists(file)) {
      found = read();
    } else if (Files.exists(folder.resolve("cluster").resolve("recording.log"))
        && !Files.exists(joining)) {
      found = ALONE;
    } else {
      found = text;
    }
    if (!found.equals(text)) {
      throw new IllegalStateException(
          "The folder "
              + folder
              + " was made for a seat log that is kept by "
              + found
              + ", and this process is set up for "
              + text
              + ". Set it up as it was, or choose another folder: no log is turned into another.");
    }
    if ((text.equals(ALONE) || text.equals(ELSEWHERE)) && !isFounded()) {
      found();
    }
  }

  /** Whether the node may take part. */
  boolean isFounded() {
    return Files.exists(file);
  }

  /** Notes that the node may take part. */
  void found() {
    write(file, text);
    delete(joining);
  }

  /** Gives up what the folder holds of the log, so that it can be filled anew. */
  void giveUp() {
    write(joining, text);
    delete(file);
    IoUtil.delete(folder.resolve("cluster").toFile(), true);
    IoUtil.delete(folder.resolve("archive").toFile(), true);
  }

  private String read() {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whole or not at all, and on the disk. */
  private void write(Path to, String content) {
    Path next = folder.resolve(to.getFileName() + ".next");
    try {
      Files.createDirectories(folder);
      Files.writeString(next, content + "\n", StandardCharsets.UTF_8);
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(next, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " can't be written to.", e);
    }
  }

  private static void delete(Path one) {
    try {
      Files.deleteIfExists(one);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
