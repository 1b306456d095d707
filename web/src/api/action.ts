import { useCallback, useRef, useState } from "react";
import { worthRetrying } from "./problem";

/**
 * The idempotency key of one action of the user: the same for every try with the same content, so that a try whose
 * answer was lost is not carried out twice; a new one once the server has decided.
 */
export class ActionKey {
  #key: string | null = null;
  #content = "";

  constructor(private readonly random: () => string = randomKey) {}

  of(content: unknown): string {
    const text = JSON.stringify(content);
    if (this.#key === null || this.#content !== text) {
      this.#key = this.random();
      this.#content = text;
    }
    return this.#key;
  }

  /** The server has decided; the next try is another action. */
  decided(): void {
    this.#key = null;
  }
}

/** 128 random bits in hex; `crypto.randomUUID` is not there on plain HTTP. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An action behind a button: whether it runs, what went wrong, and its idempotency key. */
export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  running: boolean;
  error: unknown;
  forget: () => void;
}

/**
 * Makes an action of `perform`; `key` gives the idempotency key for a content. While it runs, a second click does nothing.
 *
 *     const cancel = useAction(async (key, id: string) => { … });
 *     <button onClick={() => cancel.run(order.id)} disabled={cancel.running}>
 */
export function useAction<A extends unknown[]>(
  perform: (key: (content: unknown) => string, ...args: A) => Promise<void>,
): Action<A> {
  const keys = useRef<ActionKey>(null);
  keys.current ??= new ActionKey();
  const busy = useRef(false);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const latest = useRef(perform);
  latest.current = perform;

  const run = useCallback(async (...args: A) => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    setRunning(true);
    setError(null);
    const key = keys.current!;
    try {
      await latest.current((content) => key.of(content), ...args);
      key.decided();
    } catch (cause) {
      if (!worthRetrying(cause)) {
        key.decided();
      }
      setError(cause);
    } finally {
      busy.current = false;
      setRunning(false);
    }
  }, []);
  const forget = useCallback(() => setError(null), []);
  return { run, running, error, forget };
}
