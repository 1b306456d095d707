import { useEffect, useState, type ReactNode } from "react";
import { serverClock } from "../api/clock";
import type { Performance } from "../api/types";
import { clockText, localDateTime, venueDateTime } from "../words/dates";
import { useSpeech } from "../words/language";
import { useNow } from "./now";

export type SaleState = "opens" | "open" | "ended" | "past";

export function saleState(performance: Performance, nowMs: number): SaleState {
  if (Date.parse(performance.startsAt) <= nowMs) {
    return "past";
  }
  if (nowMs < Date.parse(performance.onSaleFrom)) {
    return "opens";
  }
  return nowMs < Date.parse(performance.onSaleUntil) ? "open" : "ended";
}

/** The state of a sale, now and as it changes; what uses it is not drawn anew every second. */
export function useSaleState(performance: Performance): SaleState {
  const [state, setState] = useState(() => saleState(performance, serverClock.nowMs()));
  useEffect(() => {
    const look = (): void => setState(saleState(performance, serverClock.nowMs()));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [performance]);
  return state;
}

/**
 * How a sale stands, in a word or as a countdown.
 *
 * @param soldOut whether no seat is left, where that is known
 */
export function Sale({ performance, soldOut = false }: { performance: Performance; soldOut?: boolean }): ReactNode {
  const { words, locale } = useSpeech();
  const now = useNow(1000);
  const state = saleState(performance, now);
  const opensMs = Date.parse(performance.onSaleFrom) - now;
  switch (state) {
    case "open":
      return soldOut ? <span className="sale sale-ended">{words.seats.soldOut}</span> : <span className="sale sale-open">{words.sale.open}</span>;
    case "opens": {
      const days = Math.floor(opensMs / 86_400_000);
      const left = days >= 2 ? words.left.days(days) : clockText(opensMs);
      return (
        <span className="sale sale-opens" title={localDateTime(performance.onSaleFrom, locale)}>
          {words.sale.opensIn(left)}
        </span>
      );
    }
    case "ended":
      return <span className="sale sale-ended">{words.sale.ended}</span>;
    case "past":
      return <span className="sale sale-ended">{words.sale.past}</span>;
  }
}

/** When and where, as the venue's clock shows it. */
export function WhenWhere({ performance }: { performance: Performance }): ReactNode {
  const { locale } = useSpeech();
  return (
    <p className="when">
      <time dateTime={performance.startsAt}>{venueDateTime(performance.startsAt, performance.timeZone, locale)}</time>
      <span>
        {performance.venue}, {performance.city}
      </span>
    </p>
  );
}
