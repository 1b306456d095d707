import { useSyncExternalStore } from "react";
import type { Account, Session } from "./types";
import { serverClock } from "./clock";

const KEY = "onsale.session";

let current: Session | null = read();
const listeners = new Set<() => void>();

function read(): Session | null {
  try {
    const text = localStorage.getItem(KEY);
    if (text === null) {
      return null;
    }
    const session = JSON.parse(text) as Session;
    return typeof session.token === "string" && Date.parse(session.expiresAt) > serverClock.nowMs() ? session : null;
  } catch {
    // storage is closed to us, or what is stored is not ours
    return null;
  }
}

function changed(): void {
  listeners.forEach((listener) => listener());
}

/** The token to send, or null when nobody is signed in or the session has run out. */
export function token(): string | null {
  if (current !== null && Date.parse(current.expiresAt) <= serverClock.nowMs()) {
    forgetSession();
  }
  return current?.token ?? null;
}

export function rememberSession(session: Session): void {
  current = session;
  try {
    localStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // without storage the session lives as long as the page
  }
  changed();
}

export function forgetSession(): void {
  current = null;
  try {
    localStorage.removeItem(KEY);
  } catch {
    // nothing was stored
  }
  // What the service worker has kept of this person goes with them.
  if (typeof caches !== "undefined") {
    void caches.delete("onsale-own").catch(() => undefined);
  }
  changed();
}

// Signing in or out in one tab holds for all.
if (typeof window !== "undefined") {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) {
      current = read();
      changed();
    }
  });
}

/** Who is signed in. */
export function useAccount(): Account | null {
  const session = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return session?.account ?? null;
}
