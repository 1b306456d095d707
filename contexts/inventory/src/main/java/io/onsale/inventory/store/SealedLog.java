package io.onsale.inventory.store;

import io.onsale.inventory.flow.LogDamaged;
import io.onsale.inventory.flow.LogSink;
import io.onsale.inventory.flow.SealedFiles;
import io.onsale.inventory.flow.SealedSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sealed segments of the log, each linked to the one before it.
 *
 * <p>A file is a header of {@link #HEADER} bytes, text that a person can read, and then the
 * segment's bytes as they were recorded, compressed. The header has the digest of the content and
 * that of the whole file before, so that nobody changes one without changing all that follow. The
 * digests of all files stand in {@link #LIST}, in the form that {@code sha256sum -c} reads; it can
 * be made anew from the files.
 */
final class SealedLog {
  static final String LIST = "SHA256SUMS";
  static final int HEADER = 1024;
  private static final String FORMAT = "1";
  private static final String FIRST = "0".repeat(64);
  private static final Pattern NAME = Pattern.compile("(\\d{19})-(\\d{19})\\.log");
  private static final int PIECE = 256 << 10;

  private static final Logger logger = LoggerFactory.getLogger(SealedLog.class);

  private final SealedFiles files;
  private final int shard;
  private final List<Part> parts;

  /**
   * A sealed segment.
   *
   * @param sha256 of the whole file
   */
  record Part(String name, long from, long to, String sha256) {}

  /** Whether the list on disk lacks some of the parts. */
  private boolean incomplete;

  private SealedLog(SealedFiles files, int shard, List<Part> parts) {
    this.files = files;
    this.shard = shard;
    this.parts = parts;
  }

  /**
   * Reads the list, and what it lacks from the files themselves. Nothing is written: others than
   * their owner read these files too, while it seals more.
   */
  static SealedLog open(SealedFiles files, int shard) {
    try {
      List<String> names = files.names();
      Map<String, String> listed = names.contains(LIST) ? listed(files) : Map.of();
      Map<String, String> found = new HashMap<>(listed);
      for (String name : names) {
        if (NAME.matcher(name).matches() && !found.containsKey(name)) {
          found.put(name, sha256(files, name));
        }
      }
      SealedLog log = new SealedLog(files, shard, parts(found));
      log.incomplete = found.size() != listed.size();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a list tells that lies elsewhere; for reading alone.
   *
   * @throws IOException when the list does not come
   */
  static SealedLog listed(SealedSource source, int shard) throws IOException {
    return new SealedLog(new ReadOnly(source), shard, parts(listed(source)));
  }

  /** Sealed files that nobody here writes. */
  private record ReadOnly(SealedSource source) implements SealedFiles {
    @Override
    public InputStream open(String name) throws IOException {
      return source.open(name);
    }

    @Override
    public String place() {
      return source.place();
    }

    @Override
    public List<String> names() {
      throw new UnsupportedOperationException("only what its list names");
    }

    @Override
    public Draft draft(String name) {
      throw new UnsupportedOperationException("others write there");
    }
  }

  /** Where the last part ends, by the names alone, without reading a part; 0 when there is none. */
  static long end(SealedFiles files) {
    try {
      Set<String> names = new HashSet<>(files.names());
      if (names.contains(LIST)) {
        names.addAll(listed(files).keySet());
      }
      return names.stream()
          .map(NAME::matcher)
          .filter(Matcher::matches)
          .mapToLong(positions -> Long.parseLong(positions.group(2)))
          .max()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what its list lacks, as after a crash between a part and the list; for the owner. */
  void completeList() {
    if (incomplete) {
      try {
        list();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      logger.info("the list of {} lacked parts: it is complete again", files.place());
    }
  }

  private static Map<String, String> listed(SealedSource files) throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    try (InputStream list = files.open(LIST)) {
      new String(list.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.length() > 66)
          .forEach(line -> listed.put(line.substring(66), line.substring(0, 64)));
    }
    return listed;
  }

  private static List<Part> parts(Map<String, String> digests) {
    List<Part> parts = new ArrayList<>();
    new TreeMap<>(digests)
        .forEach((name, sha256) -> {
          Matcher positions = NAME.matcher(name);
          if (positions.matches()) {
            long from = Long.parseLong(positions.group(1));
            parts.add(new Part(name, from, Long.parseLong(positions.group(2)), sha256));
          }
        });
    return parts;
  }

  /**
   * Takes over the parts of another member, from the first message up to a position, with their
   * chain. Those that are here with the same digest are not copied, so that one that was cut off
   * goes on where it was.
   *
   * @return false when the other has not sealed so far; nothing has been touched then
   * @throws LogDamaged when the other's parts are not what its list says
   */
  static boolean adopt(SealedFiles files, int shard, SealedSource from, long to)
      throws IOException {
    List<Part> wanted = new ArrayList<>();
    long reached = 0;
    for (Part part : parts(listed(from))) {
      if (reached < to) {
        if (part.from != reached) {
          throw new LogDamaged(from.place(), reached, "The list lacks the part that begins here.");
        }
        wanted.add(part);
        reached = part.to;
      }
    }
    if (reached < to) {
      return false;
    }
    Set<String> names = Set.copyOf(files.names());
    Map<String, String> listed = names.contains(LIST) ? listed(files) : Map.of();
    SealedLog whole = new SealedLog(files, shard, wanted);
    for (int i = 0; i < wanted.size(); i++) {
      Part part = wanted.get(i);
      boolean here =
          names.contains(part.name)
              && part.sha256.equals(
                  listed.containsKey(part.name) ? listed.get(part.name) : sha256(files, part.name));
      if (!here) {
        whole.copy(from, i);
      }
    }
    whole.list();
    return true;
  }

  private void copy(SealedSource from, int index) throws IOException {
    Part part = parts.get(index);
    String file = from.place() + "/" + part.name;
    MessageDigest whole = digest();
    try (InputStream in = new DigestInputStream(from.open(part.name), whole);
        SealedFiles.Draft draft = files.draft(part.name)) {
      byte[] header = in.readNBytes(HEADER);
      OutputStream out = Channels.newOutputStream(draft.channel());
      out.write(header);
      in.transferTo(out);
      if (!HexFormat.of().formatHex(whole.digest()).equals(part.sha256)
          || !previousOf(part).equals(header(header, file, part).get("previous-sha256"))) {
        throw damaged(file, part, "A digest is wrong: the file is not what was sealed.");
      }
      // No list may claim what is replaced now; what comes before it is whole.
      list(index);
      draft.keep();
    }
  }

  /** All parts in order. */
  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Where the last part ends; 0 when there is none. */
  long end() {
    return parts.isEmpty() ? 0 : parts.getLast().to;
  }

  /** The part that has a position, if there is one. */
  @Nullable Part at(long position) {
    for (int i = parts.size() - 1; i >= 0 && parts.get(i).to > position; i--) {
      if (parts.get(i).from <= position) {
        return parts.get(i);
      }
    }
    return null;
  }

  /**
   * Seals what a segment has from a position on.
   *
   * @throws LogDamaged when it is not what was recorded
   */
  Part seal(Frames frames, long from, Recording.Shape shape, Runnable pace) {
    Times times = new Times();
    long end = frames.end();
    long reached = new Messages().read(frames, from, end, Long.MAX_VALUE, times);
    if (reached != end) {
      throw new LogDamaged(frames.file(), reached, "The segment has no end.");
    }
    String name = "%019d-%019d.log".formatted(from, end);
    String previous = parts.isEmpty() ? FIRST : parts.getLast().sha256;
    try (SealedFiles.Draft draft = files.draft(name)) {
      FileChannel channel = draft.channel();
      channel.position(HEADER);
      MessageDigest content = digest();
      try (Packing packing = new Packing(channel)) {
        ByteBuffer bytes = frames.memory().asByteBuffer();
        for (int at = frames.offset(from); at < bytes.capacity(); at += PIECE) {
          int length = Math.min(PIECE, bytes.capacity() - at);
          content.update(bytes.slice(at, length));
          packing.put(bytes.slice(at, length));
          pace.run();
        }
        packing.finish();
      }
      Map<String, Object> header = new LinkedHashMap<>();
      header.put("onsale-sealed-log", FORMAT);
      header.put("shard", shard);
      header.put("from", from);
      header.put("to", end);
      times.into(header);
      header.put("initial-term", shape.initialTermId());
      header.put("term-length", shape.termLength());
      header.put("stream", shape.streamId());
      header.put("packed", Packing.NAME);
      header.put("content-bytes", end - from);
      header.put("content-sha256", HexFormat.of().formatHex(content.digest()));
      header.put("previous-sha256", previous);
      writeHeader(channel, header);
      String sha256 = sha256(channel);
      draft.keep();
      Part part = new Part(name, from, end, sha256);
      parts.add(part);
      list();
      return part;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The frames of a part, after all its digests have been found right.
   *
   * @throws LogDamaged when one is not
   */
  Frames read(Part part) {
    MessageDigest whole = digest();
    String file = files.place() + "/" + part.name;
    Frames frames = null;
    try (InputStream in = new DigestInputStream(files.open(part.name), whole)) {
      Map<String, String> header = header(in.readNBytes(HEADER), file, part);
      Recording.Shape shape =
          new Recording.Shape(
              number(header, "initial-term"),
              number(header, "term-length"),
              number(header, "stream"));
      frames = Frames.allocate(file, part.from, Math.toIntExact(part.to - part.from), shape);
      boolean complete = Packing.unpack(in, frames.memory().asByteBuffer());
      MessageDigest content = digest();
      content.update(frames.memory().asByteBuffer());
      if (!complete
          || !HexFormat.of().formatHex(whole.digest()).equals(part.sha256)
          || !HexFormat.of().formatHex(content.digest()).equals(header.get("content-sha256"))
          || !previousOf(part).equals(header.get("previous-sha256"))) {
        throw damaged(file, part, "A digest is wrong: the file is not what was sealed.");
      }
      Frames right = frames;
      frames = null;
      return right;
    } catch (IOException | NumberFormatException e) {
      throw damaged(file, part, "The file can't be read: " + e.getMessage() + ".");
    } finally {
      if (frames != null) {
        frames.close();
      }
    }
  }

  private String previousOf(Part part) {
    int index = parts.indexOf(part);
    return index == 0 ? FIRST : parts.get(index - 1).sha256;
  }

  private static LogDamaged damaged(String file, Part part, String problem) {
    return new LogDamaged(
        file,
        part.from,
        problem
            + " Bring it back from a copy; of three nodes, each has sealed the same positions.");
  }

  private Map<String, String> header(byte[] bytes, String file, Part part) {
    String text = new String(bytes, StandardCharsets.US_ASCII);
    Map<String, String> header =
        text.lines()
            .map(line -> line.split(" ", 2))
            .filter(pair -> pair.length == 2)
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, two) -> one));
    if (!FORMAT.equals(header.get("onsale-sealed-log"))
        || !Packing.NAME.equals(header.get("packed"))) {
      throw damaged(file, part, "The file is of no format that this release knows.");
    }
    if (number(header, "shard") != shard
        || Long.parseLong(header.getOrDefault("from", "")) != part.from
        || Long.parseLong(header.getOrDefault("to", "")) != part.to) {
      throw damaged(file, part, "The file is of another part of the log than its name says.");
    }
    return header;
  }

  private static int number(Map<String, String> header, String key) {
    return Integer.parseInt(header.getOrDefault(key, ""));
  }

  private static void writeHeader(FileChannel channel, Map<String, Object> header)
      throws IOException {
    StringBuilder text = new StringBuilder();
    header.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
    while (text.length() < HEADER - 1) {
      text.append(' ');
    }
    text.append('\n');
    channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private void list() throws IOException {
    list(parts.size());
    incomplete = false;
  }

  /** Lists the first parts, so many of them. */
  private void list(int count) throws IOException {
    try (SealedFiles.Draft draft = files.draft(LIST)) {
      String lines =
          parts.stream()
              .limit(count)
              .map(part -> part.sha256 + "  " + part.name + "\n")
              .collect(Collectors.joining());
      draft.channel().write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII)));
      draft.keep();
    }
  }

  private static String sha256(SealedFiles files, String name) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(files.open(name), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(FileChannel channel) throws IOException {
    MessageDigest digest = digest();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = 0;
    for (int read = channel.read(piece, at); read > 0; read = channel.read(piece.clear(), at)) {
      digest.update(piece.flip());
      at += read;
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes the earliest and the latest time. */
  private static final class Times implements LogSink {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    @Override
    public void onMessage(long end, long time, DirectBuffer buffer, int offset, int length) {
      onTimer(end, time);
    }

    @Override
    public void onTimer(long end, long time) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }

    @Override
    public void onOther(long end) {}

    void into(Map<String, Object> header) {
      boolean none = first > last;
      header.put("first-time", none ? "none" : first);
      header.put("last-time", none ? "none" : last);
    }
  }
}
