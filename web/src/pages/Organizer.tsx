import { useMemo, useRef, useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import { serverClock } from "../api/clock";
import type { NewPerformance, Performance, SeatMapSummary, Show } from "../api/types";
import { Button } from "../parts/Button";
import { isReason, Trouble, Waiting } from "../parts/notes";
import { Link, useTitle } from "../router";
import { instantAt, localAt, venueDateTime } from "../words/dates";
import { useSpeech } from "../words/language";
import { COMPANION, RESTRICTED, WHEELCHAIR } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { SeatCanvas, type SeatCanvasHandle } from "../seats/SeatCanvas";
import { countFree } from "../seats/states";
import { minorDigits } from "../words/money";

/** The organiser's desk: shows, dates, plans, and how they sell. */
export function Organizer(): ReactNode {
  const { words } = useSpeech();
  const account = useAccount();
  useTitle(words.organizer.title);
  if (account === null || !account.roles.includes("organizer")) {
    return (
      <div className="page narrow">
        <h1>{words.organizer.title}</h1>
        <p className="lead">{account === null ? words.organizer.lead : words.organizer.notOrganizer}</p>
        <Link to="/sign-in?next=%2Forganizer" className="button">
          {words.nav.signIn}
        </Link>
      </div>
    );
  }
  return <Desk organizer={account.organizerName ?? account.name} />;
}

function Desk({ organizer }: { organizer: string }): ReactNode {
  const { words } = useSpeech();
  const shows = useLoading("own shows", (signal) => call("get", "/v1/organizer/shows", { query: { limit: 100 }, signal }));
  const maps = useLoading("own maps", (signal) => call("get", "/v1/organizer/seat-maps", { query: { limit: 100 }, signal }));
  return (
    <div className="page desk">
      <h1>{organizer}</h1>
      <section>
        <h2>{words.organizer.shows}</h2>
        {shows.value === null && (shows.error === null ? <Waiting /> : <Trouble error={shows.error} retry={shows.reload} />)}
        {shows.value?.items.length === 0 && <p className="note">{words.organizer.none}</p>}
        {shows.value?.items.map((show) => (
          <OwnShow key={show.id} show={show} maps={maps.value?.items ?? []} changed={shows.reload} />
        ))}
      </section>
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <div className="desk-forms">
        <NewShowForm made={shows.reload} />
        <ImportForm maps={maps.value?.items ?? []} made={maps.reload} />
      </div>
    </div>
  );
}

function OwnShow({ show, maps, changed }: { show: Show; maps: readonly SeatMapSummary[]; changed: () => void }): ReactNode {
  const { words } = useSpeech();
  return (
    <article className="panel">
      <h3>{show.title}</h3>
      <p className="fine">
        {show.venue}, {show.city}
      </p>
      {show.performances.map((performance) => (
        <OwnPerformance key={performance.id} performance={performance} changed={changed} />
      ))}
      {maps.length > 0 && (
        <details>
          <summary>{words.organizer.newPerformance}</summary>
          <NewPerformanceForm show={show} maps={maps} made={changed} />
        </details>
      )}
    </article>
  );
}

function OwnPerformance({ performance, changed }: { performance: Performance; changed: () => void }): ReactNode {
  const { words, locale } = useSpeech();
  const publish = useAction(async () => {
    await call("post", "/v1/organizer/performances/{id}/publication", { path: { id: performance.id } });
    changed();
  });
  return (
    <div className="own-date">
      <p>
        <time dateTime={performance.startsAt}>{venueDateTime(performance.startsAt, performance.timeZone, locale)}</time>{" "}
        <span className="status">{performance.published ? words.organizer.published : words.organizer.draft}</span>
      </p>
      {performance.published ? (
        <Link to={`/organizer/performances/${performance.id}`} className="button button-quiet">
          {words.organizer.report}
        </Link>
      ) : (
        <Button off={publish.running} onClick={() => void publish.run()}>
          {words.organizer.publish}
        </Button>
      )}
      <Trouble error={publish.error} />
    </div>
  );
}

function NewShowForm({ made }: { made: () => void }): ReactNode {
  const { words } = useSpeech();
  const [show, setShow] = useState({ title: "", description: "", city: "", venue: "" });
  const create = useAction(async (key) => {
    await call("post", "/v1/organizer/shows", { body: show, key: key(show) });
    setShow({ title: "", description: "", city: "", venue: "" });
    made();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void create.run();
  };
  return (
    <form className="panel form" onSubmit={submit}>
      <h2>{words.organizer.newShow}</h2>
      <label>
        <span>{words.organizer.showTitle}</span>
        <input required maxLength={200} value={show.title} onChange={(event) => setShow({ ...show, title: event.target.value })} />
      </label>
      <label>
        <span>{words.organizer.description}</span>
        <textarea rows={3} maxLength={10000} value={show.description} onChange={(event) => setShow({ ...show, description: event.target.value })} />
      </label>
      <label>
        <span>{words.organizer.venue}</span>
        <input required maxLength={200} value={show.venue} onChange={(event) => setShow({ ...show, venue: event.target.value })} />
      </label>
      <label>
        <span>{words.organizer.city}</span>
        <input required maxLength={100} value={show.city} onChange={(event) => setShow({ ...show, city: event.target.value })} />
      </label>
      <Trouble error={create.error} />
      <Button type="submit" off={create.running}>
        {words.organizer.create}
      </Button>
    </form>
  );
}

function ImportForm({ maps, made }: { maps: readonly SeatMapSummary[]; made: () => void }): ReactNode {
  const { words, locale } = useSpeech();
  const [seen, setSeen] = useState<string | null>(null);
  const load = useAction(async (key, file: File) => {
    const text = await file.text();
    let plan: Record<string, never>;
    try {
      plan = JSON.parse(text) as Record<string, never>;
    } catch {
      throw new NotJson();
    }
    const map = await call("post", "/v1/organizer/seat-maps", { body: plan, key: key(text) });
    setSeen(map.digest);
    made();
  });
  const broken = isReason(load.error, "broken-plan") ? load.error.problem : null;
  const faults = broken?.faults ?? [];
  return (
    <section className="panel form">
      <h2>{words.organizer.plan}</h2>
      <ul className="seat-names">
        {maps.map((map, i) => (
          <li key={map.digest} className="plan">
            <span>
              {words.organizer.imported(map.name, map.seats.toLocaleString(locale))}
              {maps.slice(0, i).some((newer) => newer.name === map.name && newer.seats === map.seats) && <small className="fine"> {words.organizer.earlier}</small>}
            </span>
            <button type="button" className="plain" aria-expanded={seen === map.digest} onClick={() => setSeen(seen === map.digest ? null : map.digest)}>
              {seen === map.digest ? words.close : words.organizer.see}
            </button>
            {seen === map.digest && <Plan digest={map.digest} />}
          </li>
        ))}
      </ul>
      <label>
        <span>{words.organizer.importPlan}</span>
        <input
          type="file"
          accept="application/json,.json"
          disabled={load.running}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file !== undefined) {
              void load.run(file);
            }
          }}
        />
      </label>
      <p className="fine">{words.organizer.planHint}</p>
      {load.running && <Waiting />}
      {load.error instanceof NotJson ? (
        <p className="note note-bad" role="alert">
          {words.organizer.planHint}
        </p>
      ) : faults.length > 0 ? (
        <div className="note note-bad" role="alert">
          <p>
            {words.reasons["broken-plan"]} {words.organizer.faults(broken?.faultCount ?? faults.length)}
          </p>
          <ul>
            {faults.map((fault, i) => (
              <li key={i}>
                <code>{fault.pointer}</code> {fault.message}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Trouble error={load.error} />
      )}
    </section>
  );
}

/** The chosen file is no JSON at all. */
class NotJson extends Error {}

const NOBODY: ReadonlySet<number> = new Set();

/** A plan as buyers will see it, before there are prices. */
function Plan({ digest }: { digest: string }): ReactNode {
  const { words } = useSpeech();
  const address = `/v1/seat-maps/${digest}`;
  const hall = useLoading(address, () => loadHall(address));
  const map = useRef<SeatCanvasHandle>(null);
  const look = useMemo(() => {
    if (hall.value === null) {
      return null;
    }
    const states = new Uint8Array(hall.value.seats);
    return { states, counts: countFree(hall.value, states), pricing: { tiers: [], ofHall: Int16Array.from(hall.value.tiers, (_, i) => i) } };
  }, [hall.value]);
  if (hall.value === null || look === null) {
    return hall.error === null ? <Waiting text={words.seats.loadingMap} /> : <Trouble error={hall.error} retry={hall.reload} />;
  }
  const { sections, attributes } = hall.value;
  const having = (bit: number): number => attributes.reduce((n, bits) => n + ((bits & bit) !== 0 ? 1 : 0), 0);
  return (
    <div className="plan-seen">
      <SeatCanvas ref={map} hall={hall.value} {...look} version={0} picks={NOBODY} wanted={null} onSeat={() => undefined} onStanding={() => undefined} />
      <p className="fine">
        {words.organizer.planSummary(sections.length, having(WHEELCHAIR), having(COMPANION), having(RESTRICTED))}
      </p>
      <p>
        <Link to={`/organizer/seat-maps/${digest}`}>{words.organizer.attributes}</Link>
      </p>
    </div>
  );
}

function knownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone !== "";
  } catch {
    return false;
  }
}

function NewPerformanceForm({ show, maps, made }: { show: Show; maps: readonly SeatMapSummary[]; made: () => void }): ReactNode {
  const { words, locale } = useSpeech();
  const [digest, setDigest] = useState(maps[0]!.digest);
  const map = maps.find((each) => each.digest === digest) ?? maps[0]!;
  const [form, setForm] = useState(() => {
    const now = serverClock.nowMs();
    const zone = show.performances[0]?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return {
      startsAt: localAt(now + 30 * 86_400_000, zone),
      timeZone: zone,
      onSaleFrom: localAt(now, zone),
      onSaleUntil: localAt(now + 30 * 86_400_000, zone),
      limit: "4",
      currency: "CNY",
    };
  });
  const [prices, setPrices] = useState<Record<string, string>>({});
  const create = useAction(async (key) => {
    const scale = 10 ** minorDigits(form.currency);
    const body: NewPerformance = {
      startsAt: instantAt(form.startsAt, form.timeZone),
      timeZone: form.timeZone,
      seatMap: map.digest,
      onSaleFrom: instantAt(form.onSaleFrom, form.timeZone),
      onSaleUntil: instantAt(form.onSaleUntil, form.timeZone),
      limitPerBuyer: Number(form.limit),
      holdSeconds: 600,
      tiers: map.tiers.map((name) => ({ name, price: { amount: Math.round(Number(prices[name]) * scale), currency: form.currency } })),
    };
    await call("post", "/v1/organizer/shows/{id}/performances", { path: { id: show.id }, body, key: key(body) });
    made();
  });
  const field = (name: keyof typeof form, label: string, type: string): ReactNode => (
    <label>
      <span>{label}</span>
      <input type={type} required value={form[name]} onChange={(event) => setForm({ ...form, [name]: event.target.value })} />
    </label>
  );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void create.run();
      }}
    >
      <label>
        <span>{words.organizer.plan}</span>
        <select value={digest} onChange={(event) => setDigest(event.target.value)}>
          {maps.map((each) => (
            <option key={each.digest} value={each.digest}>
              {words.organizer.imported(each.name, each.seats.toLocaleString(locale))}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.organizer.timeZone}</span>
        <input
          required
          list="zones"
          value={form.timeZone}
          onChange={(event) => {
            event.target.setCustomValidity(knownZone(event.target.value) ? "" : words.organizer.zoneUnknown);
            setForm({ ...form, timeZone: event.target.value });
          }}
        />
      </label>
      <p className="fine">{words.organizer.zoneLead}</p>
      {field("startsAt", words.organizer.startsAt, "datetime-local")}
      {field("onSaleFrom", words.organizer.onSaleFrom, "datetime-local")}
      {field("onSaleUntil", words.organizer.onSaleUntil, "datetime-local")}
      {field("limit", words.organizer.limit, "number")}
      {field("currency", words.organizer.currency, "text")}
      {map.tiers.map((tier) => (
        <label key={tier}>
          <span>{words.organizer.priceOf(tier)}</span>
          <input type="number" required min="0" step="any" value={prices[tier] ?? ""} onChange={(event) => setPrices({ ...prices, [tier]: event.target.value })} />
        </label>
      ))}
      <Trouble error={create.error} />
      <Button type="submit" off={create.running}>
        {words.organizer.create}
      </Button>
    </form>
  );
}
