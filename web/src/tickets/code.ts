/**
 * Living codes, made on the owner's device. A code is the ticket's pass, which the organiser has signed, and behind it the
 * time step and the ticket's own signature over both: `pass + base64url(step + signature)`. The bytes are told in
 * docs/decisions/0005-ticket-codes.md.
 */

const CONTEXT = new TextEncoder().encode("onsale-code-v1");
const PASS_BYTES = 123;
const STEP_BYTES = 5;
const SEED_BYTES = 32;

/** Puts a 32-byte seed into the PKCS #8 form that WebCrypto reads (RFC 8410). */
const PKCS8_HEAD = new Uint8Array([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);

export type Sign = (message: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** The time step in which a moment lies. */
export function stepAt(ms: number, stepSeconds: number): number {
  return Math.floor(ms / 1000 / stepSeconds);
}

/** Signs with the ticket's key: by the browser's own Ed25519 where it has one and the page may use it, else by ours. */
export async function signer(secret: string): Promise<Sign> {
  const seed = fromBase64Url(secret);
  if (seed.length !== SEED_BYTES) {
    throw new Error(`a ticket's secret has ${SEED_BYTES} bytes, not ${seed.length}`);
  }
  try {
    const key = await crypto.subtle.importKey("pkcs8", joined(PKCS8_HEAD, seed), { name: "Ed25519" }, false, ["sign"]);
    return async (message) => new Uint8Array(await crypto.subtle.sign({ name: "Ed25519" }, key, message));
  } catch {
    // An older browser, or plain HTTP, where WebCrypto is closed: only these load a curve of our own.
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    return (message) => Promise.resolve(ed25519.sign(message, seed));
  }
}

/** The code of one time step. */
export async function makeCode(pass: string, sign: Sign, step: number): Promise<string> {
  const passBytes = fromBase64Url(pass);
  if (passBytes.length !== PASS_BYTES) {
    throw new Error(`a pass has ${PASS_BYTES} bytes, not ${passBytes.length}`);
  }
  const stepBytes = new Uint8Array(STEP_BYTES);
  let rest = step;
  for (let i = STEP_BYTES - 1; i >= 0; i--) {
    stepBytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  const signature = await sign(joined(CONTEXT, passBytes, stepBytes));
  return pass + toBase64Url(joined(stepBytes, signature));
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
