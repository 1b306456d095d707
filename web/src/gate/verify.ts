import { fromBase64Url, toBase64Url } from "../tickets/code";

/**
 * A ticket's code as a gate reads it, without a server: the organiser's signature over the pass, and the ticket's own over the
 * pass and the time step. The bytes are told in docs/decisions/0005-ticket-codes.md.
 */
export interface ReadCode {
  keyId: string;
  ticketId: string;
  performanceId: string;
  /** Index in the performance's seat map. */
  seat: number;
  step: number;
  /** Whether both signatures are right; needs the organiser's keys by their id. */
  genuine: (keys: ReadonlyMap<string, string>) => Promise<boolean>;
}

const CODE_BYTES = 192;
const PASS_BYTES = 123;
const SIGNED_BYTES = 59;
const PASS_CONTEXT = new TextEncoder().encode("onsale-pass-v1");
const CODE_CONTEXT = new TextEncoder().encode("onsale-code-v1");

/** Reads a code; null when it is none, or not in its one spelling. */
export function readCode(text: string): ReadCode | null {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64Url(text);
  } catch {
    return null;
  }
  if (bytes.length !== CODE_BYTES || bytes[0] !== 1 || toBase64Url(bytes) !== text) {
    return null;
  }
  const view = new DataView(bytes.buffer);
  const keyId = toBase64Url(bytes.subarray(1, 7));
  return {
    keyId,
    ticketId: publicId(view.getBigUint64(7)),
    performanceId: publicId(view.getBigUint64(15)),
    seat: view.getUint32(23),
    step: Number(view.getBigUint64(PASS_BYTES) >> 24n),
    genuine: async (keys) => {
      const organizerKey = keys.get(keyId);
      return (
        organizerKey !== undefined &&
        (await verifies(fromBase64Url(organizerKey), bytes.subarray(SIGNED_BYTES, PASS_BYTES), joined(PASS_CONTEXT, bytes.subarray(0, SIGNED_BYTES)))) &&
        (await verifies(bytes.subarray(27, SIGNED_BYTES), bytes.subarray(128), joined(CODE_CONTEXT, bytes.subarray(0, 128))))
      );
    },
  };
}

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

/** The public form of an id: 13 digits of Crockford's base 32. */
export function publicId(id: bigint): string {
  let text = "";
  for (let rest = id, i = 0; i < 13; i++, rest >>= 5n) {
    text = DIGITS[Number(rest & 31n)] + text;
  }
  return text;
}

/** By the browser's own Ed25519 where it has one and the page may use it, else by ours. */
async function verifies(key: Uint8Array, signature: Uint8Array, message: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("raw", new Uint8Array(key), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, imported, new Uint8Array(signature), message);
  } catch {
    const { ed25519 } = await import("@noble/curves/ed25519.js");
    try {
      return ed25519.verify(signature, message, key, { zip215: false });
    } catch {
      return false;
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
