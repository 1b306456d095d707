import type { Manifest, ScanResult } from "../api/types";
import { stepAt } from "../tickets/code";
import { readCode } from "./verify";

/** A verdict without the server. `NOT_LISTED` is genuine but not in the manifest: sold, or given back, after it was downloaded. */
export type Verdict = Omit<ScanResult, "result"> & { result: ScanResult["result"] | "NOT_LISTED" };

export interface Admission {
  at: string;
  device: string;
}

/**
 * A gate that knows its manifest and decides alone. In the order in which the server asks: is it genuine, for this door, listed,
 * used, too early, stale. It remembers whom it has let in, and whom it is told of.
 */
export class Door {
  readonly #seats = new Map<string, string>();
  readonly #admitted = new Map<string, Admission | null>();
  readonly #keys: ReadonlyMap<string, string>;

  constructor(
    readonly manifest: Manifest,
    private readonly device: string,
    admitted: Iterable<readonly [ticketId: string, admission: Admission]> = [],
  ) {
    for (const { id, seat, admitted: used } of manifest.tickets) {
      this.#seats.set(id, seat);
      if (used) {
        this.#admitted.set(id, null);
      }
    }
    for (const [id, admission] of admitted) {
      this.#admitted.set(id, admission);
    }
    this.#keys = new Map(manifest.keys.map(({ id, key }) => [id, key]));
  }

  get tickets(): number {
    return this.#seats.size;
  }

  get inside(): number {
    return this.#admitted.size;
  }

  /** Somebody was let in, here or elsewhere. */
  note(ticketId: string, admission: Admission): void {
    this.#admitted.set(ticketId, admission);
  }

  /** Judges a code as of a moment by the server's clock, and remembers an admission. */
  async judge(code: string, atMs: number): Promise<Verdict> {
    const read = readCode(code);
    if (read === null || !(await read.genuine(this.#keys))) {
      return { result: "INVALID" };
    }
    const { ticketId, performanceId, step } = read;
    const { doorsAt, stepSeconds, stepTolerance } = this.manifest;
    if (performanceId !== this.manifest.performanceId) {
      return { result: "WRONG_PERFORMANCE" };
    }
    const seat = this.#seats.get(ticketId);
    if (seat === undefined) {
      return { result: "NOT_LISTED", ticketId };
    }
    const known = { ticketId, seat };
    const before = this.#admitted.get(ticketId);
    if (before !== undefined) {
      return { result: "ALREADY_ADMITTED", ...known, ...(before === null ? {} : { admittedAt: before.at, admittedDevice: before.device }) };
    }
    if (atMs < Date.parse(doorsAt)) {
      return { result: "TOO_EARLY", ...known, doorsAt };
    }
    if (Math.abs(step - stepAt(atMs, stepSeconds)) > stepTolerance) {
      return { result: "STALE", ...known };
    }
    this.note(ticketId, { at: new Date(atMs).toISOString(), device: this.device });
    return { result: "ADMITTED", ...known };
  }
}
