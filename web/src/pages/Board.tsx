import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { serverClock } from "../api/clock";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import type { Order, Performance } from "../api/types";
import { Button } from "../parts/Button";
import { Trouble, Waiting } from "../parts/notes";
import { WhenWhere } from "../parts/Sale";
import { Sure } from "../parts/Sure";
import { Link, useTitle } from "../router";
import { followSeats } from "../seats/feed";
import type { Hall } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { seatNameById } from "../seats/names";
import { priceHall } from "../seats/pricing";
import { SeatChooser } from "../seats/SeatChooser";
import { BLOCKED, countFree, FREE, type FreeCounts } from "../seats/states";
import { localDateTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** How often the figures are read, in milliseconds. */
const READ_EVERY_MS = 2000;
/** The rate is that of so long, in milliseconds. */
const RATE_OVER_MS = 30_000;
/** As many seats as one request may block. */
const MOST_AT_ONCE = 4096;

/** A sale as it goes: figures, the hall as it fills, seats to take off sale, and orders. */
export function Board({ id }: { id: string }): ReactNode {
  const { words } = useSpeech();
  const account = useAccount();
  useTitle(words.organizer.report);
  const performance = useLoading(account === null ? null : `own performance ${id}`, (signal) =>
    call("get", "/v1/organizer/performances/{id}", { path: { id }, signal }),
  );
  const address = performance.value?.seatMap ?? null;
  const hall = useLoading(address, () => loadHall(address!));
  const error = performance.error ?? hall.error;
  return (
    <div className="page board-page">
      <p>
        <Link to="/organizer">{words.organizer.title}</Link>
      </p>
      {performance.value === null ? (
        <>
          <h1>{words.organizer.report}</h1>
          {error === null && account !== null ? <Waiting /> : <Trouble error={error} retry={performance.reload} />}
        </>
      ) : (
        <>
          <header className="seats-head">
            <h1>{performance.value.showTitle}</h1>
            <WhenWhere performance={performance.value} />
          </header>
          <Figures id={id} />
          {hall.value === null ? error === null ? <Waiting /> : <Trouble error={error} retry={hall.reload} /> : <Filling performance={performance.value} hall={hall.value} />}
          <OrderList id={id} hall={hall.value} />
        </>
      )}
    </div>
  );
}

/** The report, anew every other second, and how fast it sells. */
function Figures({ id }: { id: string }): ReactNode {
  const { words, locale, money } = useSpeech();
  const report = useLoading(`report ${id}`, (signal) => call("get", "/v1/organizer/performances/{id}/report", { path: { id }, signal }));
  const { reload, value } = report;
  const history = useRef<{ atMs: number; sold: number }[]>([]);
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && reload(), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const rate = useMemo(() => {
    if (value === null) {
      return 0;
    }
    const atMs = serverClock.nowMs();
    history.current = [...history.current.filter((each) => atMs - each.atMs < RATE_OVER_MS), { atMs, sold: value.sold }];
    const first = history.current[0]!;
    return atMs === first.atMs ? 0 : Math.max(0, ((value.sold - first.sold) * 1000) / (atMs - first.atMs));
  }, [value]);
  if (value === null) {
    return report.error === null ? <Waiting /> : <Trouble error={report.error} retry={reload} />;
  }
  const share = (n: number): string => `${((n / Math.max(value.capacity, 1)) * 100).toFixed(2)}%`;
  const figures: [string, string][] = [
    ...(["sold", "held", "free", "blocked", "capacity", "orders"] as const).map((name): [string, string] => [words.organizer[name], value[name].toLocaleString(locale)]),
    [words.organizer.rate, rate.toLocaleString(locale, { maximumFractionDigits: 1 })],
    [words.organizer.revenue, money(value.revenue)],
  ];
  return (
    <section aria-label={words.organizer.report} className="board">
      <dl className="figures">
        {figures.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <svg className="bar" role="img" aria-label={`${words.organizer.sold} ${share(value.sold)}, ${words.organizer.held} ${share(value.held)}`}>
        <rect className="bar-free" width="100%" height="100%" />
        <rect className="bar-sold" width={share(value.sold)} height="100%" />
        <rect className="bar-held" x={share(value.sold)} width={share(value.held)} height="100%" />
        <rect className="bar-blocked" x={share(value.sold + value.held)} width={share(value.blocked)} height="100%" />
      </svg>
      <Trouble error={report.error} />
    </section>
  );
}

/** The hall as it fills; seats chosen on it are taken off sale, or put back. */
function Filling({ performance, hall }: { performance: Performance; hall: Hall }): ReactNode {
  const { words } = useSpeech();
  const pricing = useMemo(() => priceHall(hall, performance.tiers), [hall, performance.tiers]);
  const [seats, setSeats] = useState<{ states: Uint8Array; version: number; counts: FreeCounts } | null>(null);
  const [live, setLive] = useState(true);
  const [failure, setFailure] = useState<unknown>(null);
  const [picks, setPicks] = useState<ReadonlySet<number>>(new Set());
  const published = performance.published;
  useEffect(() => {
    if (!published) {
      return;
    }
    let asked = 0;
    const stop = followSeats(performance.id, hall.seats, {
      changed: (feed) => {
        cancelAnimationFrame(asked);
        asked = requestAnimationFrame(() => {
          setFailure(null);
          setSeats({ states: feed.states, version: feed.version, counts: countFree(hall, feed.states) });
        });
      },
      live: setLive,
      failed: setFailure,
    });
    return () => {
      cancelAnimationFrame(asked);
      stop();
    };
  }, [performance.id, hall, published]);
  const block = useAction(async (key, blocked: boolean, indices: readonly number[]) => {
    for (let from = 0; from < indices.length; from += MOST_AT_ONCE) {
      const body = { blocked, seats: indices.slice(from, from + MOST_AT_ONCE).map((seat) => hall.ids[seat]!) };
      await call("post", "/v1/organizer/performances/{id}/blocks", { path: { id: performance.id }, body, key: key(body) });
    }
  });
  if (!published) {
    return <p className="note">{words.organizer.boardLater}</p>;
  }
  const states = seats?.states ?? null;
  const inState = (among: Iterable<number>, state: number): number[] => [...among].filter((seat) => states?.[seat] === state);
  const free = inState(picks, FREE);
  const blocked = inState(picks, BLOCKED);
  return (
    <section aria-label={words.organizer.hall}>
      <SeatChooser
        hall={hall}
        pricing={pricing}
        states={states}
        counts={seats?.counts ?? null}
        version={seats?.version ?? 0}
        picks={picks}
        choose={setPicks}
        head={
          <p>
            <span className={live ? "live" : "live live-lost"} role="status">
              {live ? words.seats.live : words.seats.liveLost}
            </span>
          </p>
        }
      >
        <h2>{words.organizer.blocking}</h2>
        <p className="fine">{words.organizer.blockingLead}</p>
        <div className="order-act">
          <Button off={block.running || free.length === 0} onClick={() => void block.run(true, free)} data-test="block">
            {words.organizer.block(free.length)}
          </Button>
          <Button className="quiet" off={block.running || blocked.length === 0} onClick={() => void block.run(false, blocked)} data-test="unblock">
            {words.organizer.unblock(blocked.length)}
          </Button>
        </div>
        <Trouble error={block.error ?? failure} />
      </SeatChooser>
      <p>
        <Link to={`/organizer/seat-maps/${performance.seatMap.slice(performance.seatMap.lastIndexOf("/") + 1)}`}>{words.organizer.attributes}</Link>
      </p>
    </section>
  );
}

/** A performance's orders, the newest first, each to be refunded in full. */
function OrderList({ id, hall }: { id: string; hall: Hall | null }): ReactNode {
  const { words, locale, money } = useSpeech();
  const [asking, setAsking] = useState<Order | null>(null);
  const orders = useLoading(`orders of ${id}`, (signal) => call("get", "/v1/organizer/performances/{id}/orders", { path: { id }, query: { limit: 50 }, signal }));
  const more = useAction(async (_key, cursor: string) => {
    const next = await call("get", "/v1/organizer/performances/{id}/orders", { path: { id }, query: { limit: 50, cursor } });
    orders.set({ items: [...(orders.value?.items ?? []), ...next.items], nextCursor: next.nextCursor });
  });
  const refund = useAction(async (key, order: Order) => {
    await call("post", "/v1/orders/{id}/refunds", { path: { id: order.id }, key: key(order.id) });
    setAsking(null);
    orders.reload();
  });
  // What is under way is looked at again until it is done.
  const { reload } = orders;
  const busy = orders.value?.items.some((order) => order.status === "REFUNDING") ?? false;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && reload(), busy ? READ_EVERY_MS : READ_EVERY_MS * 5);
    return () => clearInterval(timer);
  }, [reload, busy]);
  return (
    <section className="panel">
      <h2>{words.organizer.orders}</h2>
      <Trouble error={orders.error ?? refund.error ?? more.error} />
      {orders.value?.items.length === 0 && <p className="fine">{words.organizer.noOrders}</p>}
      <ul className="seat-prices">
        {orders.value?.items.map((order) => (
          <li key={order.id} data-test="order" data-status={order.status}>
            <span>
              <span className={`status status-${order.status.toLowerCase()}`}>{words.orders.status[order.status]}</span> {money(order.total)}
              <small>
                {order.seats.map((seat) => seatNameById(hall, seat.seat, words)).join("; ")} · {localDateTime(order.createdAt, locale)} · {order.id}
              </small>
            </span>
            {order.status === "CONFIRMED" && (
              <Button className="quiet" off={refund.running} onClick={() => setAsking(order)}>
                {words.order.refund}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {orders.value?.nextCursor != null && (
        <Button className="quiet" off={more.running} onClick={() => void more.run(orders.value!.nextCursor!)}>
          {words.more}
        </Button>
      )}
      {asking !== null && (
        <Sure text={words.order.refundSure(money(asking.total))} words={[words.order.yes, words.order.no]} running={refund.running} yes={() => void refund.run(asking)} no={() => setAsking(null)} />
      )}
    </section>
  );
}
