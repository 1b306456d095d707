package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.AmendPerformanceDecoder;
import io.onsale.contracts.sbe.CommandHeaderDecoder;
import io.onsale.contracts.sbe.OpenPerformanceDecoder;
import io.onsale.contracts.sbe.SectionKind;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;

/** Reads openings and amendments: rare and long, so they become ordinary values. */
final class PerformanceDecoder {
  private final OpenPerformanceDecoder open = new OpenPerformanceDecoder();
  private final AmendPerformanceDecoder amend = new AmendPerformanceDecoder();

  CommandHeaderDecoder openingHeader() {
    return open.header();
  }

  CommandHeaderDecoder amendmentHeader() {
    return amend.header();
  }

  Opening opening(DirectBuffer in, int offset, int blockLength, int version) {
    open.wrap(in, offset, blockLength, version);
    byte[] digest = new byte[OpenPerformanceDecoder.mapDigestLength()];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) open.mapDigest(i);
    }
    byte[] currency = new byte[OpenPerformanceDecoder.currencyLength()];
    open.getCurrency(currency, 0);
    return new Opening(
        open.performance(),
        HexFormat.of().formatHex(digest),
        open.seats(),
        new Opening.Window(open.onSaleFrom(), open.onSaleUntil()),
        new Opening.Limits(open.limitPerBuyer(), open.limitPerIdentity()),
        open.holdDuration(),
        new String(currency, StandardCharsets.US_ASCII),
        sections(),
        runs(),
        tierSpans(),
        attributeSpans(),
        tiers());
  }

  private List<Opening.Section> sections() {
    List<Opening.Section> sections = new ArrayList<>();
    for (OpenPerformanceDecoder.SectionsDecoder section : open.sections()) {
      // Another kind than the two that there are makes it a section of no seats, which is refused.
      boolean known = section.kindRaw() <= SectionKind.STANDING.value();
      boolean standing = section.kindRaw() == SectionKind.STANDING.value();
      int first = section.firstSeat();
      int seats = known ? section.seats() : 0;
      byte[] name = new byte[section.nameLength()];
      section.getName(name, 0, name.length);
      sections.add(
          new Opening.Section(new String(name, StandardCharsets.UTF_8), first, seats, standing));
    }
    return sections;
  }

  private List<Opening.Run> runs() {
    List<Opening.Run> runs = new ArrayList<>();
    for (OpenPerformanceDecoder.RunsDecoder run : open.runs()) {
      runs.add(new Opening.Run(run.section(), run.row(), run.firstSeat(), run.seats(), run.rank()));
    }
    return runs;
  }

  private List<Opening.TierSpan> tierSpans() {
    List<Opening.TierSpan> spans = new ArrayList<>();
    for (OpenPerformanceDecoder.TierSpansDecoder span : open.tierSpans()) {
      spans.add(new Opening.TierSpan(span.seats(), span.tier()));
    }
    return spans;
  }

  private List<Opening.AttributeSpan> attributeSpans() {
    List<Opening.AttributeSpan> spans = new ArrayList<>();
    for (OpenPerformanceDecoder.AttributeSpansDecoder span : open.attributeSpans()) {
      int attributes = span.attributes().getRaw() & 0xff;
      spans.add(new Opening.AttributeSpan(span.firstSeat(), span.seats(), attributes));
    }
    return spans;
  }

  private List<Opening.Tier> tiers() {
    List<Opening.Tier> tiers = new ArrayList<>();
    for (OpenPerformanceDecoder.TiersDecoder tier : open.tiers()) {
      long price = tier.price();
      byte[] name = new byte[tier.nameLength()];
      tier.getName(name, 0, name.length);
      tiers.add(new Opening.Tier(new String(name, StandardCharsets.UTF_8), price));
    }
    return tiers;
  }

  Amendment amendment(DirectBuffer in, int offset, int blockLength, int version) {
    amend.wrap(in, offset, blockLength, version);
    var parts = amend.parts();
    boolean window = parts.window();
    boolean limits = parts.limits();
    boolean holdDuration = parts.holdDuration();
    boolean tiers = parts.tiers();
    boolean tierSpans = parts.tierSpans();
    boolean attributeSpans = parts.attributeSpans();
    // The groups are read in their order, also those that do not count.
    List<Opening.TierSpan> newTierSpans = newTierSpans();
    List<Opening.AttributeSpan> newAttributeSpans = newAttributeSpans();
    List<Opening.Tier> newTiers = newTiers();
    return new Amendment(
        amend.performance(),
        window ? new Opening.Window(amend.onSaleFrom(), amend.onSaleUntil()) : null,
        limits ? new Opening.Limits(amend.limitPerBuyer(), amend.limitPerIdentity()) : null,
        holdDuration ? amend.holdDuration() : null,
        tiers ? newTiers : null,
        tierSpans ? newTierSpans : null,
        attributeSpans ? newAttributeSpans : null);
  }

  private List<Opening.TierSpan> newTierSpans() {
    List<Opening.TierSpan> spans = new ArrayList<>();
    for (AmendPerformanceDecoder.TierSpansDecoder span : amend.tierSpans()) {
      spans.add(new Opening.TierSpan(span.seats(), span.tier()));
    }
    return spans;
  }

  private List<Opening.AttributeSpan> newAttributeSpans() {
    List<Opening.AttributeSpan> spans = new ArrayList<>();
    for (AmendPerformanceDecoder.AttributeSpansDecoder span : amend.attributeSpans()) {
      int attributes = span.attributes().getRaw() & 0xff;
      spans.add(new Opening.AttributeSpan(span.firstSeat(), span.seats(), attributes));
    }
    return spans;
  }

  private List<Opening.Tier> newTiers() {
    List<Opening.Tier> tiers = new ArrayList<>();
    for (AmendPerformanceDecoder.TiersDecoder tier : amend.tiers()) {
      long price = tier.price();
      byte[] name = new byte[tier.nameLength()];
      tier.getName(name, 0, name.length);
      tiers.add(new Opening.Tier(new String(name, StandardCharsets.UTF_8), price));
    }
    return tiers;
  }
}
