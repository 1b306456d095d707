package io.onsale.inventory.edge;

import com.google.protobuf.Timestamp;
import io.onsale.contracts.inventory.v1.AmendPerformanceRequest;
import io.onsale.contracts.inventory.v1.AttributeSpan;
import io.onsale.contracts.inventory.v1.OpenPerformanceRequest;
import io.onsale.contracts.inventory.v1.Run;
import io.onsale.contracts.inventory.v1.SeatAttribute;
import io.onsale.contracts.inventory.v1.Section;
import io.onsale.contracts.inventory.v1.Tier;
import io.onsale.contracts.inventory.v1.TierSpan;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.inventory.flow.PerformanceView;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.SeatAttributes;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a performance is opened and amended with; tells all faults together. */
final class Openings {
  private static final int DIGEST_BYTES = 32;
  private static final int NAME_BYTES = 255;
  private static final int FAULTS_MAX = 100;
  private static final int HOLD_SECONDS_DEFAULT = 600;
  private static final long MILLIS = 1_000;

  private final List<Fault> faults = new ArrayList<>();
  private int faultCount;

  private Openings() {}

  /**
   * @throws Refused UNPROCESSABLE with what is wrong
   */
  static Opening opening(long performance, OpenPerformanceRequest request) {
    Openings reading = new Openings();
    Opening opening = reading.read(performance, request);
    reading.refuseFaults();
    return opening;
  }

  /**
   * @throws Refused UNPROCESSABLE with what is wrong, UNKNOWN_TIER
   */
  static Amendment amendment(PerformanceView.Terms terms, AmendPerformanceRequest request) {
    Openings reading = new Openings();
    Amendment amendment = reading.read(terms, request);
    reading.refuseFaults();
    return amendment;
  }

  /** The attributes as bits. */
  static int attributes(String pointer, List<SeatAttribute> attributes) {
    Openings reading = new Openings();
    int bits = reading.bits(pointer, attributes);
    reading.refuseFaults();
    return bits;
  }

  private Opening read(long performance, OpenPerformanceRequest request) {
    int seats = request.getSeats();
    check(request.getMapDigest().size() == DIGEST_BYTES, "/mapDigest", "must be 32 bytes");
    check(
        seats >= 1 && seats <= Opening.MOST_SEATS,
        "/seats",
        "must be from 1 to " + Opening.MOST_SEATS);
    check(request.getCurrency().matches("[A-Z]{3}"), "/currency", "must be three capital letters");
    check(request.hasOnSaleFrom(), "/onSaleFrom", "is missing");
    check(request.hasOnSaleUntil(), "/onSaleUntil", "is missing");
    Opening.Window window =
        window(
            millis("/onSaleFrom", request.getOnSaleFrom()),
            millis("/onSaleUntil", request.getOnSaleUntil()));
    Opening.Limits limits = limits(request.getLimitPerBuyer(), request.getLimitPerIdentity());
    return new Opening(
        performance,
        HexFormat.of().formatHex(request.getMapDigest().toByteArray()),
        seats,
        window,
        limits,
        holdMillis(request.getHoldSeconds() == 0 ? HOLD_SECONDS_DEFAULT : request.getHoldSeconds()),
        request.getCurrency(),
        sections(request, seats),
        runs(request, seats),
        tierSpans(request, seats),
        attributeSpans(request.getAttributeSpansList(), seats),
        tiers(request.getTiersList()));
  }

  private Amendment read(PerformanceView.Terms terms, AmendPerformanceRequest request) {
    boolean window = request.hasOnSaleFrom() || request.hasOnSaleUntil();
    boolean limits = request.hasLimitPerBuyer() || request.hasLimitPerIdentity();
    long from =
        request.hasOnSaleFrom()
            ? millis("/onSaleFrom", request.getOnSaleFrom())
            : terms.window().from();
    long until =
        request.hasOnSaleUntil()
            ? millis("/onSaleUntil", request.getOnSaleUntil())
            : terms.window().until();
    return new Amendment(
        terms.performance(),
        window ? window(from, until) : null,
        limits
            ? limits(
                request.hasLimitPerBuyer() ? request.getLimitPerBuyer() : terms.limits().perBuyer(),
                request.hasLimitPerIdentity()
                    ? request.getLimitPerIdentity()
                    : terms.limits().perIdentity())
            : null,
        request.hasHoldSeconds() ? holdMillis(request.getHoldSeconds()) : null,
        request.getTiersCount() == 0 ? null : repriced(terms, request.getTiersList()),
        null,
        request.hasAttributes()
            ? attributeSpans(request.getAttributes().getSpansList(), terms.attributesOf().length)
            : null);
  }

  private List<Opening.Tier> repriced(PerformanceView.Terms terms, List<Tier> changes) {
    List<Opening.Tier> tiers = new ArrayList<>(terms.tiers());
    for (Opening.Tier change : tiers(changes)) {
      int place = terms.tier(change.name());
      if (place < 0) {
        throw Reasons.unknownTier();
      }
      tiers.set(place, change);
    }
    return tiers;
  }

  private Opening.Window window(long from, long until) {
    check(from < until, "/onSaleUntil", "must be after onSaleFrom");
    return new Opening.Window(from, until);
  }

  private Opening.Limits limits(int perBuyer, int perIdentity) {
    check(perBuyer >= 0, "/limitPerBuyer", "must not be negative");
    check(perIdentity >= 0, "/limitPerIdentity", "must not be negative");
    return new Opening.Limits(perBuyer, perIdentity);
  }

  private long holdMillis(int seconds) {
    long millis = seconds * MILLIS;
    check(millis >= 1 && millis <= Opening.LONGEST_HOLD, "/holdSeconds", "must be from 1 to 86400");
    return millis;
  }

  private long millis(String pointer, Timestamp time) {
    boolean sound =
        time.getSeconds() >= -62_135_596_800L
            && time.getSeconds() <= 253_402_300_799L
            && time.getNanos() >= 0
            && time.getNanos() < 1_000_000_000;
    check(sound, pointer, "must be a time from the year 1 to 9999");
    return sound ? time.getSeconds() * MILLIS + time.getNanos() / 1_000_000 : 0;
  }

  private List<Opening.Section> sections(OpenPerformanceRequest request, int seats) {
    check(
        request.getSectionsCount() >= 1 && request.getSectionsCount() <= Opening.MOST_SECTIONS,
        "/sections",
        "must be from 1 to " + Opening.MOST_SECTIONS);
    List<Opening.Section> sections = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long next = 0;
    for (Section section : request.getSectionsList()) {
      String at = "/sections/" + sections.size();
      name(at + "/name", section.getName());
      check(names.add(section.getName()), at + "/name", "is another section's name");
      check(section.getSeats() >= 1, at + "/seats", "must be at least 1");
      check(
          section.getFirstSeat() == next,
          at + "/firstSeat",
          "must follow the section before: " + next);
      next += Math.max(0, section.getSeats());
      sections.add(
          new Opening.Section(
              section.getName(),
              section.getFirstSeat(),
              section.getSeats(),
              section.getStanding()));
    }
    check(next == seats, "/sections", "must cover all " + seats + " seats, not " + next);
    return sections;
  }

  private List<Opening.Run> runs(OpenPerformanceRequest request, int seats) {
    check(
        request.getRunsCount() >= 1 && request.getRunsCount() <= Opening.MOST_RUNS,
        "/runs",
        "must be from 1 to " + Opening.MOST_RUNS);
    List<Opening.Run> runs = new ArrayList<>();
    long next = 0;
    for (Run run : request.getRunsList()) {
      String at = "/runs/" + runs.size();
      check(run.getSeats() >= 1, at + "/seats", "must be at least 1");
      check(run.getFirstSeat() == next, at + "/firstSeat", "must follow the run before: " + next);
      check(run.getRow() >= 0, at + "/row", "must not be negative");
      if (check(
          run.getSection() >= 0 && run.getSection() < request.getSectionsCount(),
          at + "/section",
          "is no section")) {
        Section section = request.getSections(run.getSection());
        check(
            run.getFirstSeat() >= section.getFirstSeat()
                && (long) run.getFirstSeat() + run.getSeats()
                    <= (long) section.getFirstSeat() + section.getSeats(),
            at,
            "must lie within its section");
      }
      next += Math.max(0, run.getSeats());
      runs.add(
          new Opening.Run(
              run.getSection(), run.getRow(), run.getFirstSeat(), run.getSeats(), run.getRank()));
    }
    check(next == seats, "/runs", "must cover all " + seats + " seats, not " + next);
    return runs;
  }

  private List<Opening.TierSpan> tierSpans(OpenPerformanceRequest request, int seats) {
    List<Opening.TierSpan> spans = new ArrayList<>();
    check(request.getTierSpansCount() <= 65_534, "/tierSpans", "must be at most 65534");
    long sum = 0;
    for (TierSpan span : request.getTierSpansList()) {
      String at = "/tierSpans/" + spans.size();
      check(span.getSeats() >= 1, at + "/seats", "must be at least 1");
      check(
          span.getTier() >= 0 && span.getTier() < request.getTiersCount(),
          at + "/tier",
          "is no tier");
      sum += Math.max(0, span.getSeats());
      spans.add(new Opening.TierSpan(span.getSeats(), span.getTier()));
    }
    check(sum == seats, "/tierSpans", "must cover all " + seats + " seats, not " + sum);
    return spans;
  }

  private List<Opening.AttributeSpan> attributeSpans(List<AttributeSpan> from, int seats) {
    List<Opening.AttributeSpan> spans = new ArrayList<>();
    check(from.size() <= 65_534, "/attributeSpans", "must be at most 65534");
    long next = 0;
    for (AttributeSpan span : from) {
      String at = "/attributeSpans/" + spans.size();
      check(span.getSeats() >= 1, at + "/seats", "must be at least 1");
      check(span.getFirstSeat() >= next, at + "/firstSeat", "must be behind the span before");
      next = (long) span.getFirstSeat() + Math.max(0, span.getSeats());
      check(next <= seats, at, "must end within the seats");
      spans.add(
          new Opening.AttributeSpan(
              span.getFirstSeat(),
              span.getSeats(),
              bits(at + "/attributes", span.getAttributesList())));
    }
    return spans;
  }

  private List<Opening.Tier> tiers(List<Tier> from) {
    check(
        !from.isEmpty() && from.size() <= Opening.MOST_TIERS,
        "/tiers",
        "must be from 1 to " + Opening.MOST_TIERS);
    List<Opening.Tier> tiers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Tier tier : from) {
      String at = "/tiers/" + tiers.size();
      name(at + "/name", tier.getName());
      check(names.add(tier.getName()), at + "/name", "is another tier's name");
      check(
          tier.getPrice() >= 0 && tier.getPrice() <= Opening.HIGHEST_PRICE,
          at + "/price",
          "must be from 0 to " + Opening.HIGHEST_PRICE);
      tiers.add(new Opening.Tier(tier.getName(), tier.getPrice()));
    }
    return tiers;
  }

  private int bits(String pointer, List<SeatAttribute> attributes) {
    int bits = 0;
    for (int i = 0; i < attributes.size(); i++) {
      switch (attributes.get(i)) {
        case WHEELCHAIR -> bits |= SeatAttributes.WHEELCHAIR;
        case COMPANION -> bits |= SeatAttributes.COMPANION;
        case RESTRICTED_VIEW -> bits |= SeatAttributes.RESTRICTED_VIEW;
        case SEAT_ATTRIBUTE_UNSPECIFIED, UNRECOGNIZED ->
            check(false, pointer + "/" + i, "is no attribute of a seat");
      }
    }
    return bits;
  }

  private void name(String pointer, String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    check(bytes >= 1 && bytes <= NAME_BYTES, pointer, "must have 1 to " + NAME_BYTES + " bytes");
  }

  private boolean check(boolean sound, String pointer, String message) {
    if (!sound) {
      faultCount++;
      if (faults.size() < FAULTS_MAX) {
        faults.add(new Fault(pointer, message));
      }
    }
    return sound;
  }

  private void refuseFaults() {
    if (faultCount > 0) {
      Fault first = faults.getFirst();
      throw new Refused(
          Reason.UNPROCESSABLE,
          first.pointer() + " " + first.message() + ".",
          Map.of(),
          faults,
          faultCount);
    }
  }
}
