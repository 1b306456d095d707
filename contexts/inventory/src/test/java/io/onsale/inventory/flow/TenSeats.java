package io.onsale.inventory.flow;

import io.onsale.contracts.sbe.MessageHeaderEncoder;
import io.onsale.contracts.sbe.OpenPerformanceEncoder;
import io.onsale.contracts.sbe.SectionKind;
import org.agrona.MutableDirectBuffer;

/** The smallest house: a row of ten, all of one tier, of organizer 7. */
public final class TenSeats {
  private TenSeats() {}

  /**
   * Writes the command that opens it.
   *
   * @return its length
   */
  public static int open(MutableDirectBuffer buffer, long performance) {
    OpenPerformanceEncoder open = new OpenPerformanceEncoder();
    open.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
    open.header().organizer(7).actor(8).buyer(0).identity(0).idempotencyHigh(0).idempotencyLow(0);
    open.performance(performance)
        .seats(10)
        .onSaleFrom(0)
        .onSaleUntil(Long.MAX_VALUE)
        .limitPerBuyer(0)
        .limitPerIdentity(0)
        .holdDuration(1_000)
        .currency("EUR");
    open.sectionsCount(1).next().firstSeat(0).seats(10).kind(SectionKind.SEATED).name("Stalls");
    open.runsCount(1).next().section(0).row(1).firstSeat(0).seats(10).rank(1);
    open.tierSpansCount(1).next().seats(10).tier(0);
    open.attributeSpansCount(0);
    open.tiersCount(1).next().price(100).name("A");
    return MessageHeaderEncoder.ENCODED_LENGTH + open.encodedLength();
  }
}
