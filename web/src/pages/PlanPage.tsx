import { useEffect, useMemo, useState, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import type { Performance, SeatAttribute } from "../api/types";
import { Button } from "../parts/Button";
import { Trouble, Waiting } from "../parts/notes";
import { keep, recall } from "../parts/memory";
import { go, Link, useTitle } from "../router";
import { COMPANION, RESTRICTED, WHEELCHAIR, type Hall } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { SeatChooser } from "../seats/SeatChooser";
import { SeatLegend } from "../seats/SeatLegend";
import { countFree } from "../seats/states";
import { useSpeech } from "../words/language";

const KINDS: readonly [SeatAttribute, number, "wheelchair" | "companion" | "restricted"][] = [
  ["wheelchair", WHEELCHAIR, "wheelchair"],
  ["companion", COMPANION, "companion"],
  ["restricted-view", RESTRICTED, "restricted"],
];

/** A seating plan as buyers will see it, and what is special about its seats. */
export function PlanPage({ digest }: { digest: string }): ReactNode {
  const { words } = useSpeech();
  const account = useAccount();
  const address = `/v1/seat-maps/${digest}`;
  const hall = useLoading(address, () => loadHall(address));
  useTitle(hall.value?.name ?? words.organizer.plan);
  return (
    <div className="page board-page">
      <p>
        <Link to="/organizer">{words.organizer.title}</Link>
      </p>
      <header className="seats-head">
        <h1>{hall.value?.name ?? words.organizer.plan}</h1>
        <p className="lead">{words.organizer.attributesLead}</p>
      </header>
      {hall.value === null ? (
        hall.error === null ? (
          <Waiting text={words.seats.loadingMap} />
        ) : (
          <Trouble error={hall.error} retry={hall.reload} />
        )
      ) : (
        <Attributes key={digest} digest={digest} hall={hall.value} signedIn={account !== null} />
      )}
    </div>
  );
}

/** What the reader is told on the page of a revision that was just made. */
interface Saved {
  digest: string;
  moved: number;
}

function Attributes({ digest, hall, signedIn }: { digest: string; hall: Hall; signedIn: boolean }): ReactNode {
  const { words } = useSpeech();
  const [draft, setDraft] = useState(hall.attributes);
  const [picks, setPicks] = useState<ReadonlySet<number>>(new Set());
  const [also, setAlso] = useState(true);
  const saved = useMemo(() => recall<Saved>("plan-saved"), []);
  useEffect(() => keep("plan-saved", null), []);
  const states = useMemo(() => new Uint8Array(hall.seats), [hall]);
  const counts = useMemo(() => countFree(hall, states), [hall, states]);
  const shown = useMemo(() => ({ ...hall, attributes: draft }), [hall, draft]);
  const pricing = useMemo(() => ({ tiers: [], ofHall: Int16Array.from(hall.tiers, (_, i) => i) }), [hall]);
  const shows = useLoading(signedIn ? "own shows" : null, (signal) => call("get", "/v1/organizer/shows", { query: { limit: 100 }, signal }));
  const using: Performance[] = (shows.value?.items ?? []).flatMap((show) => show.performances).filter((each) => each.seatMap.endsWith(digest));
  const changes = KINDS.flatMap(([attribute, bit]) =>
    [true, false].flatMap((has) => {
      const seats: string[] = [];
      for (let seat = 0; seat < hall.seats; seat++) {
        if (((draft[seat]! ^ hall.attributes[seat]!) & bit) !== 0 && ((draft[seat]! & bit) !== 0) === has) {
          seats.push(hall.ids[seat]!);
        }
      }
      return seats.length === 0 ? [] : [{ attribute, has, seats }];
    }),
  );
  const changed = new Set(changes.flatMap((change) => change.seats)).size;
  const save = useAction(async (key) => {
    const body = { changes };
    const revised = await call("post", "/v1/organizer/seat-maps/{digest}/revisions", { path: { digest }, body, key: key([digest, body]) });
    const moving = also ? using : [];
    for (const { id } of moving) {
      await call("patch", "/v1/organizer/performances/{id}", { path: { id }, body: { seatMap: revised.digest } });
    }
    keep("plan-saved", { digest: revised.digest, moved: moving.length });
    go(`/organizer/seat-maps/${revised.digest}`, { replace: true });
  });
  const set = (bit: number, has: boolean): void => {
    const next = draft.slice();
    for (const seat of picks) {
      next[seat] = has ? next[seat]! | bit : next[seat]! & ~bit;
    }
    setDraft(next);
  };
  return (
    <>
      {saved?.digest === digest && changed === 0 && (
        <p className="note" role="status" data-test="saved">
          {words.organizer.saved(saved.moved)}
        </p>
      )}
      <SeatChooser hall={shown} pricing={pricing} states={states} counts={counts} version={0} picks={picks} choose={setPicks} head={<SeatLegend hall={shown} />}>
        <h2>{words.organizer.special}</h2>
        {KINDS.map(([attribute, bit, word]) => {
          const having = [...picks].filter((seat) => (draft[seat]! & bit) !== 0).length;
          const all = draft.reduce((n, bits) => n + ((bits & bit) !== 0 ? 1 : 0), 0);
          return (
            <div key={attribute} className="attribute" role="group" aria-label={words.seats[word]}>
              <span>
                {words.seats[word]} <small className="fine" data-test={`count-${attribute}`}>{all}</small>
              </span>
              <Button className="quiet" off={having === picks.size} onClick={() => set(bit, true)} data-test={`set-${attribute}`}>
                {words.organizer.set}
              </Button>
              <Button className="quiet" off={having === 0} onClick={() => set(bit, false)} data-test={`unset-${attribute}`}>
                {words.organizer.unset}
              </Button>
            </div>
          );
        })}
        {using.length > 0 && (
          <label className="check">
            <input type="checkbox" checked={also} onChange={(event) => setAlso(event.target.checked)} />
            <span>{words.organizer.also(using.length)}</span>
          </label>
        )}
        <Trouble error={save.error ?? shows.error} />
        <div className="order-act">
          <Button off={save.running || changed === 0 || shows.value === null} onClick={() => void save.run()} data-test="save">
            {words.organizer.save(changed)}
          </Button>
          <Button className="quiet" off={save.running || changed === 0} onClick={() => setDraft(hall.attributes)}>
            {words.organizer.discard}
          </Button>
        </div>
        <p className="fine">{words.organizer.saveHint}</p>
      </SeatChooser>
    </>
  );
}
