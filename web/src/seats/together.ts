import { COMPANION, WHEELCHAIR, type Hall } from "./hall";
import { FREE } from "./states";

/** A gap wider than this, in usual distances between neighbours, ends what is side by side. */
const BESIDE = 2.2;

/**
 * The first free seats side by side of which at least one is a wheelchair place and one a companion seat, and each is one of the
 * two: the seat log finds seats that are all alike, and these are not.
 *
 * @param wanted by seat, 1 for those looked for; null when all are
 * @returns their indices, or null when there are none
 */
export function wheelchairWithCompanion(hall: Hall, states: Uint8Array, wanted: Uint8Array | null, tier: number, count: number): number[] | null {
  const fits = (seat: number): boolean =>
    states[seat] === FREE && hall.tier[seat] === tier && (wanted === null || wanted[seat] === 1) && (hall.attributes[seat]! & (WHEELCHAIR | COMPANION)) !== 0;
  const beside = (seat: number): boolean => Math.hypot(hall.x[seat]! - hall.x[seat - 1]!, hall.y[seat]! - hall.y[seat - 1]!) <= hall.spacing * BESIDE;
  for (const section of hall.sections) {
    for (const row of section.rows) {
      let run: number[] = [];
      for (let seat = row.first; seat < row.end; seat++) {
        if (run.length > 0 && !beside(seat)) {
          run = [];
        }
        run = fits(seat) ? [...run, seat].slice(-count) : [];
        const kinds = run.reduce((bits, each) => bits | hall.attributes[each]!, 0);
        if (run.length === count && (kinds & WHEELCHAIR) !== 0 && (kinds & COMPANION) !== 0) {
          return run;
        }
      }
    }
  }
  return null;
}
