import type { Manifest } from "../api/types";
import { fromBase64Url, toBase64Url } from "../tickets/code";

/** A scan made here, kept until the server has it. */
export interface KeptScan {
  performanceId: string;
  code: string;
  scannedAt: string;
  device: string;
  ticketId: string;
  seat: string;
}

/** A ticket that was let in here although the server says otherwise, or that another gate let in too. */
export interface Discord {
  performanceId: string;
  ticketId: string;
  seat: string;
  scannedAt: string;
  result: string;
  otherAt: string | null;
  otherDevice: string | null;
  /** Somebody at this gate has taken note. */
  noted: boolean;
}

interface KeptDiscord extends Discord {
  /** With the ticket it tells which: a third gate makes another. */
  other: string;
}

interface SignedScan extends KeptScan {
  id?: number;
  /** By this device's key, so that what was changed in the store meanwhile is not sent as if it had been scanned. */
  mark: string;
}

const DISCORD_KEY = { keyPath: ["performanceId", "ticketId", "other"] };

/** What a gate keeps on the device: manifests, whom it let in, scans to be sent, and what did not agree. */
export class Shelf {
  private constructor(
    private readonly database: IDBDatabase,
    private readonly key: CryptoKey,
  ) {}

  static async open(name = "onsale-gate"): Promise<Shelf> {
    const opening = indexedDB.open(name, 2);
    opening.onupgradeneeded = ({ oldVersion }) => {
      const database = opening.result;
      if (oldVersion === 1) {
        database.deleteObjectStore("discords");
        database.createObjectStore("discords", DISCORD_KEY).createIndex("performance", "performanceId");
        return;
      }
      database.createObjectStore("manifests", { keyPath: "performanceId" });
      database.createObjectStore("scans", { keyPath: "id", autoIncrement: true }).createIndex("performance", "performanceId");
      database.createObjectStore("admissions", { keyPath: ["performanceId", "ticketId"] }).createIndex("performance", "performanceId");
      database.createObjectStore("discords", DISCORD_KEY).createIndex("performance", "performanceId");
      database.createObjectStore("keys");
    };
    const database = await done(opening);
    let key = (await done(database.transaction("keys").objectStore("keys").get("scans"))) as CryptoKey | undefined;
    if (key === undefined) {
      // It can't be read out, not even by this page.
      key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
      await done(database.transaction("keys", "readwrite").objectStore("keys").put(key, "scans"));
    }
    return new Shelf(database, key);
  }

  async keepManifest(manifest: Manifest): Promise<void> {
    await done(this.#store("manifests", "readwrite").put(manifest));
  }

  manifest(performanceId: string): Promise<Manifest | undefined> {
    return done(this.#store("manifests").get(performanceId) as IDBRequest<Manifest | undefined>);
  }

  async keepScan(scan: KeptScan): Promise<void> {
    const mark = toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", this.key, bytesOf(scan))));
    const transaction = this.database.transaction(["scans", "admissions"], "readwrite");
    transaction.objectStore("scans").add({ ...scan, mark });
    transaction.objectStore("admissions").put({ performanceId: scan.performanceId, ticketId: scan.ticketId, at: scan.scannedAt, device: scan.device });
    await ended(transaction);
  }

  async noteAdmission(performanceId: string, ticketId: string, at: string, device: string): Promise<void> {
    await done(this.#store("admissions", "readwrite").put({ performanceId, ticketId, at, device }));
  }

  admissions(performanceId: string): Promise<{ ticketId: string; at: string; device: string }[]> {
    return done(this.#store("admissions").index("performance").getAll(performanceId));
  }

  /** The oldest scans to be sent, and those that are not as they were written, which are taken away. */
  async waiting(performanceId: string, most: number): Promise<{ scans: (KeptScan & { id: number })[]; changed: KeptScan[] }> {
    const all = (await done(this.#store("scans").index("performance").getAll(performanceId, most))) as (SignedScan & { id: number })[];
    const scans: (KeptScan & { id: number })[] = [];
    const changed: KeptScan[] = [];
    for (const { mark, ...scan } of all) {
      const { id, ...written } = scan;
      if (await crypto.subtle.verify("HMAC", this.key, new Uint8Array(fromBase64Url(mark)), bytesOf(written))) {
        scans.push(scan);
      } else {
        changed.push(written);
        await this.sent([id]);
      }
    }
    return { scans, changed };
  }

  countWaiting(performanceId: string): Promise<number> {
    return done(this.#store("scans").index("performance").count(performanceId));
  }

  async sent(ids: readonly number[]): Promise<void> {
    const transaction = this.database.transaction("scans", "readwrite");
    ids.forEach((id) => transaction.objectStore("scans").delete(id));
    await ended(transaction);
  }

  /** Keeps what was found; again, and it stays as it is. */
  async keepDiscord(discord: Discord): Promise<void> {
    const kept: KeptDiscord = { ...discord, other: otherOf(discord) };
    const transaction = this.database.transaction("discords", "readwrite");
    const store = transaction.objectStore("discords");
    const known = store.get([kept.performanceId, kept.ticketId, kept.other]);
    known.onsuccess = () => known.result === undefined && store.put(kept);
    await ended(transaction);
  }

  async noteDiscord(discord: Discord): Promise<void> {
    await done(this.#store("discords", "readwrite").put({ ...discord, other: otherOf(discord), noted: true }));
  }

  discords(performanceId: string): Promise<Discord[]> {
    return done(this.#store("discords").index("performance").getAll(performanceId));
  }

  #store(name: string, mode: IDBTransactionMode = "readonly"): IDBObjectStore {
    return this.database.transaction(name, mode).objectStore(name);
  }
}

function otherOf({ otherAt, otherDevice }: Discord): string {
  return `${otherDevice ?? ""}@${otherAt ?? ""}`;
}

function bytesOf({ performanceId, code, scannedAt, device, ticketId, seat }: KeptScan): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(JSON.stringify([performanceId, code, scannedAt, device, ticketId, seat])));
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the store failed"));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the store failed"));
  });
}
