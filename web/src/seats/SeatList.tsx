import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useSpeech } from "../words/language";
import type { FilterCounts } from "./filter";
import type { Hall, Row, Section } from "./hall";
import { freeNote, seatLines } from "./names";
import { tierOf, type Pricing } from "./pricing";
import { FREE } from "./states";

interface Props {
  hall: Hall;
  pricing: Pricing;
  states: Uint8Array | null;
  picks: ReadonlySet<number>;
  /** By seat, 1 for those looked for; null when all are. */
  wanted: Uint8Array | null;
  onSeat: (seat: number) => void;
  onStanding: (section: Section) => void;
}

/**
 * All that the map has, as sections, rows and seats: equal to it, and made of buttons. One section is open at a time. The
 * sections are one stop of the Tab key, and the seats of the open one another; the arrow keys move within, so that nobody
 * has to pass a thousand seats on the way to the till.
 */
export function SeatList(props: Props & { choices: FilterCounts | null }): ReactNode {
  const { words } = useSpeech();
  const { hall, wanted, choices } = props;
  const [open, setOpen] = useState<string | null>(null);
  const [stop, setStop] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const fitting = useMemo(
    () => new Set(hall.sections.filter((section) => wanted === null || wanted.subarray(section.first, section.end).includes(1))),
    [hall, wanted],
  );
  const freeOf = (s: number): number | null => choices?.sections[s] ?? null;
  const shown = hall.sections.filter((section, s) => fitting.has(section) && (wanted === null || freeOf(s) !== 0));
  const stopHere = shown.find((section) => section.name === stop) ?? shown[0];

  const move = (event: KeyboardEvent): void => {
    const headers = [...list.current!.querySelectorAll<HTMLElement>("[data-section]")];
    moveFocus(event, headers, { ArrowDown: 1, ArrowUp: -1 });
  };
  return (
    <ul className="seat-list" aria-label={words.seats.sections} ref={list}>
      {shown.map((section) => {
        const free = freeOf(hall.sections.indexOf(section));
        const expanded = open === section.name;
        return (
          <li key={section.name}>
            <button
              type="button"
              className="seat-list-section"
              data-section={section.name}
              tabIndex={section === stopHere ? 0 : -1}
              {...(section.standing ? {} : { "aria-expanded": expanded })}
              onFocus={() => setStop(section.name)}
              onKeyDown={move}
              onClick={() => (section.standing ? props.onStanding(section) : setOpen(expanded ? null : section.name))}
            >
              <strong>{words.seats.sectionName(section.name)}</strong>
              <span>
                {section.standing && `${words.seats.standing} · `}
                {freeNote(free, words)}
              </span>
            </button>
            {expanded && !section.standing && <SectionSeats section={section} {...props} />}
          </li>
        );
      })}
    </ul>
  );
}

/** The rows and seats of the open section. */
function SectionSeats(props: Props & { section: Section }): ReactNode {
  const { words } = useSpeech();
  const { section, hall, pricing, states, wanted } = props;
  const box = useRef<HTMLUListElement>(null);
  const [stop, setStop] = useState<number | null>(null);
  const firstFree = (): number => {
    for (let seat = section.first; seat < section.end; seat++) {
      if ((states === null || states[seat] === FREE) && tierOf(hall, pricing, seat) !== null && (wanted === null || wanted[seat] === 1)) {
        return seat;
      }
    }
    return section.first;
  };

  const move = (event: KeyboardEvent): void => {
    const button = event.target as HTMLElement;
    const rows = [...box.current!.querySelectorAll<HTMLElement>("[data-row]")].map((row) => [...row.querySelectorAll<HTMLElement>("button")]);
    const row = rows.findIndex((seats) => seats.includes(button));
    const at = rows[row]?.indexOf(button) ?? 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = rows[row + (event.key === "ArrowDown" ? 1 : -1)];
      event.preventDefault();
      next?.[Math.min(at, next.length - 1)]?.focus();
    } else {
      moveFocus(event, rows[row] ?? [], { ArrowRight: 1, ArrowLeft: -1 });
    }
  };
  return (
    <ul className="seat-list-rows" aria-label={`${section.name}: ${words.seats.showSection}`} ref={box} onKeyDown={move}>
      {section.rows.map((row) => (
        <SeatRow key={row.first} row={row} {...props} stop={stop ?? firstFree()} onStop={setStop} />
      ))}
    </ul>
  );
}

function SeatRow(props: Props & { row: Row; stop: number; onStop: (seat: number) => void }): ReactNode {
  const { words, money } = useSpeech();
  const { row, hall, pricing, states, picks, onSeat, wanted, stop, onStop } = props;
  const seats: ReactNode[] = [];
  for (let seat = row.first; seat < row.end; seat++) {
    const tier = tierOf(hall, pricing, seat);
    const state = states === null ? FREE : states[seat]!;
    const mine = picks.has(seat);
    if (wanted !== null && wanted[seat] !== 1 && !mine) {
      continue;
    }
    const free = mine || (state === FREE && tier !== null);
    seats.push(
      <li key={seat}>
        <button
          type="button"
          className={`seat ${hall.attributes[seat] !== 0 ? "seat-special" : ""}`}
          aria-pressed={mine}
          aria-disabled={!free}
          tabIndex={seat === stop ? 0 : -1}
          aria-label={seatLines(hall, pricing, states, picks, seat, words, money).join(", ")}
          onFocus={() => onStop(seat)}
          onClick={() => free && onSeat(seat)}
        >
          {hall.labels[seat]}
        </button>
      </li>,
    );
  }
  return seats.length === 0 ? null : (
    <li className="seat-list-row" data-row={row.label}>
      <span className="seat-list-row-name">{words.seats.row(row.label)}</span>
      <ul aria-label={words.seats.row(row.label)}>{seats}</ul>
    </li>
  );
}

/** Moves the focus among elements by the keys given, and by Home and End. */
function moveFocus(event: KeyboardEvent, elements: readonly HTMLElement[], keys: Record<string, number>): void {
  const at = elements.indexOf(event.target as HTMLElement);
  const step = keys[event.key];
  const next = event.key === "Home" ? 0 : event.key === "End" ? elements.length - 1 : step === undefined ? null : at + step;
  if (next !== null && at >= 0) {
    event.preventDefault();
    event.stopPropagation();
    elements[Math.min(Math.max(next, 0), elements.length - 1)]?.focus();
  }
}
