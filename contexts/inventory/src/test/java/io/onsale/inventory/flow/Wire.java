package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.ActivateBehaviourEncoder;
import io.onsale.contracts.sbe.AmendPerformanceEncoder;
import io.onsale.contracts.sbe.BatchEncoder;
import io.onsale.contracts.sbe.BlockEncoder;
import io.onsale.contracts.sbe.ClosePerformanceEncoder;
import io.onsale.contracts.sbe.CommandHeaderEncoder;
import io.onsale.contracts.sbe.ConfirmEncoder;
import io.onsale.contracts.sbe.ExchangeBestEncoder;
import io.onsale.contracts.sbe.ExchangeSeatsEncoder;
import io.onsale.contracts.sbe.ExtendEncoder;
import io.onsale.contracts.sbe.HoldBestEncoder;
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
import io.onsale.inventory.model.Amendment;
import io.onsale.inventory.model.Opening;
import io.onsale.inventory.model.Selection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes commands as a client does. */
final class Wire {
  static final long SHOW = 11;
  static final long ORGANIZER = 7;
  static final long BUYER = 3;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  private final MessageHeaderEncoder message = new MessageHeaderEncoder();
  private long organizer = ORGANIZER;
  private long actor = ORGANIZER;
  private long buyer = BUYER;
  private long identity;
  private long show = SHOW;
  private long id;

  /** Who asks from now on: at first the organizer, for a buyer without a verified identity. */
  Wire by(long organizer, long actor, long buyer, long identity) {
    this.organizer = organizer;
    this.actor = actor;
    this.buyer = buyer;
    this.identity = identity;
    return this;
  }

  /** Which performance commands are about from now on. */
  Wire at(long show) {
    this.show = show;
    return this;
  }

  /** The next header, under an id of its own. */
  void header(CommandHeaderEncoder header) {
    id++;
    header
        .organizer(organizer)
        .actor(actor)
        .buyer(buyer)
        .identity(identity)
        .idempotencyHigh(9)
        .idempotencyLow(id)
        .fingerprint(id)
        .correlation(1000 + id)
        .traceHigh(1)
        .traceLow(2)
        .span(3);
  }

  long correlation() {
    return 1000 + id;
  }

  private UnsafeBuffer written(int length) {
    byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + length];
    buffer.getBytes(0, bytes);
    return new UnsafeBuffer(bytes);
  }

  /** Two rows of ten in one section, tier 0 in front; a box of two with a wheelchair place. */
  DirectBuffer open() {
    return open(SHOW);
  }

  DirectBuffer open(long show) {
    OpenPerformanceEncoder open = new OpenPerformanceEncoder();
    open.wrapAndApplyHeader(buffer, 0, message);
    header(open.header());
    for (int i = 0; i < 32; i++) {
      open.mapDigest(i, (short) (200 + i));
    }
    open.performance(show)
        .seats(22)
        .onSaleFrom(0)
        .onSaleUntil(Long.MAX_VALUE)
        .limitPerBuyer(10)
        .limitPerIdentity(0)
        .holdDuration(60_000)
        .currency("CNY");
    open.sectionsCount(2)
        .next()
        .firstSeat(0)
        .seats(20)
        .kind(SectionKind.SEATED)
        .name("看台")
        .next()
        .firstSeat(20)
        .seats(2)
        .kind(SectionKind.STANDING)
        .name("Box");
    open.runsCount(3)
        .next()
        .section(0)
        .row(1)
        .firstSeat(0)
        .seats(10)
        .rank(1)
        .next()
        .section(0)
        .row(2)
        .firstSeat(10)
        .seats(10)
        .rank(2)
        .next()
        .section(1)
        .row(1)
        .firstSeat(20)
        .seats(2)
        .rank(3);
    open.tierSpansCount(2).next().seats(10).tier(0).next().seats(12).tier(1);
    open.attributeSpansCount(1).next().firstSeat(20).seats(1).attributes().wheelchair(true);
    open.tiersCount(2).next().price(68_000).name("一等").next().price(38_000).name("t2");
    return written(open.encodedLength());
  }

  DirectBuffer open(Opening opening) {
    OpenPerformanceEncoder open = new OpenPerformanceEncoder();
    open.wrapAndApplyHeader(buffer, 0, message);
    header(open.header());
    byte[] digest = HexFormat.of().parseHex(opening.mapDigest());
    for (int i = 0; i < digest.length; i++) {
      open.mapDigest(i, (short) (digest[i] & 0xff));
    }
    open.performance(opening.performance())
        .seats(opening.seats())
        .onSaleFrom(opening.window().from())
        .onSaleUntil(opening.window().until())
        .limitPerBuyer(opening.limits().perBuyer())
        .limitPerIdentity(opening.limits().perIdentity())
        .holdDuration(opening.holdDuration())
        .currency(opening.currency());
    var sections = open.sectionsCount(opening.sections().size());
    for (Opening.Section section : opening.sections()) {
      sections
          .next()
          .firstSeat(section.firstSeat())
          .seats(section.seats())
          .kind(section.standing() ? SectionKind.STANDING : SectionKind.SEATED)
          .name(section.name());
    }
    var runs = open.runsCount(opening.runs().size());
    for (Opening.Run run : opening.runs()) {
      runs.next()
          .section(run.section())
          .row(run.row())
          .firstSeat(run.firstSeat())
          .seats(run.seats())
          .rank(run.rank());
    }
    var tierSpans = open.tierSpansCount(opening.tierSpans().size());
    opening.tierSpans().forEach(span -> tierSpans.next().seats(span.seats()).tier(span.tier()));
    var attributes = open.attributeSpansCount(opening.attributeSpans().size());
    for (Opening.AttributeSpan span : opening.attributeSpans()) {
      attributes.next().firstSeat(span.firstSeat()).seats(span.seats());
      attributes(attributes.attributes(), span.attributes());
    }
    var tiers = open.tiersCount(opening.tiers().size());
    opening.tiers().forEach(tier -> tiers.next().price(tier.price()).name(tier.name()));
    return written(open.encodedLength());
  }

  /** As bits, those too that stand for no attribute. */
  private static void attributes(SeatAttributesEncoder encoder, int attributes) {
    encoder.buffer().putByte(encoder.offset(), (byte) attributes);
  }

  DirectBuffer amendPrices(long first, long second) {
    return amendPrices(show, first, second);
  }

  DirectBuffer amendPrices(long show, long first, long second) {
    List<Opening.Tier> tiers = List.of(new Opening.Tier("a", first), new Opening.Tier("b", second));
    return amend(new Amendment(show, null, null, null, tiers, null, null));
  }

  /** The first tier has so many seats from now on, the second has the others. */
  DirectBuffer amendTiers(int firstTier) {
    List<Opening.TierSpan> spans =
        List.of(new Opening.TierSpan(firstTier, 0), new Opening.TierSpan(22 - firstTier, 1));
    return amend(new Amendment(show, null, null, null, null, spans, null));
  }

  DirectBuffer amend(Amendment amendment) {
    AmendPerformanceEncoder amend = new AmendPerformanceEncoder();
    amend.wrapAndApplyHeader(buffer, 0, message);
    header(amend.header());
    Opening.Window window =
        Objects.requireNonNullElse(amendment.window(), new Opening.Window(0, 0));
    Opening.Limits limits =
        Objects.requireNonNullElse(amendment.limits(), new Opening.Limits(0, 0));
    amend
        .performance(amendment.performance())
        .onSaleFrom(window.from())
        .onSaleUntil(window.until())
        .limitPerBuyer(limits.perBuyer())
        .limitPerIdentity(limits.perIdentity())
        .holdDuration(Objects.requireNonNullElse(amendment.holdDuration(), 0L));
    amend
        .parts()
        .clear()
        .window(amendment.window() != null)
        .limits(amendment.limits() != null)
        .holdDuration(amendment.holdDuration() != null)
        .tiers(amendment.tiers() != null)
        .tierSpans(amendment.tierSpans() != null)
        .attributeSpans(amendment.attributeSpans() != null);
    List<Opening.TierSpan> tierSpans = Objects.requireNonNullElse(amendment.tierSpans(), List.of());
    var spans = amend.tierSpansCount(tierSpans.size());
    tierSpans.forEach(span -> spans.next().seats(span.seats()).tier(span.tier()));
    List<Opening.AttributeSpan> attributeSpans =
        Objects.requireNonNullElse(amendment.attributeSpans(), List.of());
    var attributes = amend.attributeSpansCount(attributeSpans.size());
    for (Opening.AttributeSpan span : attributeSpans) {
      attributes.next().firstSeat(span.firstSeat()).seats(span.seats());
      attributes(attributes.attributes(), span.attributes());
    }
    List<Opening.Tier> prices = Objects.requireNonNullElse(amendment.tiers(), List.of());
    var tiers = amend.tiersCount(prices.size());
    prices.forEach(tier -> tiers.next().price(tier.price()).name(tier.name()));
    return written(amend.encodedLength());
  }

  DirectBuffer holdSeats(int... seats) {
    return holdSeats(false, seats);
  }

  DirectBuffer holdSeats(boolean afterPayment, int... seats) {
    HoldSeatsEncoder hold = new HoldSeatsEncoder();
    hold.wrapAndApplyHeader(buffer, 0, message);
    header(hold.header());
    hold.performance(show).options().clear().afterPayment(afterPayment);
    HoldSeatsEncoder.SeatsEncoder group = hold.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(hold.encodedLength());
  }

  DirectBuffer holdBest(int tier, int count) {
    return holdBest(tier, Selection.ANY_SECTION, count, 0, false);
  }

  DirectBuffer holdBest(int tier, int section, int count, int attributes, boolean afterPayment) {
    HoldBestEncoder hold = new HoldBestEncoder();
    hold.wrapAndApplyHeader(buffer, 0, message);
    header(hold.header());
    hold.performance(show).tier(tier).section(section).count(count);
    hold.options().clear().afterPayment(afterPayment);
    attributes(hold.attributes(), attributes);
    return written(hold.encodedLength());
  }

  DirectBuffer release(long hold) {
    ReleaseEncoder release = new ReleaseEncoder();
    release.wrapAndApplyHeader(buffer, 0, message);
    header(release.header());
    release.performance(show).hold(hold);
    return written(release.encodedLength());
  }

  DirectBuffer confirm(long hold) {
    ConfirmEncoder confirm = new ConfirmEncoder();
    confirm.wrapAndApplyHeader(buffer, 0, message);
    header(confirm.header());
    confirm.performance(show).hold(hold);
    return written(confirm.encodedLength());
  }

  DirectBuffer extend(long hold, long duration) {
    return extend(hold, duration, true);
  }

  DirectBuffer extend(long hold, long duration, boolean once) {
    ExtendEncoder extend = new ExtendEncoder();
    extend.wrapAndApplyHeader(buffer, 0, message);
    header(extend.header());
    extend.performance(show).hold(hold).duration(duration).options().clear().once(once);
    return written(extend.encodedLength());
  }

  DirectBuffer returnSeats(long hold, int... seats) {
    ReturnSeatsEncoder back = new ReturnSeatsEncoder();
    back.wrapAndApplyHeader(buffer, 0, message);
    header(back.header());
    back.performance(show).hold(hold);
    ReturnSeatsEncoder.SeatsEncoder group = back.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(back.encodedLength());
  }

  DirectBuffer exchangeSeats(long hold, int giveUp, int seat) {
    return exchangeSeats(hold, new int[] {giveUp}, false, seat);
  }

  DirectBuffer exchangeSeats(long hold, int[] giveUp, boolean afterPayment, int... seats) {
    ExchangeSeatsEncoder exchange = new ExchangeSeatsEncoder();
    exchange.wrapAndApplyHeader(buffer, 0, message);
    header(exchange.header());
    exchange.performance(show).hold(hold).options().clear().afterPayment(afterPayment);
    ExchangeSeatsEncoder.GiveUpEncoder old = exchange.giveUpCount(giveUp.length);
    for (int seat : giveUp) {
      old.next().seat(seat);
    }
    ExchangeSeatsEncoder.SeatsEncoder group = exchange.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(exchange.encodedLength());
  }

  DirectBuffer exchangeBest(long hold, int tier, int count) {
    return exchangeBest(hold, new int[0], tier, Selection.ANY_SECTION, count, 0, false);
  }

  DirectBuffer exchangeBest(
      long hold,
      int[] giveUp,
      int tier,
      int section,
      int count,
      int attributes,
      boolean afterPayment) {
    ExchangeBestEncoder exchange = new ExchangeBestEncoder();
    exchange.wrapAndApplyHeader(buffer, 0, message);
    header(exchange.header());
    exchange.performance(show).hold(hold).tier(tier).section(section).count(count);
    exchange.options().clear().afterPayment(afterPayment);
    attributes(exchange.attributes(), attributes);
    ExchangeBestEncoder.GiveUpEncoder old = exchange.giveUpCount(giveUp.length);
    for (int seat : giveUp) {
      old.next().seat(seat);
    }
    return written(exchange.encodedLength());
  }

  DirectBuffer block(int... seats) {
    BlockEncoder block = new BlockEncoder();
    block.wrapAndApplyHeader(buffer, 0, message);
    header(block.header());
    block.performance(show);
    BlockEncoder.SeatsEncoder group = block.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(block.encodedLength());
  }

  DirectBuffer unblock(int... seats) {
    UnblockEncoder unblock = new UnblockEncoder();
    unblock.wrapAndApplyHeader(buffer, 0, message);
    header(unblock.header());
    unblock.performance(show);
    UnblockEncoder.SeatsEncoder group = unblock.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(unblock.encodedLength());
  }

  DirectBuffer close() {
    ClosePerformanceEncoder close = new ClosePerformanceEncoder();
    close.wrapAndApplyHeader(buffer, 0, message);
    header(close.header());
    close.performance(show);
    return written(close.encodedLength());
  }

  DirectBuffer activate(int behaviour) {
    ActivateBehaviourEncoder activate = new ActivateBehaviourEncoder();
    activate.wrapAndApplyHeader(buffer, 0, message);
    header(activate.header());
    activate.behaviour(behaviour);
    return written(activate.encodedLength());
  }

  DirectBuffer batch(List<DirectBuffer> commands) {
    BatchEncoder batch = new BatchEncoder();
    batch.wrapAndApplyHeader(buffer, 0, message);
    BatchEncoder.CommandsEncoder group = batch.commandsCount(commands.size());
    for (DirectBuffer command : commands) {
      group.next().putCommand(command, 0, command.capacity());
    }
    return written(batch.encodedLength());
  }

  DirectBuffer uploadBegin(long upload, int length, byte[] digest) {
    UploadBeginEncoder begin = new UploadBeginEncoder();
    begin.wrapAndApplyHeader(buffer, 0, message);
    header(begin.header());
    begin.upload(upload).length(length);
    for (int i = 0; i < digest.length; i++) {
      begin.digest(i, (short) (digest[i] & 0xff));
    }
    return written(begin.encodedLength());
  }

  DirectBuffer uploadChunk(long upload, int from, byte[] content) {
    UploadChunkEncoder chunk = new UploadChunkEncoder();
    chunk.wrapAndApplyHeader(buffer, 0, message);
    header(chunk.header());
    chunk.upload(upload).from(from).putContent(content, 0, content.length);
    return written(chunk.encodedLength());
  }

  /** A commit under the header that {@code as} sets. */
  DirectBuffer uploadCommit(long upload, Consumer<CommandHeaderEncoder> as) {
    UploadCommitEncoder commit = new UploadCommitEncoder();
    commit.wrapAndApplyHeader(buffer, 0, message);
    as.accept(commit.header());
    commit.upload(upload);
    return written(commit.encodedLength());
  }

  /** Sets a header as the last one that was written. */
  void lastHeader(CommandHeaderEncoder header) {
    id--;
    header(header);
  }
}
