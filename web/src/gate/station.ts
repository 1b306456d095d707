import { call } from "../api/client";
import { Refused, Unreachable } from "../api/problem";
import { Door, type Verdict } from "./door";
import { Shelf, type Discord } from "./shelf";

/** A gate waits for the server no longer than this, in milliseconds; then it decides alone. */
const PATIENCE_MS = 2500;
/** How often the manifest is asked for, and what waits is sent, in milliseconds. */
const MANIFEST_EVERY_MS = 120_000;
const SYNC_EVERY_MS = 5000;
/** How often the server is asked which tickets another gate let in too, in milliseconds. */
const CONFLICTS_EVERY_MS = 15_000;
/** Scans sent at once. */
const BATCH = 200;

export interface Station {
  /** Whether the server answered last. */
  online: boolean;
  /** Tickets in the manifest, and how many of them are inside; null while there is no manifest. */
  tickets: number | null;
  inside: number;
  issuedAt: string | null;
  /** Made here without the server, and not yet sent. */
  waiting: number;
  admittedHere: number;
  discords: readonly Discord[];
  downloading: boolean;
  error: unknown;
}

/**
 * One gate of one performance. With the server it asks; without, it decides by its manifest, keeps what it let in, and sends
 * that as soon as the server is back. Each scan carries the moment and the device, so that sending it twice is one scan.
 */
export class GateStation {
  state: Station = { online: navigator.onLine, tickets: null, inside: 0, issuedAt: null, waiting: 0, admittedHere: 0, discords: [], downloading: false, error: null };
  #door: Door | null = null;
  #shelf: Shelf | null = null;
  #timers: ReturnType<typeof setInterval>[] = [];
  #syncing = false;
  #conflictsAtMs = -Infinity;
  #closed = false;
  readonly #whenOnline = (): void => void this.sync();

  constructor(
    readonly performanceId: string,
    readonly device: string,
    /** What this device was called before, so that it knows what it did then. */
    private readonly formerly: readonly string[],
    private readonly changed: () => void,
  ) {}

  async open(): Promise<void> {
    try {
      this.#shelf = await Shelf.open();
      const manifest = await this.#shelf.manifest(this.performanceId);
      if (manifest !== undefined) {
        await this.#stand(manifest);
      }
      this.#tell({ waiting: await this.#shelf.countWaiting(this.performanceId), discords: await this.#shelf.discords(this.performanceId) });
    } catch (error) {
      // A device that keeps nothing can still ask the server.
      this.#tell({ error });
    }
    await this.download();
    await this.sync();
    if (this.#closed) {
      return;
    }
    this.#timers = [setInterval(() => void this.download(), MANIFEST_EVERY_MS), setInterval(() => void this.sync(), SYNC_EVERY_MS)];
    window.addEventListener("online", this.#whenOnline);
  }

  close(): void {
    this.#closed = true;
    this.#timers.forEach(clearInterval);
    window.removeEventListener("online", this.#whenOnline);
    // What is under way still ends in the store, which closes by itself when nobody has it any more.
  }

  /** Fetches what the gate needs to decide alone. */
  async download(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#tell({ downloading: true });
    try {
      const manifest = await call("get", "/v1/gates/{id}/manifest", { path: { id: this.performanceId } });
      await this.#shelf?.keepManifest(manifest);
      await this.#stand(manifest);
      this.#tell({ downloading: false, online: true, error: null });
    } catch (error) {
      this.#tell({ downloading: false, ...(error instanceof Unreachable ? { online: false } : { error }) });
    }
  }

  async #stand(manifest: Door["manifest"]): Promise<void> {
    const admissions = (await this.#shelf?.admissions(this.performanceId)) ?? [];
    this.#door = new Door(
      manifest,
      this.device,
      admissions.map(({ ticketId, at, device }) => [ticketId, { at, device }] as const),
    );
    this.#tell({ issuedAt: manifest.issuedAt });
  }

  /**
   * Judges a code: by the server when it answers in time, else alone.
   *
   * @param atMs when it was scanned, by the server's clock
   */
  async scan(code: string, atMs: number): Promise<Verdict & { alone: boolean }> {
    const scannedAt = new Date(atMs).toISOString();
    if (navigator.onLine) {
      try {
        const answer = await call("post", "/v1/gates/{id}/scans", {
          path: { id: this.performanceId },
          body: { code, scannedAt, device: this.device },
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
        if ("result" in answer) {
          if (answer.ticketId !== undefined && (answer.result === "ADMITTED" || answer.result === "ALREADY_ADMITTED")) {
            const admission = { at: answer.admittedAt ?? scannedAt, device: answer.admittedDevice ?? this.device };
            this.#door?.note(answer.ticketId, admission);
            await this.#shelf?.noteAdmission(this.performanceId, answer.ticketId, admission.at, admission.device);
          }
          this.#tell({ online: true, admittedHere: this.state.admittedHere + (answer.result === "ADMITTED" ? 1 : 0) });
          return { ...answer, alone: false };
        }
      } catch (error) {
        // Its "no" to the whole request is told; a server that is ill or away is not waited for.
        if (error instanceof Refused && error.status < 500) {
          throw error;
        }
      }
    }
    if (this.#door === null || this.#shelf === null) {
      this.#tell({ online: false });
      throw new Unreachable("no manifest to decide by");
    }
    const verdict = await this.#door.judge(code, atMs);
    if (verdict.result === "ADMITTED") {
      await this.#shelf.keepScan({ performanceId: this.performanceId, code, scannedAt, device: this.device, ticketId: verdict.ticketId!, seat: verdict.seat! });
    }
    this.#tell({
      online: false,
      admittedHere: this.state.admittedHere + (verdict.result === "ADMITTED" ? 1 : 0),
      waiting: await this.#shelf.countWaiting(this.performanceId),
    });
    return { ...verdict, alone: true };
  }

  /** Sends what was let in without the server, and keeps what it does not agree with. */
  async sync(): Promise<void> {
    const shelf = this.#shelf;
    if (this.#closed || shelf === null || this.#syncing || !navigator.onLine) {
      this.#tell({ online: this.state.online && navigator.onLine });
      return;
    }
    this.#syncing = true;
    try {
      for (;;) {
        const { scans, changed } = await shelf.waiting(this.performanceId, BATCH);
        for (const scan of changed) {
          await shelf.keepDiscord({ ...scan, result: "CHANGED", otherAt: null, otherDevice: null, noted: false });
        }
        if (scans.length === 0) {
          break;
        }
        const answer = await call("post", "/v1/gates/{id}/scans", {
          path: { id: this.performanceId },
          body: { scans: scans.map(({ code, scannedAt, device }) => ({ code, scannedAt, device, letIn: true })) },
        });
        const results = "results" in answer ? answer.results : [answer];
        for (const [i, result] of results.entries()) {
          const scan = scans[i]!;
          if (result.result !== "ADMITTED") {
            await shelf.keepDiscord({
              performanceId: this.performanceId,
              ticketId: scan.ticketId,
              seat: scan.seat,
              scannedAt: scan.scannedAt,
              result: result.result,
              otherAt: result.admittedAt ?? null,
              otherDevice: result.admittedDevice ?? null,
              noted: false,
            });
          }
        }
        await shelf.sent(scans.map(({ id }) => id));
        this.#tell({ online: true });
      }
      await this.#askForConflicts(shelf);
    } catch (error) {
      this.#tell(error instanceof Unreachable ? { online: false } : { error });
    } finally {
      this.#syncing = false;
      this.#tell({ waiting: await shelf.countWaiting(this.performanceId), discords: await shelf.discords(this.performanceId) });
    }
  }

  /** The gate that came first is told here of those that came after it. */
  async #askForConflicts(shelf: Shelf): Promise<void> {
    if (performance.now() - this.#conflictsAtMs < CONFLICTS_EVERY_MS && this.state.online) {
      return;
    }
    const { items } = await call("get", "/v1/gates/{id}/conflicts", { path: { id: this.performanceId } });
    this.#conflictsAtMs = performance.now();
    const ours = new Set([this.device, ...this.formerly]);
    for (const { ticketId, seat, first, second } of items) {
      for (const [mine, other] of [[first, second], [second, first]] as const) {
        if (ours.has(mine.device)) {
          await shelf.keepDiscord({
            performanceId: this.performanceId,
            ticketId,
            seat,
            scannedAt: mine.at,
            result: "ALREADY_ADMITTED",
            otherAt: other.at,
            otherDevice: other.device,
            noted: false,
          });
          break;
        }
      }
    }
    this.#tell({ online: true });
  }

  /** Somebody has read it and sees to it. */
  async note(discord: Discord): Promise<void> {
    await this.#shelf?.noteDiscord(discord);
    this.#tell({ discords: (await this.#shelf?.discords(this.performanceId)) ?? [] });
  }

  #tell(change: Partial<Station>): void {
    if (this.#closed) {
      return;
    }
    this.state = { ...this.state, ...change, tickets: this.#door?.tickets ?? null, inside: this.#door?.inside ?? 0 };
    this.changed();
  }
}
