import type { Availability, AvailabilityDelta } from "../api/types";
import type { Hall } from "./hall";

export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;
export const BLOCKED = 3;

/** Unpacks the bitmap: two bits a seat in index order, the lowest first. */
export function decodeStates(base64: string, seats: number): Uint8Array {
  const packed = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  if (packed.length * 4 < seats) {
    throw new Error(`${packed.length} bytes are too few for ${seats} seats`);
  }
  const states = new Uint8Array(seats);
  for (let i = 0; i < seats; i++) {
    states[i] = (packed[i >> 2]! >> ((i & 3) * 2)) & 3;
  }
  return states;
}

/** The states of all seats of a performance, as of a version of the seat log. */
export class SeatStates {
  readonly states: Uint8Array;
  version: number;

  constructor(availability: Availability, seats: number) {
    this.states = decodeStates(availability.states, seats);
    this.version = availability.version;
  }

  /**
   * Takes in what changed, and answers whether it was new. One version may come in several deltas (an exchange frees and
   * takes), so the version at hand is taken again; that changes nothing, because a delta sets states.
   */
  apply(delta: AvailabilityDelta): boolean {
    if (delta.version < this.version) {
      return false;
    }
    for (const seat of delta.seats) {
      if (seat >= 0 && seat < this.states.length) {
        this.states[seat] = delta.state;
      }
    }
    this.version = delta.version;
    return true;
  }
}

/** How many seats are free: in all, by tier, by section, and by both. */
export interface FreeCounts {
  total: number;
  tiers: Int32Array;
  sections: Int32Array;
  /** By section × tiers + tier. */
  sectionTiers: Int32Array;
}

/** Counts afresh; 50,000 seats take a fraction of a millisecond, which keeps no second truth. */
export function countFree(hall: Hall, states: Uint8Array): FreeCounts {
  const tiers = new Int32Array(hall.tiers.length);
  const sections = new Int32Array(hall.sections.length);
  const sectionTiers = new Int32Array(hall.sections.length * hall.tiers.length);
  let total = 0;
  for (let i = 0; i < hall.seats; i++) {
    if (states[i] === FREE) {
      const tier = hall.tier[i]!;
      const section = hall.section[i]!;
      total++;
      tiers[tier]!++;
      sections[section]!++;
      sectionTiers[section * hall.tiers.length + tier]!++;
    }
  }
  return { total, tiers, sections, sectionTiers };
}
