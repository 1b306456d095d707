package io.onsale.inventory.flow;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.onsale.contracts.sbe.ActivateBehaviourDecoder;
import io.onsale.contracts.sbe.AmendPerformanceDecoder;
import io.onsale.contracts.sbe.BatchDecoder;
import io.onsale.contracts.sbe.BlockDecoder;
import io.onsale.contracts.sbe.ClosePerformanceDecoder;
import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.ConfirmDecoder;
import io.onsale.contracts.sbe.ExchangeBestDecoder;
import io.onsale.contracts.sbe.ExchangeSeatsDecoder;
import io.onsale.contracts.sbe.ExtendDecoder;
import io.onsale.contracts.sbe.HoldBestDecoder;
import io.onsale.contracts.sbe.HoldOptionsDecoder;
import io.onsale.contracts.sbe.HoldSeatsDecoder;
import io.onsale.contracts.sbe.MessageHeaderDecoder;
import io.onsale.contracts.sbe.OpenPerformanceDecoder;
import io.onsale.contracts.sbe.ReleaseDecoder;
import io.onsale.contracts.sbe.ReturnSeatsDecoder;
import io.onsale.contracts.sbe.SeatAttributesDecoder;
import io.onsale.contracts.sbe.UnblockDecoder;
import io.onsale.contracts.sbe.UploadBeginDecoder;
import io.onsale.contracts.sbe.UploadChunkDecoder;
import io.onsale.contracts.sbe.UploadCommitDecoder;
import io.onsale.inventory.model.HoldView;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Performance;
import io.onsale.inventory.model.SeatAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.DirectBuffer;

/**
 * What happens in a golden log, and how often: each command with each answer that it can get, and
 * ways of asking that the engine tells apart. What never happens is not frozen by it.
 *
 * <p>What must happen is what behaviour 1 can do. What a later one can do is to be in lists of its
 * own, for the logs that are recorded from then on.
 */
final class GoldenTally {
  /**
   * Answers that each command can get. Not there, because no small log leads to them: CAPACITY of
   * anything but uploads, since the tables take millions; HOLD_ENDED of a hold that is forgotten,
   * for the same reason (one of another performance is answered alike); what exceeds bounds of
   * thousands, such as sections. {@code PinnedTest} pins these numbers, and the log goes through
   * small tables as well.
   */
  private static final String ANSWERS =
      """
      OpenPerformance: done MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_EXISTS
      AmendPerformance: done MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND
      ClosePerformance: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND
      Block: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND BAD_COUNT UNKNOWN_SEAT DUPLICATE_SEAT \
          SEATS_NOT_BLOCKABLE
      Unblock: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND BAD_COUNT UNKNOWN_SEAT \
          DUPLICATE_SEAT SEATS_NOT_BLOCKABLE
      HoldSeats: held MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND PERFORMANCE_CLOSED \
          NOT_ON_SALE_YET SALE_ENDED BAD_COUNT UNKNOWN_SEAT DUPLICATE_SEAT LIMIT_EXCEEDED \
          IDENTITY_LIMIT_EXCEEDED SEATS_TAKEN
      HoldBest: held MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND PERFORMANCE_CLOSED \
          NOT_ON_SALE_YET SALE_ENDED BAD_COUNT UNKNOWN_TIER UNKNOWN_SECTION LIMIT_EXCEEDED \
          IDENTITY_LIMIT_EXCEEDED SOLD_OUT NO_ADJACENT_SEATS
      Release: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND HOLD_NOT_FOUND NOT_YOUR_HOLD \
          HOLD_EXPIRED HOLD_ENDED HOLD_CONFIRMED
      Confirm: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND HOLD_NOT_FOUND NOT_YOUR_HOLD \
          HOLD_EXPIRED HOLD_ENDED
      Extend: done MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND HOLD_NOT_FOUND \
          NOT_YOUR_HOLD HOLD_EXPIRED HOLD_ENDED HOLD_CONFIRMED EXTENSION_USED
      ReturnSeats: done IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND HOLD_NOT_FOUND NOT_YOUR_HOLD \
          HOLD_EXPIRED HOLD_ENDED BAD_COUNT NOT_IN_HOLD NOT_SOLD
      ExchangeSeats: held IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND PERFORMANCE_CLOSED \
          NOT_ON_SALE_YET SALE_ENDED BAD_COUNT UNKNOWN_SEAT DUPLICATE_SEAT LIMIT_EXCEEDED \
          IDENTITY_LIMIT_EXCEEDED SEATS_TAKEN HOLD_NOT_FOUND NOT_YOUR_HOLD HOLD_EXPIRED HOLD_ENDED \
          HOLD_CONFIRMED NOT_IN_HOLD
      ExchangeBest: held MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_NOT_FOUND PERFORMANCE_CLOSED \
          NOT_ON_SALE_YET SALE_ENDED BAD_COUNT UNKNOWN_TIER UNKNOWN_SECTION LIMIT_EXCEEDED \
          IDENTITY_LIMIT_EXCEEDED SOLD_OUT NO_ADJACENT_SEATS HOLD_NOT_FOUND NOT_YOUR_HOLD \
          HOLD_EXPIRED HOLD_ENDED HOLD_CONFIRMED NOT_IN_HOLD
      ActivateBehaviour: done IDEMPOTENCY_KEY_REUSED UNKNOWN_BEHAVIOUR
      UploadBegin: done MALFORMED CAPACITY
      UploadChunk: done MALFORMED UPLOAD_NOT_FOUND UPLOAD_OUT_OF_ORDER
      UploadCommit: done held MALFORMED IDEMPOTENCY_KEY_REUSED PERFORMANCE_EXISTS UPLOAD_NOT_FOUND \
          UPLOAD_OUT_OF_ORDER DIGEST_MISMATCH
      Batch: MALFORMED
      unreadable: MALFORMED
      """;

  /** Of commands about a hold: who asks, and whether it is done. */
  private static final String ASKED =
      """
      by its buyer: accepted
      by the organizer: accepted
      by another buyer: NOT_YOUR_HOLD
      by another organizer: NOT_YOUR_HOLD
      """;

  private static final List<String> OF_HOLDS =
      List.of("Release", "Confirm", "Extend", "ReturnSeats", "ExchangeSeats", "ExchangeBest");

  /** Of commands that take seats: what the option of those who have paid does. */
  private static final String PAID =
      """
      after payment, before the sale: held
      after payment, after the sale: held
      after payment, on sale: held
      after payment, closed: PERFORMANCE_CLOSED
      """;

  private static final List<String> OF_SEATS =
      List.of("HoldSeats", "HoldBest", "ExchangeSeats", "ExchangeBest");

  private static final String WAYS =
      """
      HoldBest in a section
      HoldBest of more than eight
      HoldBest with attributes 1
      HoldBest with attributes 2
      HoldBest with attributes 4
      HoldBest with attributes 5
      HoldBest with a restricted view that was not asked for
      HoldSeats of most seats
      HoldBest of most seats
      ExchangeBest in a section
      ExchangeBest with attributes 1
      ExchangeBest with attributes 4
      ExchangeSeats of some
      ExchangeSeats of all
      ExchangeSeats of sold seats
      ExchangeBest of some
      ExchangeBest of all
      ExchangeBest of sold seats
      Extend once, by the given duration
      Extend once, by the performance's
      Extend again and again, by the given duration
      Extend again and again, by the performance's
      Extend to no earlier deadline
      ReturnSeats of some
      ReturnSeats of all
      Amend the window
      Amend the limits
      Amend the hold duration
      Amend the tiers
      Amend the tier spans
      Amend the attribute spans
      done again
      done again after ten minutes
      held again
      held again after ten minutes
      refused again
      refused again with seats
      decided anew after ten minutes
      without an id
      under several identities
      a batch of one
      a batch of most commands
      in a batch: Batch: MALFORMED
      in a batch: UploadBegin: MALFORMED
      in a batch: unreadable: MALFORMED
      a timer that frees none
      a timer that frees some
      a timer that frees most
      a message that frees most, and no more
      a message that frees all
      a refusal that names most seats
      event OPENED
      event AMENDED
      event CLOSED
      event HELD
      event EXTENDED
      event RELEASED
      event EXPIRED
      event SOLD
      event RETURNED
      event BLOCKED
      event UNBLOCKED
      a time that goes back
      a time that goes back, of a timer
      a time that is not believed
      the end of time
      """;

  private static final int HEADER = MessageHeaderDecoder.ENCODED_LENGTH;
  private static final int EXPIRIES_PER_COMMAND = 64;

  private final Map<String, Integer> counts = new TreeMap<>();
  private final GoldenLog.Outcome outcome = new GoldenLog.Outcome();
  private final Map<Id, First> first = new HashMap<>();
  private final Set<Long> identities = new TreeSet<>();
  private final HoldView view = new HoldView();

  private record Id(long high, long low) {}

  private record First(GoldenLog.Answer answer, long time) {}

  static GoldenTally of(List<GoldenLog.Entry> entries) {
    GoldenTally tally = new GoldenTally();
    entries.forEach(tally::count);
    return tally;
  }

  /** What ought to happen, and does not. */
  Set<String> missing() {
    Set<String> missing = wanted();
    missing.removeAll(counts.keySet());
    return missing;
  }

  private static Set<String> wanted() {
    Set<String> wanted = new TreeSet<>(WAYS.lines().toList());
    for (String line : ANSWERS.lines().toList()) {
      String[] words = line.split("[: ]+");
      for (int i = 1; i < words.length; i++) {
        wanted.add(words[0] + ": " + words[i]);
      }
    }
    for (String command : OF_HOLDS) {
      ASKED.lines().forEach(way -> wanted.add(command + " " + way));
    }
    for (String command : OF_SEATS) {
      PAID.lines().forEach(way -> wanted.add(command + " " + way));
    }
    return wanted;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void count(boolean happens, String what) {
    if (happens) {
      count(what);
    }
  }

  private void count(GoldenLog.Entry entry) {
    long before = outcome.engine().now();
    boolean timer = entry.message().length == 0;
    List<GoldenLog.Answered> answered = outcome.apply(entry);
    count(entry.time() < before, "a time that goes back" + (timer ? ", of a timer" : ""));
    count(entry.time() > GoldenHalls.END_OF_TIME, "a time that is not believed");
    count(entry.time() == GoldenHalls.END_OF_TIME, "the end of time");
    for (SeatEvent event : outcome.events()) {
      count("event " + event.kind());
    }
    long expired =
        outcome.events().stream().filter(e -> e.kind() == SeatEvent.Kind.EXPIRED).count();
    if (timer) {
      count(
          expired == 0
              ? "a timer that frees none"
              : expired == CommandAdapter.EXPIRIES_PER_TICK
                  ? "a timer that frees most"
                  : "a timer that frees some");
      return;
    }
    boolean batch = isBatch(answered, entry);
    if (batch) {
      count(answered.size() == 1, "a batch of one");
      count(answered.size() == CommandAdapter.MAX_BATCH, "a batch of most commands");
    } else {
      count(expired == EXPIRIES_PER_COMMAND, "a message that frees most, and no more");
      count(expired > EXPIRIES_PER_COMMAND, "a message that frees all");
    }
    for (GoldenLog.Answered one : answered) {
      count(one.command(), one.answer(), batch);
    }
  }

  /** One that was taken apart; what can't be is a message like others. */
  private static boolean isBatch(List<GoldenLog.Answered> answered, GoldenLog.Entry entry) {
    return answered.size() > 1
        || answered.getFirst().command().capacity() != entry.message().length;
  }

  private void count(DirectBuffer command, GoldenLog.Answer answer, boolean ofBatch) {
    String name = name(command);
    count(name + ": " + answer.kind());
    count(ofBatch, "in a batch: " + name + ": " + answer.kind());
    count(answer.seats().size() == 64 && !answer.isHeld(), "a refusal that names most seats");
    if (name.equals("Batch") || name.equals("unreadable")) {
      return;
    }
    CommandHeaderDecoder header = new CommandHeaderDecoder().wrap(command, HEADER);
    Id id = new Id(header.idempotencyHigh(), header.idempotencyLow());
    if (id.high == 0 && id.low == 0) {
      count("without an id");
    } else if (!name.startsWith("Upload")) {
      remember(id, answer);
    }
    identities.add(header.identity());
    count(identities.size() == 4, "under several identities");
    if (!ofBatch && !name.equals("ActivateBehaviour")) {
      // Afterwards, in a batch, the state may be another than the one in which it was decided.
      long number = command.getLong(HEADER + CommandHeaderDecoder.ENCODED_LENGTH, LITTLE_ENDIAN);
      Performance performance = outcome.engine().performance(number);
      if (performance != null && answer.performance() == number) {
        count(name, command, header, performance, answer);
      }
    }
  }

  private void remember(Id id, GoldenLog.Answer answer) {
    long now = outcome.engine().now();
    First known = first.putIfAbsent(id, new First(answer, now));
    if (known == null || answer.kind().equals("IDEMPOTENCY_KEY_REUSED")) {
      return;
    }
    boolean late = now - known.time > GoldenHalls.KEPT;
    if (known.answer.equals(answer)) {
      String kind = answer.isAccepted() ? answer.kind() : "refused";
      count(kind + " again");
      count(late, kind + " again after ten minutes");
      count(!answer.isAccepted() && !answer.seats().isEmpty(), "refused again with seats");
    } else {
      count(late, "decided anew after ten minutes");
      first.put(id, new First(answer, now));
    }
  }

  private void count(
      String name,
      DirectBuffer command,
      CommandHeaderDecoder header,
      Performance performance,
      GoldenLog.Answer answer) {
    MessageHeaderDecoder message = new MessageHeaderDecoder();
    boolean accepted = answer.isAccepted();
    switch (name) {
      case "HoldSeats" -> {
        HoldSeatsDecoder hold = new HoldSeatsDecoder().wrapAndApplyHeader(command, 0, message);
        count(accepted && answer.seats().size() == 64, "HoldSeats of most seats");
        paid(name, hold.options(), performance, answer);
      }
      case "HoldBest" -> {
        HoldBestDecoder hold = new HoldBestDecoder().wrapAndApplyHeader(command, 0, message);
        paid(name, hold.options(), performance, answer);
        if (accepted) {
          count(answer.seats().size() > 8, "HoldBest of more than eight");
          count(answer.seats().size() == 64, "HoldBest of most seats");
          best(name, hold.section(), hold.attributes(), performance, answer);
        }
      }
      case "Release" ->
          asked(
              name,
              new ReleaseDecoder().wrapAndApplyHeader(command, 0, message).hold(),
              header,
              performance,
              answer);
      case "Confirm" ->
          asked(
              name,
              new ConfirmDecoder().wrapAndApplyHeader(command, 0, message).hold(),
              header,
              performance,
              answer);
      case "Extend" -> {
        ExtendDecoder extend = new ExtendDecoder().wrapAndApplyHeader(command, 0, message);
        asked(name, extend.hold(), header, performance, answer);
        if (accepted) {
          count(
              "Extend %s, by the %s"
                  .formatted(
                      extend.options().once() ? "once" : "again and again",
                      extend.duration() == 0 ? "performance's" : "given duration"));
          count(
              extend.duration() > 0
                  && answer.deadline() > outcome.engine().now() + extend.duration(),
              "Extend to no earlier deadline");
        }
      }
      case "ReturnSeats" -> {
        long hold = new ReturnSeatsDecoder().wrapAndApplyHeader(command, 0, message).hold();
        asked(name, hold, header, performance, answer);
        if (accepted && outcome.engine().findHold(performance.id(), hold, view)) {
          boolean all = view.status() == HoldView.Status.RETURNED;
          count("ReturnSeats of " + (all ? "all" : "some"));
        }
      }
      case "ExchangeSeats" -> {
        ExchangeSeatsDecoder exchange =
            new ExchangeSeatsDecoder().wrapAndApplyHeader(command, 0, message);
        asked(name, exchange.hold(), header, performance, answer);
        paid(name, exchange.options(), performance, answer);
        exchanged(name, exchange.giveUp().count(), answer);
      }
      case "ExchangeBest" -> {
        ExchangeBestDecoder exchange =
            new ExchangeBestDecoder().wrapAndApplyHeader(command, 0, message);
        asked(name, exchange.hold(), header, performance, answer);
        paid(name, exchange.options(), performance, answer);
        exchanged(name, exchange.giveUp().count(), answer);
        if (accepted) {
          best(name, exchange.section(), exchange.attributes(), performance, answer);
        }
      }
      case "AmendPerformance" -> {
        if (accepted) {
          amended(new AmendPerformanceDecoder().wrapAndApplyHeader(command, 0, message));
        }
      }
      default -> {
        // What there is to tell of it is its answer.
      }
    }
  }

  private void asked(
      String name,
      long hold,
      CommandHeaderDecoder header,
      Performance performance,
      GoldenLog.Answer answer) {
    if (!outcome.engine().findHold(performance.id(), hold, view)) {
      return;
    }
    String who;
    if (header.organizer() != 0) {
      boolean owner = header.organizer() == performance.organizer();
      who = owner ? "the organizer" : "another organizer";
    } else {
      who = header.buyer() == view.buyer() ? "its buyer" : "another buyer";
    }
    count(name + " by " + who + ": " + (answer.isAccepted() ? "accepted" : answer.kind()));
  }

  private void paid(
      String name, HoldOptionsDecoder options, Performance performance, GoldenLog.Answer answer) {
    if (!options.afterPayment()) {
      return;
    }
    Opening.Window window = performance.window();
    long now = outcome.engine().now();
    String when;
    if (performance.isClosed()) {
      when = "closed";
    } else if (now < window.from()) {
      when = "before the sale";
    } else {
      when = now < window.until() ? "on sale" : "after the sale";
    }
    count(name + " after payment, " + when + ": " + answer.kind());
  }

  private void best(
      String name,
      int section,
      SeatAttributesDecoder attributes,
      Performance performance,
      GoldenLog.Answer answer) {
    count(section >= 0, name + " in a section");
    count(name + " with attributes " + attributes.getRaw());
    boolean restricted =
        answer.seats().stream()
            .anyMatch(
                seat -> (performance.attributesOf(seat) & SeatAttributes.RESTRICTED_VIEW) != 0);
    count(
        restricted && !attributes.restrictedView(),
        name + " with a restricted view that was not asked for");
  }

  private void exchanged(String name, int givenUp, GoldenLog.Answer answer) {
    if (answer.isAccepted()) {
      count(name + " of " + (givenUp == 0 ? "all" : "some"));
      count(answer.deadline() == 0, name + " of sold seats");
    }
  }

  private void amended(AmendPerformanceDecoder amend) {
    var parts = amend.parts();
    count(parts.window(), "Amend the window");
    count(parts.limits(), "Amend the limits");
    count(parts.holdDuration(), "Amend the hold duration");
    count(parts.tiers(), "Amend the tiers");
    count(parts.tierSpans(), "Amend the tier spans");
    count(parts.attributeSpans(), "Amend the attribute spans");
  }

  private static String name(DirectBuffer command) {
    MessageShape shape = new MessageShape();
    int length = command.capacity();
    if (!shape.isMessage(command, 0, length)) {
      return "unreadable";
    }
    int template = new MessageHeaderDecoder().wrap(command, 0).templateId();
    if (template == BatchDecoder.TEMPLATE_ID) {
      return "Batch";
    }
    return shape.isCommand(command, 0, length) ? name(template) : "unreadable";
  }

  private static String name(int template) {
    return switch (template) {
      case OpenPerformanceDecoder.TEMPLATE_ID -> "OpenPerformance";
      case AmendPerformanceDecoder.TEMPLATE_ID -> "AmendPerformance";
      case ClosePerformanceDecoder.TEMPLATE_ID -> "ClosePerformance";
      case BlockDecoder.TEMPLATE_ID -> "Block";
      case UnblockDecoder.TEMPLATE_ID -> "Unblock";
      case HoldSeatsDecoder.TEMPLATE_ID -> "HoldSeats";
      case HoldBestDecoder.TEMPLATE_ID -> "HoldBest";
      case ReleaseDecoder.TEMPLATE_ID -> "Release";
      case ConfirmDecoder.TEMPLATE_ID -> "Confirm";
      case ExtendDecoder.TEMPLATE_ID -> "Extend";
      case ReturnSeatsDecoder.TEMPLATE_ID -> "ReturnSeats";
      case ExchangeSeatsDecoder.TEMPLATE_ID -> "ExchangeSeats";
      case ExchangeBestDecoder.TEMPLATE_ID -> "ExchangeBest";
      case ActivateBehaviourDecoder.TEMPLATE_ID -> "ActivateBehaviour";
      case UploadBeginDecoder.TEMPLATE_ID -> "UploadBegin";
      case UploadChunkDecoder.TEMPLATE_ID -> "UploadChunk";
      case UploadCommitDecoder.TEMPLATE_ID -> "UploadCommit";
      default -> throw new IllegalStateException("no name: " + template);
    };
  }
}
