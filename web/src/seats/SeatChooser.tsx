import { useMemo, useRef, useState, type ReactNode } from "react";
import { Button } from "../parts/Button";
import { useSpeech } from "../words/language";
import { visitSeats, type Box, type Hall } from "./hall";
import { seatName } from "./names";
import type { Pricing } from "./pricing";
import { SeatCanvas, type SeatCanvasHandle } from "./SeatCanvas";
import type { FreeCounts } from "./states";

interface Props {
  hall: Hall;
  pricing: Pricing;
  states: Uint8Array | null;
  counts: FreeCounts | null;
  version: number;
  picks: ReadonlySet<number>;
  choose: (picks: ReadonlySet<number>) => void;
  /** Above the map. */
  head?: ReactNode;
  /** What is done with the seats that were chosen. */
  children: ReactNode;
}

/** So many seats are named one by one. */
const NAMED = 6;

/** Seats chosen by whoever runs the house: one by one, by a frame on the map, by row, by section; all by keyboard too. */
export function SeatChooser({ hall, pricing, states, counts, version, picks, choose, head, children }: Props): ReactNode {
  const { words } = useSpeech();
  const [framing, setFraming] = useState(false);
  const [section, setSection] = useState("");
  const [row, setRow] = useState("");
  const map = useRef<SeatCanvasHandle>(null);
  const chosen = hall.sections.find((each) => each.name === section);
  const add = (seats: Iterable<number>): void => choose(new Set([...picks, ...seats]));
  const range = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i);
  const within = (box: Box): number[] => {
    const seats: number[] = [];
    visitSeats(hall, box, (seat) => {
      const [x, y] = [hall.x[seat]!, hall.y[seat]!];
      if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) {
        seats.push(seat);
      }
    });
    return seats;
  };
  const rows = useMemo(() => chosen?.rows.map((each, i) => ({ ...each, key: String(i) })) ?? [], [chosen]);
  return (
    <div className="filling">
      <div className="seats-stage">
        {head}
        <SeatCanvas
          ref={map}
          hall={hall}
          pricing={pricing}
          states={states}
          counts={counts}
          version={version}
          picks={picks}
          wanted={null}
          onSeat={(seat) => {
            const next = new Set(picks);
            if (!next.delete(seat)) {
              next.add(seat);
            }
            choose(next);
          }}
          onStanding={(standing) => add(range(standing.first, standing.end))}
          onFrame={framing ? (box) => add(within(box)) : undefined}
        />
        <div className="switch" role="group" aria-label={words.organizer.hand}>
          <button type="button" aria-pressed={!framing} onClick={() => setFraming(false)}>
            {words.organizer.move}
          </button>
          <button type="button" aria-pressed={framing} onClick={() => setFraming(true)} data-test="frame">
            {words.organizer.frame}
          </button>
        </div>
      </div>
      <div className="panel form chooser">
        <label>
          <span>{words.seats.section}</span>
          <select
            value={section}
            data-test="section"
            onChange={(event) => {
              const at = hall.sections.find((each) => each.name === event.target.value);
              setSection(event.target.value);
              setRow("");
              if (at !== undefined) {
                map.current?.show(at.box);
                choose(new Set(range(at.first, at.end)));
              }
            }}
          >
            <option value="">–</option>
            {hall.sections.map((each) => (
              <option key={each.name} value={each.name}>
                {words.seats.sectionName(each.name)}
              </option>
            ))}
          </select>
        </label>
        {chosen !== undefined && !chosen.standing && (
          <label>
            <span>{words.organizer.row}</span>
            <select
              value={row}
              data-test="row"
              onChange={(event) => {
                setRow(event.target.value);
                const one = rows.find((each) => each.key === event.target.value) ?? chosen;
                choose(new Set(range(one.first, one.end)));
              }}
            >
              <option value="">{words.organizer.allRows}</option>
              {rows.map((each) => (
                <option key={each.key} value={each.key}>
                  {each.label === "" ? "–" : each.label}
                </option>
              ))}
            </select>
          </label>
        )}
        <p role="status" data-test="chosen" data-count={picks.size}>
          <strong>{words.organizer.chosen(picks.size)}</strong>
          {picks.size > 0 && picks.size <= NAMED && <small className="fine">{[...picks].map((seat) => seatName(hall, seat, words)).join("; ")}</small>}
        </p>
        {children}
        <Button
          className="plain"
          off={picks.size === 0}
          onClick={() => {
            setSection("");
            setRow("");
            choose(new Set());
          }}
        >
          {words.organizer.clear}
        </Button>
      </div>
    </div>
  );
}
