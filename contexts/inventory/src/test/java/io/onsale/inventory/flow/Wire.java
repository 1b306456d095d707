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
import io.onsale.contracts.sbe.SectionKind;
import io.onsale.contracts.sbe.UnblockEncoder;
import io.onsale.contracts.sbe.UploadBeginEncoder;
import io.onsale.contracts.sbe.UploadChunkEncoder;
import io.onsale.contracts.sbe.UploadCommitEncoder;
import java.util.List;
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
  private long id;

  /** The next header: the organizer's and the buyer's at once, under an id of its own. */
  void header(CommandHeaderEncoder header) {
    id++;
    header
        .organizer(ORGANIZER)
        .actor(ORGANIZER)
        .buyer(BUYER)
        .identity(0)
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

  DirectBuffer amendPrices(long first, long second) {
    return amendPrices(SHOW, first, second);
  }

  DirectBuffer amendPrices(long show, long first, long second) {
    AmendPerformanceEncoder amend = new AmendPerformanceEncoder();
    amend.wrapAndApplyHeader(buffer, 0, message);
    header(amend.header());
    amend.performance(show).onSaleFrom(0).onSaleUntil(0).limitPerBuyer(0).limitPerIdentity(0);
    amend.holdDuration(0).parts().clear().tiers(true);
    amend.tierSpansCount(0);
    amend.attributeSpansCount(0);
    amend.tiersCount(2).next().price(first).name("a").next().price(second).name("b");
    return written(amend.encodedLength());
  }

  /** The first tier has so many seats from now on, the second has the others. */
  DirectBuffer amendTiers(int firstTier) {
    AmendPerformanceEncoder amend = new AmendPerformanceEncoder();
    amend.wrapAndApplyHeader(buffer, 0, message);
    header(amend.header());
    amend.performance(SHOW).onSaleFrom(0).onSaleUntil(0).limitPerBuyer(0).limitPerIdentity(0);
    amend.holdDuration(0).parts().clear().tierSpans(true);
    amend.tierSpansCount(2).next().seats(firstTier).tier(0).next().seats(22 - firstTier).tier(1);
    amend.attributeSpansCount(0);
    amend.tiersCount(0);
    return written(amend.encodedLength());
  }

  DirectBuffer holdSeats(int... seats) {
    HoldSeatsEncoder hold = new HoldSeatsEncoder();
    hold.wrapAndApplyHeader(buffer, 0, message);
    header(hold.header());
    hold.performance(SHOW).options().clear();
    HoldSeatsEncoder.SeatsEncoder group = hold.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(hold.encodedLength());
  }

  DirectBuffer holdBest(int tier, int count) {
    HoldBestEncoder hold = new HoldBestEncoder();
    hold.wrapAndApplyHeader(buffer, 0, message);
    header(hold.header());
    hold.performance(SHOW).tier(tier).section(-1).count(count).options().clear();
    hold.attributes().clear();
    return written(hold.encodedLength());
  }

  DirectBuffer release(long hold) {
    ReleaseEncoder release = new ReleaseEncoder();
    release.wrapAndApplyHeader(buffer, 0, message);
    header(release.header());
    release.performance(SHOW).hold(hold);
    return written(release.encodedLength());
  }

  DirectBuffer confirm(long hold) {
    ConfirmEncoder confirm = new ConfirmEncoder();
    confirm.wrapAndApplyHeader(buffer, 0, message);
    header(confirm.header());
    confirm.performance(SHOW).hold(hold);
    return written(confirm.encodedLength());
  }

  DirectBuffer extend(long hold, long duration) {
    ExtendEncoder extend = new ExtendEncoder();
    extend.wrapAndApplyHeader(buffer, 0, message);
    header(extend.header());
    extend.performance(SHOW).hold(hold).duration(duration).options().clear().once(true);
    return written(extend.encodedLength());
  }

  DirectBuffer returnSeats(long hold, int... seats) {
    ReturnSeatsEncoder back = new ReturnSeatsEncoder();
    back.wrapAndApplyHeader(buffer, 0, message);
    header(back.header());
    back.performance(SHOW).hold(hold);
    ReturnSeatsEncoder.SeatsEncoder group = back.seatsCount(seats.length);
    for (int seat : seats) {
      group.next().seat(seat);
    }
    return written(back.encodedLength());
  }

  DirectBuffer exchangeSeats(long hold, int giveUp, int seat) {
    ExchangeSeatsEncoder exchange = new ExchangeSeatsEncoder();
    exchange.wrapAndApplyHeader(buffer, 0, message);
    header(exchange.header());
    exchange.performance(SHOW).hold(hold).options().clear();
    exchange.giveUpCount(1).next().seat(giveUp);
    exchange.seatsCount(1).next().seat(seat);
    return written(exchange.encodedLength());
  }

  DirectBuffer exchangeBest(long hold, int tier, int count) {
    ExchangeBestEncoder exchange = new ExchangeBestEncoder();
    exchange.wrapAndApplyHeader(buffer, 0, message);
    header(exchange.header());
    exchange.performance(SHOW).hold(hold).tier(tier).section(-1).count(count).options().clear();
    exchange.attributes().clear();
    exchange.giveUpCount(0);
    return written(exchange.encodedLength());
  }

  DirectBuffer block(int... seats) {
    BlockEncoder block = new BlockEncoder();
    block.wrapAndApplyHeader(buffer, 0, message);
    header(block.header());
    block.performance(SHOW);
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
    unblock.performance(SHOW);
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
    close.performance(SHOW);
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
