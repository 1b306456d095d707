package io.onsale.inventory.store;

import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.flow.StateImages;
import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots that do not stop the service for as long as it takes to write them: the state is frozen
 * in a few milliseconds, the snapshot is one piece that names an image, and the image is written to
 * a folder of the node while commands go on.
 *
 * <p>A snapshot whose image is not there, because the process died first or the disk was full, is
 * none: {@link FolderLog} passes it over at the next start, and purges nothing for its sake. While
 * one image is being written, another snapshot holds the whole state in its pieces.
 */
public final class ImageSnapshots implements Snapshots {
  private static final Logger log = LoggerFactory.getLogger(ImageSnapshots.class);

  private final SbeSnapshots whole = new SbeSnapshots();
  private final Images images;
  private final StateImages.Source elsewhere;
  private final AtomicBoolean writing;

  /**
   * @param dataFolder the node's
   */
  public ImageSnapshots(Path dataFolder) {
    this(
        FolderLog.images(dataFolder),
        id -> {
          throw new FileNotFoundException("image " + Long.toHexString(id) + " is not here");
        },
        new AtomicBoolean());
  }

  private ImageSnapshots(Images images, StateImages.Source elsewhere, AtomicBoolean writing) {
    this.images = images;
    this.elsewhere = elsewhere;
    this.writing = writing;
  }

  @Override
  public Snapshots orFrom(StateImages.Source other) {
    return new ImageSnapshots(images, other, writing);
  }

  @Override
  public void write(SeatEngine engine, ChunkSink sink) {
    if (!writing.compareAndSet(false, true)) {
      whole.write(engine, sink);
      return;
    }
    // Later ones are greater, and none is ever used twice, whatever becomes of the log.
    long id = System.currentTimeMillis() << 20 | ThreadLocalRandom.current().nextInt(1 << 20);
    FrozenState state = engine.freeze();
    try {
      ChunkWriter writer = new ChunkWriter(sink, SbeSnapshots.NAMES_IMAGE);
      writer.putLong(id);
      writer.finish();
    } catch (RuntimeException | Error e) {
      state.close();
      writing.set(false);
      throw e;
    }
    Thread.ofPlatform().daemon().name("seats-image").start(() -> keep(id, state));
  }

  @Override
  public void write(FrozenState state, ChunkSink sink) {
    whole.write(state, sink);
  }

  private void keep(long id, FrozenState state) {
    try (state) {
      images.clearDrafts();
      images.write(id, state);
    } catch (IOException | RuntimeException e) {
      log.warn("the last snapshot of the seats is lost: its image could not be written", e);
    } finally {
      writing.set(false);
    }
  }

  @Override
  public SeatEngine read(ChunkSource source, SeatChanges changes) {
    ChunkReader reader = new ChunkReader(source);
    if (reader.format() != SbeSnapshots.NAMES_IMAGE) {
      return SbeSnapshots.read(reader, changes);
    }
    long id = reader.getLong();
    reader.finish();
    try (DataInputStream image = open(id)) {
      return whole.read(Pieces.in(image), changes);
    } catch (IOException e) {
      throw new IllegalStateException("the snapshot's image can't be read: " + e.getMessage(), e);
    }
  }

  /** Pieces tell by themselves whether they are what was written, so none is believed untested. */
  private DataInputStream open(long id) throws IOException {
    return images.has(id)
        ? images.openChecked(id)
        : new DataInputStream(new BufferedInputStream(elsewhere.open(id)));
  }
}
