package io.onsale.inventory.peers;

import io.onsale.contracts.sbe.AmendPerformanceEncoder;
import io.onsale.contracts.sbe.BlockEncoder;
import io.onsale.contracts.sbe.ClosePerformanceEncoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.ConfirmEncoder;
import io.onsale.contracts.sbe.ExchangeBestEncoder;
import io.onsale.contracts.sbe.ExchangeSeatsEncoder;
import io.onsale.contracts.sbe.ExtendEncoder;
import io.onsale.contracts.sbe.HoldBestEncoder;
import io.onsale.contracts.sbe.HoldOptionsEncoder;
import io.onsale.contracts.sbe.HoldSeatsEncoder;
import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.OpenPerformanceEncoder;
import io.onsale.contracts.sbe.ReleaseEncoder;
import io.onsale.contracts.sbe.ReturnSeatsEncoder;
import io.onsale.contracts.sbe.SeatAttributesEncoder;
import io.onsale.contracts.sbe.SectionKind;
import io.onsale.contracts.sbe.UnblockEncoder;
import io.onsale.contracts.sbe.UploadBeginEncoder;
import io.onsale.contracts.sbe.UploadChunkEncoder;
import io.onsale.contracts.sbe.UploadCommitEncoder;
import io.onsale.inventory.flow.Origin;
import io.onsale.inventory.flow.SeatCommand;
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.SeatAttributes;
import io.onsale.inventory.model.Seats;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Writes commands as messages of the seat log. Not for several threads at once. */
final class CommandEncoder {
  /** No {@link #isShort short} command is longer. */
  static final int SHORT_MAX = 1_024;

  private static final int SMALL = 512;

  /** A message; the buffer holds it from its first byte on. */
  record Encoded(DirectBuffer buffer, int length) {}

  private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
  private final HoldBestEncoder holdBest = new HoldBestEncoder();
  private final HoldSeatsEncoder holdSeats = new HoldSeatsEncoder();
  private final ReleaseEncoder releaseHold = new ReleaseEncoder();
  private final ConfirmEncoder confirmHold = new ConfirmEncoder();

  /** Whether the command's length has a bound that is known without writing it. */
  static boolean isShort(SeatCommand command) {
    return switch (command) {
      case SeatCommand.Hold hold -> isShort(hold.wanted());
      case SeatCommand.Release _, SeatCommand.Confirm _, SeatCommand.Extend _ -> true;
      case SeatCommand.Return back -> isShort(back.seats());
      case SeatCommand.Exchange exchange ->
          isShort(exchange.giveUp()) && isShort(exchange.wanted());
      case SeatCommand.Open _,
          SeatCommand.Amend _,
          SeatCommand.Close _,
          SeatCommand.Block _,
          SeatCommand.Unblock _ ->
          false;
    };
  }

  private static boolean isShort(SeatCommand.Wanted wanted) {
    return switch (wanted) {
      case SeatCommand.Named named -> isShort(named.seats());
      case SeatCommand.Best _ -> true;
    };
  }

  private static boolean isShort(int[] seats) {
    return seats.length <= Seats.MOST_IN_HOLD;
  }

  Encoded encode(Origin origin, SeatCommand command, long correlation) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(SMALL);
    return new Encoded(buffer, encode(origin, command, correlation, buffer, 0));
  }

  /** Writes it to a place of a buffer; returns where it ends. */
  int encode(
      Origin origin,
      SeatCommand command,
      long correlation,
      MutableDirectBuffer buffer,
      int offset) {
    return switch (command) {
      case SeatCommand.Open open -> open(buffer, offset, origin, open.opening(), correlation);
      case SeatCommand.Amend amend -> amend(buffer, offset, origin, amend.amendment(), correlation);
      case SeatCommand.Close close -> {
        var encoder =
            new ClosePerformanceEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        yield encoder.performance(close.performance()).limit();
      }
      case SeatCommand.Block block -> {
        var encoder = new BlockEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        var seats = encoder.performance(block.performance()).seatsCount(block.seats().length);
        for (int seat : block.seats()) {
          seats.next().seat(seat);
        }
        yield encoder.limit();
      }
      case SeatCommand.Unblock unblock -> {
        var encoder = new UnblockEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        var seats = encoder.performance(unblock.performance()).seatsCount(unblock.seats().length);
        for (int seat : unblock.seats()) {
          seats.next().seat(seat);
        }
        yield encoder.limit();
      }
      case SeatCommand.Hold hold -> hold(buffer, offset, origin, hold, correlation);
      case SeatCommand.Release release -> {
        var encoder = releaseHold.wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        yield encoder.performance(release.performance()).hold(release.hold()).limit();
      }
      case SeatCommand.Confirm confirm -> {
        var encoder = confirmHold.wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        yield encoder.performance(confirm.performance()).hold(confirm.hold()).limit();
      }
      case SeatCommand.Extend extend -> {
        var encoder = new ExtendEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        encoder.performance(extend.performance()).hold(extend.hold()).duration(extend.millis());
        encoder.options().clear().once(extend.once());
        yield encoder.limit();
      }
      case SeatCommand.Return back -> {
        var encoder = new ReturnSeatsEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        var seats =
            encoder
                .performance(back.performance())
                .hold(back.hold())
                .seatsCount(back.seats().length);
        for (int seat : back.seats()) {
          seats.next().seat(seat);
        }
        yield encoder.limit();
      }
      case SeatCommand.Exchange exchange -> exchange(buffer, offset, origin, exchange, correlation);
    };
  }

  /** Announces a command that comes in pieces. */
  Encoded uploadBegin(Origin origin, long upload, Encoded whole, long correlation) {
    byte[] bytes = new byte[whole.length()];
    whole.buffer().getBytes(0, bytes);
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(SMALL);
    var encoder = new UploadBeginEncoder().wrapAndApplyHeader(buffer, 0, messageHeader);
    header(encoder.header(), unremembered(origin), correlation);
    encoder.upload(upload).length(whole.length());
    for (int i = 0; i < digest.length; i++) {
      encoder.digest(i, (short) (digest[i] & 0xff));
    }
    return new Encoded(buffer, encoder.limit());
  }

  /** A piece of it. */
  Encoded uploadChunk(
      Origin origin, long upload, Encoded whole, int from, int length, long correlation) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(length + SMALL);
    var encoder = new UploadChunkEncoder().wrapAndApplyHeader(buffer, 0, messageHeader);
    header(encoder.header(), unremembered(origin), correlation);
    encoder.upload(upload).from(from).putContent(whole.buffer(), from, length);
    return new Encoded(buffer, encoder.limit());
  }

  /** Its end: the result is the command's. */
  Encoded uploadCommit(Origin origin, long upload, long correlation) {
    MutableDirectBuffer buffer = new ExpandableArrayBuffer(SMALL);
    var encoder = new UploadCommitEncoder().wrapAndApplyHeader(buffer, 0, messageHeader);
    header(encoder.header(), origin, correlation);
    encoder.upload(upload);
    return new Encoded(buffer, encoder.limit());
  }

  /**
   * The pieces before the last are idempotent by their place, and share the command's id with
   * nobody.
   */
  private static Origin unremembered(Origin origin) {
    return new Origin(
        origin.organizer(),
        origin.actor(),
        origin.buyer(),
        origin.identity(),
        0,
        0,
        0,
        origin.traceHigh(),
        origin.traceLow(),
        origin.span());
  }

  private static void header(CommandHeaderEncoder header, Origin origin, long correlation) {
    header
        .organizer(origin.organizer())
        .actor(origin.actor())
        .buyer(origin.buyer())
        .identity(origin.identity())
        .idempotencyHigh(origin.idempotencyHigh())
        .idempotencyLow(origin.idempotencyLow())
        .fingerprint(origin.fingerprint())
        .correlation(correlation)
        .traceHigh(origin.traceHigh())
        .traceLow(origin.traceLow())
        .span(origin.span());
  }

  private int open(
      MutableDirectBuffer buffer, int offset, Origin origin, Opening opening, long correlation) {
    var encoder = new OpenPerformanceEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
    header(encoder.header(), origin, correlation);
    encoder.performance(opening.performance());
    byte[] digest = HexFormat.of().parseHex(opening.mapDigest());
    for (int i = 0; i < digest.length; i++) {
      encoder.mapDigest(i, (short) (digest[i] & 0xff));
    }
    encoder
        .seats(opening.seats())
        .onSaleFrom(opening.window().from())
        .onSaleUntil(opening.window().until())
        .limitPerBuyer(opening.limits().perBuyer())
        .limitPerIdentity(opening.limits().perIdentity())
        .holdDuration(opening.holdDuration())
        .currency(opening.currency());
    var sections = encoder.sectionsCount(opening.sections().size());
    for (Opening.Section section : opening.sections()) {
      sections
          .next()
          .firstSeat(section.firstSeat())
          .seats(section.seats())
          .kind(section.standing() ? SectionKind.STANDING : SectionKind.SEATED)
          .name(section.name());
    }
    var runs = encoder.runsCount(opening.runs().size());
    for (Opening.Run run : opening.runs()) {
      runs.next()
          .section(run.section())
          .row(run.row())
          .firstSeat(run.firstSeat())
          .seats(run.seats())
          .rank(run.rank());
    }
    var spans = encoder.tierSpansCount(opening.tierSpans().size());
    for (Opening.TierSpan span : opening.tierSpans()) {
      spans.next().seats(span.seats()).tier(span.tier());
    }
    var attributes = encoder.attributeSpansCount(opening.attributeSpans().size());
    for (Opening.AttributeSpan span : opening.attributeSpans()) {
      attributes(
          attributes.next().firstSeat(span.firstSeat()).seats(span.seats()).attributes(),
          span.attributes());
    }
    var tiers = encoder.tiersCount(opening.tiers().size());
    for (Opening.Tier tier : opening.tiers()) {
      tiers.next().price(tier.price()).name(tier.name());
    }
    return encoder.limit();
  }

  private int amend(
      MutableDirectBuffer buffer,
      int offset,
      Origin origin,
      Amendment amendment,
      long correlation) {
    var encoder = new AmendPerformanceEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
    header(encoder.header(), origin, correlation);
    Opening.Window window = amendment.window();
    Opening.Limits limits = amendment.limits();
    Long holdDuration = amendment.holdDuration();
    List<Opening.Tier> tiers = amendment.tiers();
    List<Opening.TierSpan> tierSpans = amendment.tierSpans();
    List<Opening.AttributeSpan> attributeSpans = amendment.attributeSpans();
    encoder.performance(amendment.performance());
    encoder
        .parts()
        .clear()
        .window(window != null)
        .limits(limits != null)
        .holdDuration(holdDuration != null)
        .tiers(tiers != null)
        .tierSpans(tierSpans != null)
        .attributeSpans(attributeSpans != null);
    encoder
        .onSaleFrom(window == null ? 0 : window.from())
        .onSaleUntil(window == null ? 0 : window.until())
        .limitPerBuyer(limits == null ? 0 : limits.perBuyer())
        .limitPerIdentity(limits == null ? 0 : limits.perIdentity())
        .holdDuration(holdDuration == null ? 0 : holdDuration);
    var spans = encoder.tierSpansCount(tierSpans == null ? 0 : tierSpans.size());
    for (Opening.TierSpan span : tierSpans == null ? List.<Opening.TierSpan>of() : tierSpans) {
      spans.next().seats(span.seats()).tier(span.tier());
    }
    var attributes =
        encoder.attributeSpansCount(attributeSpans == null ? 0 : attributeSpans.size());
    for (Opening.AttributeSpan span :
        attributeSpans == null ? List.<Opening.AttributeSpan>of() : attributeSpans) {
      attributes(
          attributes.next().firstSeat(span.firstSeat()).seats(span.seats()).attributes(),
          span.attributes());
    }
    var prices = encoder.tiersCount(tiers == null ? 0 : tiers.size());
    for (Opening.Tier tier : tiers == null ? List.<Opening.Tier>of() : tiers) {
      prices.next().price(tier.price()).name(tier.name());
    }
    return encoder.limit();
  }

  private int hold(
      MutableDirectBuffer buffer,
      int offset,
      Origin origin,
      SeatCommand.Hold hold,
      long correlation) {
    return switch (hold.wanted()) {
      case SeatCommand.Named named -> {
        var encoder = holdSeats.wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        options(encoder.performance(hold.performance()).options(), hold.afterPayment());
        var seats = encoder.seatsCount(named.seats().length);
        for (int seat : named.seats()) {
          seats.next().seat(seat);
        }
        yield encoder.limit();
      }
      case SeatCommand.Best best -> {
        var encoder = holdBest.wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        options(encoder.performance(hold.performance()).options(), hold.afterPayment());
        encoder.tier(best.tier()).section(best.section()).count(best.count());
        attributes(encoder.attributes(), best.attributes());
        yield encoder.limit();
      }
    };
  }

  private int exchange(
      MutableDirectBuffer buffer,
      int offset,
      Origin origin,
      SeatCommand.Exchange exchange,
      long correlation) {
    return switch (exchange.wanted()) {
      case SeatCommand.Named named -> {
        var encoder = new ExchangeSeatsEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        options(encoder.performance(exchange.performance()).hold(exchange.hold()).options(), false);
        var giveUp = encoder.giveUpCount(exchange.giveUp().length);
        for (int seat : exchange.giveUp()) {
          giveUp.next().seat(seat);
        }
        var seats = encoder.seatsCount(named.seats().length);
        for (int seat : named.seats()) {
          seats.next().seat(seat);
        }
        yield encoder.limit();
      }
      case SeatCommand.Best best -> {
        var encoder = new ExchangeBestEncoder().wrapAndApplyHeader(buffer, offset, messageHeader);
        header(encoder.header(), origin, correlation);
        options(encoder.performance(exchange.performance()).hold(exchange.hold()).options(), false);
        encoder.tier(best.tier()).section(best.section()).count(best.count());
        attributes(encoder.attributes(), best.attributes());
        var giveUp = encoder.giveUpCount(exchange.giveUp().length);
        for (int seat : exchange.giveUp()) {
          giveUp.next().seat(seat);
        }
        yield encoder.limit();
      }
    };
  }

  private static void options(HoldOptionsEncoder options, boolean afterPayment) {
    options.clear().afterPayment(afterPayment);
  }

  private static void attributes(SeatAttributesEncoder encoder, int attributes) {
    encoder
        .clear()
        .wheelchair((attributes & SeatAttributes.WHEELCHAIR) != 0)
        .companion((attributes & SeatAttributes.COMPANION) != 0)
        .restrictedView((attributes & SeatAttributes.RESTRICTED_VIEW) != 0);
  }
}
