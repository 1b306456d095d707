import { useState, type ReactNode } from "react";
import { useSpeech } from "../words/language";
import type { Hall, Row, Section } from "./hall";
import { seatName, seatNotes } from "./names";
import { tierOf, type Pricing } from "./pricing";
import { FREE, HELD, type FreeCounts } from "./states";

interface Props {
  hall: Hall;
  pricing: Pricing;
  states: Uint8Array | null;
  counts: FreeCounts | null;
  picks: ReadonlySet<number>;
  onlyTier: number | null;
  onSeat: (seat: number) => void;
  onStanding: (section: Section) => void;
}

/** All that the map has, as sections, rows and seats: equal to it, and made of buttons. One section is open at a time. */
export function SeatList(props: Props): ReactNode {
  const { words } = useSpeech();
  const { hall, counts, pricing, onlyTier } = props;
  const [open, setOpen] = useState<string | null>(null);
  const wanted = onlyTier === null ? null : (pricing.tiers[onlyTier]?.hallTier ?? null);
  return (
    <ul className="seat-list" aria-label={words.seats.sections}>
      {hall.sections.map((section, s) => {
        const free = counts === null ? null : wanted === null ? counts.sections[s]! : counts.sectionTiers[s * hall.tiers.length + wanted]!;
        if (wanted !== null && free === 0) {
          return null;
        }
        const expanded = open === section.name;
        return (
          <li key={section.name}>
            <button
              type="button"
              className="seat-list-section"
              {...(section.standing ? {} : { "aria-expanded": expanded })}
              onClick={() => (section.standing ? props.onStanding(section) : setOpen(expanded ? null : section.name))}
            >
              <strong>{section.name}</strong>
              <span>
                {section.standing && `${words.seats.standing} · `}
                {free === null ? "" : free === 0 ? words.seats.noneFree : words.seats.sectionSummary(free)}
              </span>
            </button>
            {expanded && !section.standing && (
              <ul className="seat-list-rows" aria-label={`${section.name}: ${words.seats.showSection}`}>
                {section.rows.map((row) => (
                  <SeatRow key={row.first} row={row} {...props} wanted={wanted} />
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function SeatRow({ row, hall, pricing, states, picks, onSeat, wanted }: Props & { row: Row; wanted: number | null }): ReactNode {
  const { words, money } = useSpeech();
  const seats: ReactNode[] = [];
  for (let seat = row.first; seat < row.end; seat++) {
    const tier = tierOf(hall, pricing, seat);
    const state = states === null ? FREE : states[seat]!;
    const mine = picks.has(seat);
    if (wanted !== null && hall.tier[seat] !== wanted) {
      continue;
    }
    const free = mine || (state === FREE && tier !== null);
    const notes = seatNotes(hall, seat, words);
    const status = free && tier !== null ? money(tier.price) : state === HELD ? words.seats.held : words.seats.sold;
    seats.push(
      <li key={seat}>
        <button
          type="button"
          className={`seat ${notes.length > 0 ? "seat-special" : ""}`}
          aria-pressed={mine}
          disabled={!free}
          aria-label={[seatName(hall, seat, words), status, ...notes].join(", ")}
          onClick={() => onSeat(seat)}
        >
          {hall.labels[seat]}
        </button>
      </li>,
    );
  }
  return seats.length === 0 ? null : (
    <li className="seat-list-row">
      <span className="seat-list-row-name">{words.seats.row(row.label)}</span>
      <ul aria-label={words.seats.row(row.label)}>{seats}</ul>
    </li>
  );
}
