import type { Money } from "../api/types";
import type { Words } from "../words/en";
import { COMPANION, RESTRICTED, WHEELCHAIR, type Hall, type Section } from "./hall";
import { tierOf, type Pricing } from "./pricing";
import { FREE, HELD, SOLD } from "./states";

/** A section as people say it. */
export function sectionTitle(section: Section, words: Words): string {
  return section.standing ? `${words.seats.sectionName(section.name)} · ${words.seats.standing}` : words.seats.sectionName(section.name);
}

/** A seat as people say it: "Block 103, row 12, seat 7". */
export function seatName(hall: Hall, seat: number, words: Words): string {
  const section = hall.sections[hall.section[seat]!]!;
  return section.standing
    ? words.seats.sectionPlace(section.name, hall.labels[seat]!)
    : words.seats.sectionRowSeat(section.name, hall.rowLabels[seat]!, hall.labels[seat]!);
}

/** A seat by its id; the id itself when the hall is not here, or does not know it. */
export function seatNameById(hall: Hall | null, id: string, words: Words): string {
  const seat = hall?.indexOf.get(id);
  return hall === null || seat === undefined ? id : seatName(hall, seat, words);
}

/** What one should know of a seat before choosing it. */
export function seatNotes(hall: Hall, seat: number, words: Words): string[] {
  const bits = hall.attributes[seat]!;
  const notes: string[] = [];
  if ((bits & WHEELCHAIR) !== 0) {
    notes.push(words.seats.wheelchair);
  }
  if ((bits & COMPANION) !== 0) {
    notes.push(words.seats.companion);
  }
  if ((bits & RESTRICTED) !== 0) {
    notes.push(words.seats.restricted);
  }
  return notes;
}

/** The warnings that a choice of seats calls for, each once. */
export function warnings(hall: Hall, seats: Iterable<number>, words: Words): string[] {
  let bits = 0;
  for (const seat of seats) {
    bits |= hall.attributes[seat]!;
  }
  return [
    (bits & WHEELCHAIR) !== 0 ? words.seats.wheelchairNote : "",
    (bits & COMPANION) !== 0 ? words.seats.companionNote : "",
    (bits & RESTRICTED) !== 0 ? words.seats.restrictedNote : "",
  ].filter((note) => note !== "");
}

/** How many seats of something are free, in words; nothing while that is not known. */
export function freeNote(free: number | null | undefined, words: Words): string {
  return free === null || free === undefined ? "" : free === 0 ? words.seats.noneFree : words.seats.sectionSummary(free);
}

/** A seat in a few lines: its name, its price or why it can't be had, and what to know of it. */
export function seatLines(
  hall: Hall,
  pricing: Pricing,
  states: Uint8Array | null,
  picks: ReadonlySet<number>,
  seat: number,
  words: Words,
  money: (money: Money) => string,
): string[] {
  const tier = tierOf(hall, pricing, seat);
  const state = states?.[seat] ?? FREE;
  const status = picks.has(seat)
    ? words.seats.mine
    : state === HELD
      ? words.seats.held
      : state === SOLD
        ? words.seats.sold
        : state !== FREE || tier === null
          ? words.seats.blocked
          : `${money(tier.price)} · ${tier.label}`;
  return [seatName(hall, seat, words), status, ...seatNotes(hall, seat, words)];
}
