package io.onsale.inventory.edge;

import io.onsale.contracts.inventory.v1.Availability;
import io.onsale.inventory.flow.PerformanceView;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The message of each performance's newest view, made once however many ask for it. */
final class AvailabilityCache {
  private final ConcurrentMap<Long, Entry> entries = new ConcurrentHashMap<>();

  private record Entry(PerformanceView view, Availability message) {}

  Availability of(PerformanceView view) {
    Entry entry =
        entries.compute(
            view.terms().performance(),
            (performance, before) ->
                before != null && before.view().version() >= view.version()
                    ? before
                    : new Entry(view, Messages.availability(view)));
    return entry.message();
  }
}
