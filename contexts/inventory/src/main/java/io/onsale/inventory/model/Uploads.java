package io.onsale.inventory.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Long commands that arrive in pieces: few, rare, bounded. */
final class Uploads {
  static final int MOST = 8;
  static final int LONGEST = 8 * 1024 * 1024;

  /** An upload that has begun so long ago gives way to a new one, in milliseconds. */
  static final long STALE = 600_000;

  /** In the order in which they began. */
  private final List<Upload> uploads = new ArrayList<>();

  static final class Upload {
    final long id;
    final long organizer;
    final long begun;
    final byte[] digest;
    final byte[] content;
    int received;

    Upload(long id, long organizer, long begun, byte[] digest, byte[] content) {
      this.id = id;
      this.organizer = organizer;
      this.begun = begun;
      this.digest = digest;
      this.content = content;
    }
  }

  @Nullable Upload find(long id, long organizer) {
    for (Upload upload : uploads) {
      if (upload.id == id && upload.organizer == organizer) {
        return upload;
      }
    }
    return null;
  }

  /** Begins an upload, or goes on with the same one; false when too many are under way. */
  boolean begin(long id, long organizer, long now, int length, byte[] digest) {
    Upload known = find(id, organizer);
    if (known != null) {
      if (known.content.length == length && Arrays.equals(known.digest, digest)) {
        return true;
      }
      uploads.remove(known);
    }
    if (uploads.size() == MOST) {
      if (uploads.get(0).begun + STALE > now) {
        return false;
      }
      uploads.remove(0);
    }
    uploads.add(new Upload(id, organizer, now, digest.clone(), new byte[length]));
    return true;
  }

  void remove(Upload upload) {
    uploads.remove(upload);
  }

  void save(StateSink sink) {
    sink.putInt(uploads.size());
    for (Upload upload : uploads) {
      sink.putLong(upload.id);
      sink.putLong(upload.organizer);
      sink.putLong(upload.begun);
      sink.putBytes(upload.digest, 0, upload.digest.length);
      sink.putInt(upload.content.length);
      sink.putInt(upload.received);
      sink.putBytes(upload.content, 0, upload.received);
    }
  }

  void load(StateSource source) {
    for (int left = source.getInt(); left > 0; left--) {
      long id = source.getLong();
      long organizer = source.getLong();
      long begun = source.getLong();
      byte[] digest = new byte[32];
      source.getBytes(digest, 0, digest.length);
      Upload upload = new Upload(id, organizer, begun, digest, new byte[source.getInt()]);
      upload.received = source.getInt();
      source.getBytes(upload.content, 0, upload.received);
      uploads.add(upload);
    }
  }
}
