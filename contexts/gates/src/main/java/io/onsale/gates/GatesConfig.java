package io.onsale.gates;

import io.onsale.kit.settings.Default;
import io.onsale.kit.store.DatabaseConfig;
import java.time.Duration;

/**
 * Settings of gates.
 *
 * @param organizerKeyLife how long an organiser's key signs new tickets before another is made;
 *     what it has signed stays good
 * @param database where the rows are
 */
public record GatesConfig(@Default("365d") Duration organizerKeyLife, DatabaseConfig database) {
  public GatesConfig {
    if (organizerKeyLife.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("organizer-key-life must be at least 1d");
    }
  }
}
