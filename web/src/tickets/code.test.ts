import { ed25519 } from "@noble/curves/ed25519.js";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fromBase64Url, makeCode, signer, stepAt, toBase64Url } from "./code";

// The example of docs/decisions/0005-ticket-codes.md, which the gates' own tests make too: the ticket's seed is 32 bytes 01.
const SECRET = toBase64Url(new Uint8Array(32).fill(1));
const PASS =
  "AROeOUDmSwAAAAAAAAABAAAAAAAAAAIAAAADiojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w3zTVjdOSDeLcnCLtlJvUdy4EzDDldRwxO" +
  "ifEu8SI82rF7sl4jWfLZ9fLlgbbh4XFangYaUWpfuKSWF53sadEF";
const PROOF = "AAN1AoDxgC3TB-4hJO7YjxoSqdcxQFYFfJUHn6zDXLKmBuQb-uJ-tpe3xKc6WIxy3a9S1KXi23-8xOEdDr8Y30JD0uMK";
const STEP = 58_000_000;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a living code", () => {
  it("is the one that the gate's documentation tells", async () => {
    expect(await makeCode(PASS, await signer(SECRET), STEP)).toBe(PASS + PROOF);
  });

  it("is the same where the browser has no Ed25519", async () => {
    vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("no Ed25519", "NotSupportedError"));
    expect(await makeCode(PASS, await signer(SECRET), STEP)).toBe(PASS + PROOF);
  });

  it("has the ticket's signature over all before it", async () => {
    const bytes = fromBase64Url(await makeCode(PASS, await signer(SECRET), STEP + 1));
    const signed = new Uint8Array([...new TextEncoder().encode("onsale-code-v1"), ...bytes.slice(0, 128)]);
    expect(ed25519.verify(bytes.slice(128), signed, bytes.slice(27, 59))).toBe(true);
    expect(bytes).toHaveLength(192);
  });

  it("changes with the step and with nothing else", async () => {
    const sign = await signer(SECRET);
    expect(await makeCode(PASS, sign, STEP)).toBe(await makeCode(PASS, sign, STEP));
    expect(await makeCode(PASS, sign, STEP + 1)).not.toBe(await makeCode(PASS, sign, STEP));
  });

  it("belongs to the step in which the moment lies", () => {
    expect(stepAt(Date.parse("2025-02-19T21:20:00Z"), 30)).toBe(STEP);
    expect(stepAt(Date.parse("2025-02-19T21:20:29.999Z"), 30)).toBe(STEP);
    expect(stepAt(Date.parse("2025-02-19T21:20:30Z"), 30)).toBe(STEP + 1);
  });

  it("is not made of a broken pass or secret", async () => {
    await expect(signer("AAAA")).rejects.toThrow(/32 bytes/);
    await expect(makeCode("AAAA", await signer(SECRET), STEP)).rejects.toThrow(/123 bytes/);
  });
});
