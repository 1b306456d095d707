import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import type { Hold, NewHold, Performance } from "../api/types";
import { Button } from "../parts/Button";
import { isReason, Trouble, Waiting } from "../parts/notes";
import { Sale, useSaleState, WhenWhere } from "../parts/Sale";
import { keep, recall } from "../parts/memory";
import { Sure } from "../parts/Sure";
import { go, Link, useTitle } from "../router";
import { followSeats } from "../seats/feed";
import { ANYTHING, countChoices, wantedSeats, type SeatFilter } from "../seats/filter";
import { RESTRICTED, type Hall, type Section } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { seatName, seatNameById, seatNotes, warnings } from "../seats/names";
import { priceHall, tierOf, type Pricing } from "../seats/pricing";
import { SeatCanvas, type SeatCanvasHandle } from "../seats/SeatCanvas";
import { SeatFilters } from "../seats/SeatFilters";
import { SeatLegend } from "../seats/SeatLegend";
import { SeatList } from "../seats/SeatList";
import { countFree, FREE, type FreeCounts, type SeatStates } from "../seats/states";
import { BestForm, StandingForm } from "./SeatForms";
import { localDateTime } from "../words/dates";
import { useSpeech } from "../words/language";
import { sum } from "../words/money";

/** Choosing seats: reads the performance and its hall, then shows them. */
export function PerformancePage({ id }: { id: string }): ReactNode {
  const { words } = useSpeech();
  const performance = useLoading(`performance ${id}`, (signal) => call("get", "/v1/performances/{id}", { path: { id }, signal }));
  const address = performance.value?.seatMap ?? null;
  const hall = useLoading(address, () => loadHall(address!));
  useTitle(performance.value === null ? null : words.seats.title(performance.value.showTitle));
  const error = performance.error ?? hall.error;
  if (performance.value === null || hall.value === null) {
    return (
      <div className="page">
        {error === null ? (
          <Waiting text={words.seats.loadingMap} />
        ) : (
          <Trouble
            error={error}
            retry={() => {
              performance.reload();
              hall.reload();
            }}
          />
        )}
      </div>
    );
  }
  return <Choosing performance={performance.value} hall={hall.value} />;
}

function rememberedPicks(performanceId: string, hall: Hall): Set<number> {
  const ids = recall<string[]>(`picks.${performanceId}`) ?? [];
  return new Set(ids.map((id) => hall.indexOf.get(id)).filter((seat) => seat !== undefined));
}

function rememberPicks(performanceId: string, hall: Hall, picks: ReadonlySet<number>): void {
  keep(`picks.${performanceId}`, [...picks].map((seat) => hall.ids[seat]));
}

/** While seats change all the time, the page is drawn anew this often, in milliseconds; the map itself shows each change at once. */
const DRAW_EVERY_MS = 400;

interface Standing {
  states: Uint8Array;
  version: number;
}

function Choosing({ performance, hall }: { performance: Performance; hall: Hall }): ReactNode {
  const { words, locale, money } = useSpeech();
  const account = useAccount();
  const pricing = useMemo(() => priceHall(hall, performance.tiers), [hall, performance.tiers]);
  const [seats, setSeats] = useState<Standing | null>(null);
  const [counts, setCounts] = useState<FreeCounts | null>(null);
  const [live, setLive] = useState(true);
  const [failure, setFailure] = useState<unknown>(null);
  const [picks, setPicks] = useState<ReadonlySet<number>>(() => rememberedPicks(performance.id, hall));
  const [said, setSaid] = useState("");
  const [view, setView] = useState<"map" | "list">("map");
  const [filter, setFilter] = useState<SeatFilter>(ANYTHING);
  const [restricted, setRestricted] = useState<number | null>(null);
  const [blind, setBlind] = useState<Hold | null>(null);
  const [standing, setStanding] = useState<Section | null>(null);
  const map = useRef<SeatCanvasHandle>(null);
  const sale = useSaleState(performance);

  useEffect(() => rememberPicks(performance.id, hall, picks), [performance.id, hall, picks]);

  const hold = useAction(async (key, body: NewHold) => {
    if (account === null) {
      go(`/sign-in?next=${encodeURIComponent(`/performances/${performance.id}`)}`);
      return;
    }
    const held = await call("post", "/v1/performances/{id}/holds", { path: { id: performance.id }, body, key: key(body) }).catch((error: unknown) => {
      if (isReason(error, "seats-taken")) {
        // What was taken is no longer chosen; the rest stays.
        const taken = new Set((error.problem.seats ?? []).map((seat) => hall.indexOf.get(seat)));
        setPicks((before) => new Set([...before].filter((seat) => !taken.has(seat))));
      }
      throw error;
    });
    // The best seats have a full view as long as there are any; whoever needs one is given no other, and everybody is asked first.
    if (body.best !== undefined && held.seats.some((id) => (hall.attributes[hall.indexOf.get(id) ?? -1]! & RESTRICTED) !== 0)) {
      if (filter.needs.has("full-view")) {
        await giveBack(held);
        setSaid(words.seats.noFullView(held.seats.length));
      } else {
        setBlind(held);
      }
      return;
    }
    checkOut(held);
  });
  const giveBack = (held: Hold): Promise<unknown> => call("delete", "/v1/holds/{id}", { path: { id: held.id } });
  const checkOut = (held: Hold): void => {
    rememberPicks(performance.id, hall, new Set());
    setPicks(new Set());
    go(`/checkout/${held.id}`);
  };
  const refuse = useAction(async () => {
    await giveBack(blind!);
    setBlind(null);
  });

  // The feed outlives renders; it reads what is current from here.
  const current = useRef({ picks, holding: hold.running, words });
  current.current = { picks, holding: hold.running, words };

  useEffect(() => {
    let asked = 0;
    let drawing: ReturnType<typeof setTimeout> | undefined;
    let latest: SeatStates | null = null;
    const draw = (): void => {
      if (map.current?.held()) {
        // What stands beside the map waits until the fingers have let go of it.
        drawing = setTimeout(draw, DRAW_EVERY_MS);
        return;
      }
      drawing = undefined;
      setFailure(null);
      setSeats({ states: latest!.states, version: latest!.version });
      setCounts(countFree(hall, latest!.states));
    };
    const stop = followSeats(performance.id, hall.seats, {
      changed: (feed) => {
        drawing ??= setTimeout(draw, latest === null ? 0 : DRAW_EVERY_MS);
        latest = feed;
        // In a rush many changes come within one frame; they are drawn once.
        cancelAnimationFrame(asked);
        asked = requestAnimationFrame(() => {
          map.current?.change(feed.states, feed.version);
          const { picks: chosen, holding, words: spoken } = current.current;
          const lost = holding ? [] : [...chosen].filter((seat) => feed.states[seat] !== FREE);
          if (lost.length > 0) {
            setPicks(new Set([...chosen].filter((seat) => !lost.includes(seat))));
            setSaid(spoken.seats.lostPick(lost.map((seat) => seatName(hall, seat, spoken)).join("; ")));
          }
        });
      },
      live: setLive,
      failed: setFailure,
    });
    return () => {
      cancelAnimationFrame(asked);
      clearTimeout(drawing);
      stop();
    };
  }, [performance.id, hall]);

  const wanted = useMemo(() => wantedSeats(hall, filter), [hall, filter]);
  // Counted anew with the others, not with each change.
  const choices = useMemo(() => (seats === null || counts === null ? null : countChoices(hall, seats.states, filter)), [hall, counts, filter]);

  /** Looks for other seats; the map goes to the section that is looked for. */
  const look = (next: SeatFilter): void => {
    setFilter(next);
    if (next.needs.size > filter.needs.size) {
      // Seats for a need are few, and may be anywhere.
      map.current?.whole();
    }
    if (next.section !== filter.section) {
      const section = next.section === null ? undefined : hall.sections[next.section];
      if (section === undefined) {
        map.current?.whole();
      } else {
        map.current?.show(section.box);
      }
    }
  };

  const toggle = (seat: number, warned = false): void => {
    setRestricted(null);
    setSaid("");
    hold.forget();
    const next = new Set(picks);
    if (next.delete(seat)) {
      setPicks(next);
      return;
    }
    if (tierOf(hall, pricing, seat) === null || (seats !== null && seats.states[seat] !== FREE)) {
      return;
    }
    if (next.size >= performance.limitPerBuyer) {
      setSaid(words.seats.limitReached(performance.limitPerBuyer));
      return;
    }
    if ((hall.attributes[seat]! & RESTRICTED) !== 0 && !warned) {
      setRestricted(seat);
      return;
    }
    next.add(seat);
    setPicks(next);
  };

  const clear = (): void => {
    setPicks(new Set());
    setSaid("");
  };

  const total = sum([...picks].map((seat) => tierOf(hall, pricing, seat)?.price).filter((price) => price !== undefined));
  const canBuy = sale === "open";
  const holdPicks = (): void => void hold.run({ seats: [...picks].map((seat) => hall.ids[seat]!) });

  const shared = { hall, pricing, states: seats?.states ?? null, counts, picks, wanted };
  return (
    <div className="page seats-page">
      <header className="seats-head">
        <h1>
          <Link to={`/shows/${performance.showId}`}>{performance.showTitle}</Link>
        </h1>
        <WhenWhere performance={performance} />
        <p className="seats-state">
          <Sale performance={performance} soldOut={counts?.total === 0} />
          <span className={live ? "live" : "live live-lost"} role="status">
            {live ? words.seats.live : words.seats.liveLost}
          </span>
        </p>
        {sale === "opens" && <p className="note">{words.seats.opensAt(localDateTime(performance.onSaleFrom, locale))}</p>}
        {(sale === "ended" || sale === "past") && <p className="note">{words.seats.endedLook}</p>}
        {failure !== null && seats === null && <Trouble error={failure} />}
      </header>

      <div className="seats-stage">
        <SeatFilters hall={hall} pricing={pricing} filter={filter} counts={choices} change={look}>
          <div className="switch" role="group" aria-label={words.seats.view}>
            <button type="button" aria-pressed={view === "map"} onClick={() => setView("map")}>
              {words.seats.map}
            </button>
            <button type="button" aria-pressed={view === "list"} onClick={() => setView("list")}>
              {words.seats.list}
            </button>
          </div>
        </SeatFilters>
        {view === "map" ? (
          <>
            <SeatCanvas ref={map} {...shared} version={seats?.version ?? 0} onSeat={(seat) => toggle(seat)} onStanding={setStanding} />
            <SeatLegend hall={hall} />
          </>
        ) : (
          <SeatList {...shared} choices={choices} onSeat={(seat) => toggle(seat)} onStanding={setStanding} />
        )}
      </div>

      {restricted !== null && (
        <Sure
          text={words.seats.restrictedAsk(seatName(hall, restricted, words))}
          words={[words.seats.restrictedYes, words.seats.restrictedNo]}
          running={false}
          yes={() => toggle(restricted, true)}
          no={() => setRestricted(null)}
        />
      )}
      {blind !== null && (
        <Sure
          text={words.seats.restrictedBest(blind.seats.length, blind.seats.map((id) => seatNameById(hall, id, words)).join("; "))}
          words={[words.seats.restrictedTake(blind.seats.length), words.seats.restrictedNo]}
          running={refuse.running}
          yes={() => checkOut(blind)}
          no={() => void refuse.run()}
        />
      )}
      <aside className="seats-side">
        <p className="visually-hidden" role="status">
          {said === "" && picks.size > 0 ? words.seats.picked(picks.size) : ""}
        </p>
        <div className="dock">
          {said !== "" && (
            <p className="note note-warn" role="alert">
              {said}
            </p>
          )}
          <Conflict error={hold.error} performance={performance} hall={hall} pricing={pricing} take={(offer) => void hold.run({ seats: offer })} running={hold.running} />
          {picks.size > 0 && (
            <section className="basket" aria-labelledby="basket-title">
              <h2 id="basket-title">{words.seats.picked(picks.size)}</h2>
              <ul>
                {[...picks].map((seat) => {
                  const name = seatName(hall, seat, words);
                  const tier = tierOf(hall, pricing, seat);
                  return (
                    <li key={seat}>
                      <span className="basket-seat">
                        {name}
                        {seatNotes(hall, seat, words).map((note) => (
                          <em key={note}>{note}</em>
                        ))}
                      </span>
                      {tier !== null && <span className="basket-price">{money(tier.price)}</span>}
                      <button type="button" className="plain" aria-label={words.seats.remove(name)} onClick={() => toggle(seat)}>
                        ×
                      </button>
                    </li>
                  );
                })}
              </ul>
              {warnings(hall, picks, words).map((text) => (
                <p className="note note-warn" key={text}>
                  {text}
                </p>
              ))}
              {total !== null && (
                <p className="basket-total">
                  <span>{words.seats.total}</span>
                  <strong>{money(total)}</strong>
                </p>
              )}
              <div className="basket-act">
                <Button off={!canBuy || hold.running} onClick={holdPicks} data-test="hold">
                  {canBuy ? (account === null ? words.seats.signInFirst : words.seats.hold) : words.seats.notYet}
                </Button>
                <button type="button" className="quiet" onClick={clear}>
                  {words.seats.clear}
                </button>
              </div>
              <p className="fine">{words.seats.holdLead(Math.max(1, Math.round(performance.holdSeconds / 60)))}</p>
            </section>
          )}
          {canBuy && standing !== null && (
            <StandingForm
              key={standing.name}
              section={standing}
              performance={performance}
              hall={hall}
              pricing={pricing}
              counts={counts}
              running={hold.running}
              hold={(body) => void hold.run(body)}
              close={() => setStanding(null)}
            />
          )}
          {canBuy && picks.size === 0 && standing === null && (
            <BestForm
              performance={performance}
              hall={hall}
              pricing={pricing}
              counts={counts}
              filter={filter}
              choices={choices}
              wanted={wanted}
              states={seats?.states ?? null}
              refuse={setSaid}
              running={hold.running}
              hold={(body) => void hold.run(body)}
              onTier={(tier) => setFilter({ ...filter, tiers: new Set([tier]) })}
            />
          )}
        </div>
        {picks.size === 0 && canBuy && counts?.total !== 0 && (
          <p className="fine seats-hint">
            {words.seats.orPick} {words.seats.none}
          </p>
        )}
      </aside>
    </div>
  );
}

/** A refused hold, told in place: what was taken, and what could be had instead with one click. */
function Conflict(props: {
  error: unknown;
  performance: Performance;
  hall: Hall;
  pricing: Pricing;
  take: (offer: string[]) => void;
  running: boolean;
}): ReactNode {
  const { words, money } = useSpeech();
  const { error, hall, pricing } = props;
  if (error === null) {
    return null;
  }
  if (!isReason(error, "seats-taken")) {
    return <Trouble error={error} />;
  }
  const names = (ids: readonly string[]): string => ids.map((id) => seatNameById(hall, id, words)).join("; ");
  const offer = error.problem.offer ?? [];
  const prices = offer.map((id) => {
    const seat = hall.indexOf.get(id);
    return seat === undefined ? undefined : tierOf(hall, pricing, seat)?.price;
  });
  const total = sum(prices.filter((price) => price !== undefined));
  const offered = offer.map((id) => hall.indexOf.get(id)).filter((seat) => seat !== undefined);
  return (
    <div className="note note-warn conflict" role="alert">
      <p>
        {error.problem.seats === undefined || error.problem.seats.length === 0 ? words.reasons["seats-taken"] : words.seats.taken(names(error.problem.seats))}
      </p>
      {offer.length > 0 && total !== null ? (
        <>
          <p>{words.seats.offer(names(offer), money(total))}</p>
          {warnings(hall, offered, words).map((text) => (
            <p key={text}>{text}</p>
          ))}
          <Button off={props.running} onClick={() => props.take(offer)} data-test="take-offer">
            {words.seats.takeOffer}
          </Button>
        </>
      ) : (
        <p>{words.seats.noOffer}</p>
      )}
    </div>
  );
}
