package io.onsale.inventory.peers;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.driver.MediaDriver;
import io.aeron.exceptions.AeronEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentTerminationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seat log whose nodes are other processes: this one has only a media driver to reach them by.
 */
final class SeatsElsewhere implements SeatLink {
  /** How long a node that replays its log may be silent until another is asked. */
  private static final long SILENCE_NS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger log = LoggerFactory.getLogger(SeatsElsewhere.class);

  private final SeatPlace.Elsewhere settings;
  private final RuntimeFolder folder;
  private final Consumer<Throwable> onFault;
  private final Rest rest;
  private final MediaDriver driver;
  private volatile boolean closing;

  private SeatsElsewhere(
      SeatPlace.Elsewhere settings, RuntimeFolder folder, Consumer<Throwable> onFault) {
    this.settings = settings;
    this.folder = folder;
    this.onFault = onFault;
    this.rest = new Rest(settings.maxPark(), true);
    this.driver =
        MediaDriver.launch(
            SeatNode.driver(
                    folder, rest, SeatNode.watched("seats-driver", this::end), errors("driver"))
                .imageLivenessTimeoutNs(SILENCE_NS));
  }

  /**
   * Starts the driver.
   *
   * @param onFault called when it can't go on, from one of its threads
   * @throws IllegalStateException when another living process uses the folder, or when it holds a
   *     log of its own
   */
  static SeatsElsewhere start(SeatPlace.Elsewhere settings, Consumer<Throwable> onFault) {
    RuntimeFolder folder = RuntimeFolder.claim(settings.dataDir());
    try {
      Membership.elsewhere(settings.dataDir());
      return new SeatsElsewhere(settings, folder, onFault);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public Aeron.Context client(String name) {
    return SeatNode.client(folder, name, errors(name));
  }

  @Override
  public AeronCluster.Context session() {
    return SeatNode.session(settings.members(), settings.shard(), settings.host());
  }

  @Override
  public List<LogSource> sources() {
    return settings.members().stream()
        .map(member -> LogSource.of(member, settings.shard(), settings.host()))
        .toList();
  }

  @Override
  public Rest rest() {
    return rest;
  }

  @Override
  public Path runtimeFolder() {
    return folder.path();
  }

  @Override
  public void end(Throwable fault) {
    if (!closing) {
      onFault.accept(fault);
    }
  }

  private ErrorHandler errors(String part) {
    return error -> {
      if (closing) {
        return;
      }
      if (error instanceof AeronEvent) {
        log.info("seat log, {}: {}", part, error.getMessage());
        return;
      }
      log.error("seat log, {}", part, error);
      if (error instanceof AgentTerminationException) {
        end(error);
      }
    };
  }

  @Override
  public void close() {
    closing = true;
    CloseHelper.close(error -> log.warn("the driver did not end cleanly", error), driver);
    folder.close();
  }
}
