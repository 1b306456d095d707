package io.onsale.inventory.flow;

import io.onsale.inventory.model.HoldView;
import java.util.Arrays;

/**
 * A hold as the log knows it. {@code owned} has those of its seats that are still held or sold by
 * it.
 */
@SuppressWarnings("ArrayRecordComponent") // read by other rooms, compared by none
public record HoldState(
    long performance,
    long hold,
    long buyer,
    long identity,
    HoldView.Status status,
    long deadline,
    long version,
    long total,
    int[] seats,
    long[] prices,
    int[] owned) {

  static HoldState of(long performance, HoldView view) {
    int[] seats = new int[view.size()];
    long[] prices = new long[view.size()];
    int[] owned = new int[view.size()];
    int owns = 0;
    for (int i = 0; i < seats.length; i++) {
      seats[i] = view.seat(i);
      prices[i] = view.price(i);
      if (view.owns(i)) {
        owned[owns++] = view.seat(i);
      }
    }
    return new HoldState(
        performance,
        view.number(),
        view.buyer(),
        view.identity(),
        view.status(),
        view.deadline(),
        view.version(),
        view.total(),
        seats,
        prices,
        Arrays.copyOf(owned, owns));
  }
}
