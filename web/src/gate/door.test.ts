import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../api/types";
import { makeCode, signer, stepAt, toBase64Url } from "../tickets/code";
import { Door } from "./door";
import { publicId, readCode } from "./verify";

const ORGANIZER = new Uint8Array(32);
const TICKET = new Uint8Array(32).fill(1);
const NOW = Date.parse("2026-05-01T12:00:00Z");
const text = new TextEncoder();

/** A pass as the server makes it. */
function pass(ticket: bigint, performance: bigint, seat: number, organizer = ORGANIZER): string {
  const bytes = new Uint8Array(123);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  bytes.set(KEY_ID, 1);
  view.setBigUint64(7, ticket);
  view.setBigUint64(15, performance);
  view.setUint32(23, seat);
  bytes.set(ed25519.getPublicKey(TICKET), 27);
  bytes.set(ed25519.sign(new Uint8Array([...text.encode("onsale-pass-v1"), ...bytes.subarray(0, 59)]), organizer), 59);
  return toBase64Url(bytes);
}

const KEY_ID = new Uint8Array([0x13, 0x9e, 0x39, 0x40, 0xe6, 0x4b]);
const manifest = (more: Partial<Manifest> = {}): Manifest => ({
  performanceId: publicId(2n),
  version: 1,
  issuedAt: "2026-05-01T08:00:00Z",
  doorsAt: "2026-05-01T10:00:00Z",
  startsAt: "2026-05-01T13:00:00Z",
  stepSeconds: 30,
  stepTolerance: 1,
  keys: [{ id: toBase64Url(KEY_ID), key: toBase64Url(ed25519.getPublicKey(ORGANIZER)) }],
  tickets: [
    { id: publicId(1n), seat: "A-1", admitted: false },
    { id: publicId(7n), seat: "A-7", admitted: true },
  ],
  ...more,
});

async function code(ticket = 1n, performance = 2n, atMs = NOW, organizer = ORGANIZER): Promise<string> {
  return makeCode(pass(ticket, performance, 3, organizer), await signer(toBase64Url(TICKET)), stepAt(atMs, 30));
}

const judged = async (text: string, door = new Door(manifest(), "north"), atMs = NOW) => (await door.judge(text, atMs)).result;

describe("a gate without a server", () => {
  it("reads the example of the ticket codes' decision", () => {
    const read = readCode(
      "AROeOUDmSwAAAAAAAAABAAAAAAAAAAIAAAADiojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w3zTVjdOSDeLcnCLtlJvUdy4EzDDldRwxOifEu8SI82rF7sl4jWfLZ9fLlgbbh4XFangYaUWpfuKSWF53sadEFAAN1AoDxgC3TB-4hJO7YjxoSqdcxQFYFfJUHn6zDXLKmBuQb-uJ-tpe3xKc6WIxy3a9S1KXi23-8xOEdDr8Y30JD0uMK",
    );
    expect(read).toMatchObject({ keyId: "E545QOZL", ticketId: "0000000000001", performanceId: "0000000000002", seat: 3, step: 58_000_000 });
  });

  it("lets a ticket in once, and says when and where it did", async () => {
    const door = new Door(manifest(), "north");
    expect(await door.judge(await code(), NOW)).toEqual({ result: "ADMITTED", ticketId: publicId(1n), seat: "A-1" });
    expect(await door.judge(await code(), NOW + 1000)).toMatchObject({ result: "ALREADY_ADMITTED", admittedDevice: "north", admittedAt: new Date(NOW).toISOString() });
    expect(door.inside).toBe(2);
  });

  it("knows whom others let in, from the manifest and from what was noted", async () => {
    expect(await judged(await code(7n))).toBe("ALREADY_ADMITTED");
    const noted = new Door(manifest(), "north", [[publicId(1n), { at: "2026-05-01T11:00:00Z", device: "south" }]]);
    expect(await judged(await code(), noted)).toBe("ALREADY_ADMITTED");
  });

  it("takes a step before and after its own, and none further", async () => {
    expect(await judged(await code(1n, 2n, NOW - 30_000))).toBe("ADMITTED");
    expect(await judged(await code(1n, 2n, NOW + 30_000))).toBe("ADMITTED");
    expect(await judged(await code(1n, 2n, NOW - 60_000))).toBe("STALE");
  });

  it("believes no forgery, no changed sign, and no other spelling", async () => {
    const real = await code();
    expect(await judged(await code(1n, 2n, NOW, new Uint8Array(32).fill(9)))).toBe("INVALID");
    expect(await judged(`${real.slice(0, -1)}${real.endsWith("A") ? "B" : "A"}`)).toBe("INVALID");
    expect(await judged(`${real}=`)).toBe("INVALID");
    expect(await judged("")).toBe("INVALID");
    expect(await judged(real, new Door(manifest({ keys: [] }), "north"))).toBe("INVALID");
  });

  it("takes a manifest of 50,000 tickets, which has less than 5 MB", async () => {
    const tickets = Array.from({ length: 50_000 }, (_, i) => ({ id: publicId(BigInt(i + 1) << 40n), seat: `Lower ${100 + (i % 60)}-${i % 40}-${i}`, admitted: i % 2 === 1 }));
    expect(JSON.stringify(manifest({ tickets })).length).toBeLessThan(5_000_000);
    const door = new Door(manifest({ tickets }), "north");
    expect([door.tickets, door.inside]).toEqual([50_000, 25_000]);
    expect(await judged(await code(1n << 40n), door)).toBe("ADMITTED");
  });

  it("tells another performance, an unlisted ticket, and closed doors", async () => {
    expect(await judged(await code(1n, 3n))).toBe("WRONG_PERFORMANCE");
    expect(await judged(await code(5n))).toBe("NOT_LISTED");
    expect(await judged(await code(), new Door(manifest({ doorsAt: "2026-05-01T12:30:00Z" }), "north"))).toBe("TOO_EARLY");
  });
});
