import type { ReactNode } from "react";
import { call } from "../api/client";
import { useLoading } from "../api/loading";
import type { Performance } from "../api/types";
import { Poster } from "../parts/Poster";
import { Trouble, Waiting } from "../parts/notes";
import { Sale, saleState } from "../parts/Sale";
import { useNow } from "../parts/now";
import { Link, useTitle } from "../router";
import { loadHall } from "../seats/maps";
import { localDateTime, venueDay, venueTime, zoneName } from "../words/dates";
import { useSpeech } from "../words/language";

/** A show and its dates. */
export function ShowPage({ id }: { id: string }): ReactNode {
  const { words, locale } = useSpeech();
  const show = useLoading(`show ${id}`, (signal) => call("get", "/v1/shows/{id}", { path: { id }, signal }));
  useTitle(show.value?.title ?? null);
  if (show.value === null) {
    return <div className="page">{show.error === null ? <Waiting /> : <Trouble error={show.error} retry={show.reload} />}</div>;
  }
  const dates = [...show.value.performances].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  const zones = [...new Set(dates.map((each) => each.timeZone))];
  return (
    <div className="page show">
      <Poster seed={show.value.id} wide>
        <h1>{show.value.title}</h1>
        <p>
          {show.value.venue}, {show.value.city}
        </p>
      </Poster>
      {show.value.description !== "" && <p className="show-text">{show.value.description}</p>}
      <h2>{words.show.performances}</h2>
      {dates.length === 0 && <p className="note">{words.show.none}</p>}
      <ul className="dates">
        {dates.map((performance) => (
          <li key={performance.id}>
            <DateRow performance={performance} />
          </li>
        ))}
      </ul>
      {zones.length === 1 && <p className="fine">{words.show.venueTime(zoneName(zones[0]!, dates[0]!.startsAt, locale))}</p>}
    </div>
  );
}

function DateRow({ performance }: { performance: Performance }): ReactNode {
  const { words, locale, money } = useSpeech();
  const state = saleState(performance, useNow(1000));
  const leaf = venueDay(performance.startsAt, performance.timeZone, locale);
  const prices = performance.tiers.map((tier) => tier.price).sort((a, b) => a.amount - b.amount);
  // Whoever reaches for the hall will want it at once.
  const ahead = (): void => void loadHall(performance.seatMap).catch(() => undefined);
  const least = prices[0];
  const most = prices.at(-1);
  return (
    <article className="date">
      <p className="leaf" aria-hidden="true">
        <span>{leaf.month}</span>
        <strong>{leaf.day}</strong>
        <span>{leaf.weekday}</span>
      </p>
      <div className="date-body">
        <p className="date-time">
          <time dateTime={performance.startsAt}>
            <span className="visually-hidden">
              {leaf.weekday} {leaf.day} {leaf.month}{" "}
            </span>
            {venueTime(performance.startsAt, performance.timeZone, locale)}
          </time>{" "}
          <span className="fine">{words.show.doors(venueTime(performance.doorsAt, performance.timeZone, locale))}</span>
        </p>
        <p className="fine">
          {least !== undefined && most !== undefined && (least.amount === most.amount ? money(least) : `${money(least)} – ${money(most)}`)}
          {" · "}
          {words.show.limit(performance.limitPerBuyer)}
        </p>
        <p className="date-sale">
          <Sale performance={performance} />
          {state === "opens" && <span className="fine">{words.sale.opens(localDateTime(performance.onSaleFrom, locale))}</span>}
        </p>
      </div>
      {state !== "past" && (
        <Link to={`/performances/${performance.id}`} onPointerEnter={ahead} onFocus={ahead} className={state === "open" ? "button" : "button button-quiet"}>
          {state === "open" ? words.show.choose : words.show.look}
        </Link>
      )}
    </article>
  );
}
