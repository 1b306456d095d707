package io.onsale.inventory.store;

import io.onsale.inventory.JavaProcess;
import io.onsale.inventory.flow.ChunkSink;
import io.onsale.inventory.flow.ChunkSource;
import io.onsale.inventory.flow.Snapshots;
import io.onsale.inventory.flow.StateImages;
import io.onsale.inventory.model.FrozenState;
import io.onsale.inventory.model.SeatChanges;
import io.onsale.inventory.model.SeatEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that sells a few seats on the folder that is its first argument, and ends without
 * warning while it takes its second snapshot, at the place that its second argument names: that the
 * snapshot was to be taken is the last thing in its log then.
 */
final class DiesInASnapshot {
  static final int SOLD = 10;
  private static final int KILLED = 128 + 9;

  private DiesInASnapshot() {}

  /** Where it dies. */
  enum Place {
    /** Nothing of the snapshot has been written. */
    BEFORE,
    /** The state is frozen, and the piece that names it is on its way. */
    NAMED
  }

  /** Runs it to its end; errors go to {@code seller.log} in the folder. */
  static void run(Path folder, Place place) throws IOException, InterruptedException {
    int status =
        JavaProcess.of(
                DiesInASnapshot.class,
                folder,
                "<configuration/>",
                List.of(),
                folder.toString(),
                place.name())
            .redirectError(folder.resolve("seller.log").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (status != KILLED) {
      throw new IllegalStateException("it ended with " + status);
    }
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SeatsOnDisk seats =
        SeatsOnDisk.on(
            folder,
            1L << 40,
            1L << 40,
            new Second(new ImageSnapshots(folder), Place.valueOf(args[1])));
    while (seats.files.newestSnapshot() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
    seats.open();
    for (int i = 1; i <= SOLD; i++) {
      seats.hold(i);
    }
    while (!seats.logs.snapshot()) {
      LockSupport.parkNanos(1_000_000);
    }
    LockSupport.park();
  }

  private static final class Second implements Snapshots {
    private final Snapshots to;
    private final Place place;
    private int taken;

    Second(Snapshots to, Place place) {
      this.to = to;
      this.place = place;
    }

    @Override
    public void write(SeatEngine engine, ChunkSink sink) {
      taken++;
      if (taken == 2 && place == Place.BEFORE) {
        Runtime.getRuntime().halt(KILLED);
      }
      to.write(engine, sink);
      if (taken == 2) {
        Runtime.getRuntime().halt(KILLED);
      }
    }

    @Override
    public void write(FrozenState state, ChunkSink sink) {
      to.write(state, sink);
    }

    @Override
    public SeatEngine read(ChunkSource source, SeatChanges changes) {
      return to.read(source, changes);
    }

    @Override
    public Snapshots orFrom(StateImages.Source elsewhere) {
      return to.orFrom(elsewhere);
    }
  }
}
