package io.onsale.inventory.flow;

import static io.onsale.inventory.flow.GoldenHalls.ANOTHER;
import static io.onsale.inventory.flow.GoldenHalls.FIELD;

import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.SeatEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;

/** Writes a golden log: what time it is, who asks, and what came of what is written already. */
final class GoldenPen {
  private final Random random;
  private final Wire wire = new Wire();
  private final GoldenLog.Outcome outcome = new GoldenLog.Outcome();
  private final List<GoldenLog.Entry> entries = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private long time = GoldenHalls.BEGINS;

  /** As it was made, whatever became of it. */
  record Hold(long show, long number, long buyer, List<Integer> seats) {}

  GoldenPen(Random random) {
    this.random = random;
  }

  Wire wire() {
    return wire;
  }

  /** As it is after all that is written. */
  SeatEngine engine() {
    return outcome.engine();
  }

  List<GoldenLog.Entry> entries() {
    return entries;
  }

  List<Hold> holds() {
    return holds;
  }

  Hold newest() {
    return holds.getLast();
  }

  long time() {
    return time;
  }

  void at(long now) {
    time = now;
  }

  void pass(long millis) {
    time += millis;
  }

  Wire by(long organizer, long actor, long buyer) {
    return wire.by(organizer, actor, buyer, buyer % 3 == 0 ? 0 : 50 + buyer % 4);
  }

  Wire buyer(long buyer) {
    return by(0, buyer, buyer);
  }

  /** Who owns the performance, by one of the staff. */
  Wire organizer(long show) {
    return by(ownerOf(show), 70 + random.nextInt(3), 0).at(show);
  }

  static long ownerOf(long show) {
    return show == FIELD ? ANOTHER : Wire.ORGANIZER;
  }

  void timer(long at) {
    take(new GoldenLog.Entry(at, new byte[0]));
  }

  void take(DirectBuffer message) {
    takeAt(time, message);
  }

  void takeAt(long at, DirectBuffer message) {
    take(new GoldenLog.Entry(at, GoldenLog.bytes(message, message.capacity())));
  }

  void take(GoldenLog.Entry entry) {
    entries.add(entry);
    HoldView view = new HoldView();
    for (GoldenLog.Answered one : outcome.apply(entry)) {
      GoldenLog.Answer answer = one.answer();
      if (answer.isHeld() && outcome.engine().findHold(answer.performance(), answer.hold(), view)) {
        holds.add(new Hold(answer.performance(), answer.hold(), view.buyer(), answer.seats()));
      }
    }
  }
}
