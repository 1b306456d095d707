import { useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import type { Show } from "../api/types";
import { Button } from "../parts/Button";
import { Poster } from "../parts/Poster";
import { Trouble, Waiting } from "../parts/notes";
import { Sale, saleState } from "../parts/Sale";
import { useNow } from "../parts/now";
import { go, Link, useAddress, useTitle } from "../router";
import { dayBeginsAnywhere, venueDate, venueDateTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** What can be seen, the next first; found by words, city and date. */
export function Shows(): ReactNode {
  const { words } = useSpeech();
  const search = useAddress().searchParams;
  useTitle(words.shows.title);
  const q = search.get("q") ?? "";
  const city = search.get("city") ?? "";
  const from = dayIn(search.get("from"));
  const query = { q, city, ...(from === "" ? {} : { from: dayBeginsAnywhere(from) }) };
  const page = useLoading(`shows?${search}`, (signal) => call("get", "/v1/shows", { query, signal }));
  // A day is the venue's: the server is asked from where it begins first on earth, and what is earlier at its venue is left out.
  const shown = page.value?.items.filter((show) => from === "" || show.performances.some((each) => venueDate(each.startsAt, each.timeZone) >= from));
  const more = useAction(async (_key, cursor: string) => {
    const next = await call("get", "/v1/shows", { query: { ...query, cursor } });
    page.set({ items: [...(page.value?.items ?? []), ...next.items], nextCursor: next.nextCursor });
  });

  return (
    <div className="page">
      <div className="hero">
        <h1>{words.shows.title}</h1>
        <p className="lead">{words.shows.lead}</p>
      </div>
      <Search key={String(search)} q={q} city={city} from={from} />
      {page.error !== null && <Trouble error={page.error} retry={page.reload} />}
      {page.value === null && page.error === null && <Waiting />}
      {shown?.length === 0 && page.value?.nextCursor === null && (
        <p className="note" role="status">
          {words.shows.none}
        </p>
      )}
      <ul className="cards" aria-label={words.shows.list}>
        {shown?.map((show) => (
          <li key={show.id}>
            <ShowCard show={show} />
          </li>
        ))}
      </ul>
      {page.value?.nextCursor != null && (
        <Button off={more.running} onClick={() => void more.run(page.value!.nextCursor!)}>
          {words.more}
        </Button>
      )}
      <Trouble error={more.error} />
    </div>
  );
}

/** A day as the date field writes it; an address may hold anything. */
function dayIn(text: string | null): string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

function Search(given: { q: string; city: string; from: string }): ReactNode {
  const { words } = useSpeech();
  const [q, setQ] = useState(given.q);
  const [city, setCity] = useState(given.city);
  const [from, setFrom] = useState(given.from);
  const find = (event: FormEvent): void => {
    event.preventDefault();
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries({ q: q.trim(), city: city.trim(), from })) {
      if (value !== "") {
        search.set(name, value);
      }
    }
    go(search.size === 0 ? "/" : `/?${search}`);
  };
  return (
    <form className="search" role="search" onSubmit={find}>
      <label className="search-words">
        <span>{words.shows.search}</span>
        <input type="search" value={q} maxLength={100} onChange={(event) => setQ(event.target.value)} />
      </label>
      <label>
        <span>{words.shows.city}</span>
        <input type="text" value={city} maxLength={100} autoComplete="address-level2" onChange={(event) => setCity(event.target.value)} />
      </label>
      <label>
        <span>{words.shows.from}</span>
        <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <button type="submit" className="dark">
        {words.shows.find}
      </button>
      {(given.q !== "" || given.city !== "" || given.from !== "") && (
        <Link to="/" className="search-clear">
          {words.shows.clear}
        </Link>
      )}
    </form>
  );
}

function ShowCard({ show }: { show: Show }): ReactNode {
  const { words, locale, money } = useSpeech();
  const now = useNow(null);
  const dates = [...show.performances].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  // What one can buy now comes first, then what one will be able to, then what was.
  const next =
    dates.find((each) => saleState(each, now) === "open") ?? dates.find((each) => saleState(each, now) === "opens") ?? dates.at(-1);
  const cheapest = dates
    .filter((each) => ["open", "opens"].includes(saleState(each, now)))
    .flatMap((each) => each.tiers.map((tier) => tier.price))
    .reduce<{ amount: number; currency: string } | null>((least, price) => (least === null || price.amount < least.amount ? price : least), null);
  return (
    <Link to={`/shows/${show.id}`} className="card">
      <Poster seed={show.id}>
        <h2>{show.title}</h2>
      </Poster>
      <div className="card-body">
        <p className="card-when">
          {next === undefined ? words.shows.noDates : <time dateTime={next.startsAt}>{venueDateTime(next.startsAt, next.timeZone, locale)}</time>}
          {dates.length > 1 && <span> · {words.shows.dates(dates.length)}</span>}
        </p>
        <p className="card-where">
          {show.venue}, {show.city}
        </p>
        {next !== undefined && (
          <p className="card-foot">
            <Sale performance={next} />
            {cheapest !== null && <span className="card-price">{words.shows.priceFrom(money(cheapest))}</span>}
          </p>
        )}
      </div>
    </Link>
  );
}
