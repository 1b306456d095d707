import { COMPANION, RESTRICTED, WHEELCHAIR, type Hall } from "./hall";
import { FREE } from "./states";

/** What somebody may need of a seat. */
export type Need = "wheelchair" | "companion" | "full-view";

export const NEEDS: readonly Need[] = ["wheelchair", "companion", "full-view"];

/** What one looks for. Within a kind any will do; of the kinds all must fit. Empty sets ask nothing. */
export interface SeatFilter {
  /** Indices into the hall's tiers. */
  tiers: ReadonlySet<number>;
  /** Index into the hall's sections. */
  section: number | null;
  needs: ReadonlySet<Need>;
}

export const ANYTHING: SeatFilter = { tiers: new Set(), section: null, needs: new Set() };

export function asksNothing({ tiers, section, needs }: SeatFilter): boolean {
  return tiers.size === 0 && section === null && needs.size === 0;
}

function fitsTier(hall: Hall, filter: SeatFilter, seat: number): boolean {
  return filter.tiers.size === 0 || filter.tiers.has(hall.tier[seat]!);
}

function fitsSection(hall: Hall, filter: SeatFilter, seat: number): boolean {
  return filter.section === null || hall.section[seat] === filter.section;
}

function fitsNeeds({ needs }: SeatFilter, bits: number): boolean {
  if (needs.has("full-view") && (bits & RESTRICTED) !== 0) {
    return false;
  }
  const kinds = (needs.has("wheelchair") ? WHEELCHAIR : 0) | (needs.has("companion") ? COMPANION : 0);
  return kinds === 0 || (bits & kinds) !== 0;
}

/** By seat, 1 for those looked for; null when all are. */
export function wantedSeats(hall: Hall, filter: SeatFilter): Uint8Array | null {
  if (asksNothing(filter)) {
    return null;
  }
  const wanted = new Uint8Array(hall.seats);
  for (let seat = 0; seat < hall.seats; seat++) {
    wanted[seat] = fitsTier(hall, filter, seat) && fitsSection(hall, filter, seat) && fitsNeeds(filter, hall.attributes[seat]!) ? 1 : 0;
  }
  return wanted;
}

/** Attributes are bits, so that there are so many kinds of seats. */
const KINDS = 1 + (WHEELCHAIR | COMPANION | RESTRICTED);

/** How many free seats each choice would leave, what is chosen of the other kinds being kept. */
export interface FilterCounts {
  /** That fit in all. */
  total: number;
  tiers: Int32Array;
  sections: Int32Array;
  needs: Record<Need, number>;
}

export function countChoices(hall: Hall, states: Uint8Array, filter: SeatFilter): FilterCounts {
  const counts: FilterCounts = {
    total: 0,
    tiers: new Int32Array(hall.tiers.length),
    sections: new Int32Array(hall.sections.length),
    needs: { wheelchair: 0, companion: 0, "full-view": 0 },
  };
  // Asked once for each tier, section and kind of seat, not for each of 50,000 seats: this runs while fingers move the map.
  const tierFits = hall.tiers.map((_, t) => filter.tiers.size === 0 || filter.tiers.has(t));
  const needsFit = Array.from({ length: KINDS }, (_, bits) => fitsNeeds(filter, bits));
  const kinds = new Int32Array(KINDS);
  hall.sections.forEach((each, s) => {
    const section = filter.section === null || filter.section === s;
    for (let seat = each.first; seat < each.end; seat++) {
      if (states[seat] !== FREE) {
        continue;
      }
      const t = hall.tier[seat]!;
      const bits = hall.attributes[seat]!;
      const needs = needsFit[bits]!;
      if (section && needs) {
        counts.tiers[t]!++;
      }
      if (tierFits[t]) {
        if (needs) {
          counts.sections[s]!++;
        }
        if (section) {
          kinds[bits]!++;
        }
      }
    }
  });
  kinds.forEach((n, bits) => {
    counts.needs.wheelchair += (bits & WHEELCHAIR) !== 0 ? n : 0;
    counts.needs.companion += (bits & COMPANION) !== 0 ? n : 0;
    counts.needs["full-view"] += (bits & RESTRICTED) === 0 ? n : 0;
    counts.total += needsFit[bits] ? n : 0;
  });
  return counts;
}

/** A set with a member put in, or taken out when it was there. */
export function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(member)) {
    next.add(member);
  }
  return next;
}
