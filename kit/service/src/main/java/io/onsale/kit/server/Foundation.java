package io.onsale.kit.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.ids.Ids;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What every context stands on; handed to its {@code create}.
 *
 * @param clock the only source of time
 * @param ids makes ids
 * @param peers the other contexts, called in this one's name
 * @param tokens what sign-in mints, and what the chain verifies
 * @param meters where measurements go
 * @param dataFolder everything that the installation keeps on disk; each context writes below a
 *     folder of its own name
 */
public record Foundation(
    InstantSource clock,
    Ids ids,
    Peers peers,
    Tokens tokens,
    MeterRegistry meters,
    Path dataFolder) {
  /** The same for another context, which calls its peers in its own name. */
  public Foundation with(Peers other) {
    return new Foundation(clock, ids, other, tokens, meters, dataFolder);
  }
}
