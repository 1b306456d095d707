import { call } from "../api/client";
import type { Availability, AvailabilityDelta } from "../api/types";
import { SeatStates } from "./states";

/** How long to wait before reading again after the feed broke for good, in milliseconds. */
const PAUSE_MS = 3000;

export interface FeedListener {
  /** States are here or have changed. */
  changed: (states: SeatStates) => void;
  /** Whether changes are coming in. */
  live: (live: boolean) => void;
  /** The availability can't be read. It will be tried again. */
  failed: (error: unknown) => void;
}

/**
 * Follows a performance's seats: reads all states once, then what changes. The browser itself resumes a broken stream at the
 * last event's version; when those versions are gone, or the stream is refused, everything is read again.
 *
 * @returns stops it
 */
export function followSeats(performanceId: string, seats: number, listener: FeedListener): () => void {
  const abort = new AbortController();
  let stream: EventSource | null = null;
  let pause: ReturnType<typeof setTimeout> | undefined;

  async function start(): Promise<void> {
    let availability: Availability;
    try {
      availability = await call("get", "/v1/performances/{id}/availability", { path: { id: performanceId }, signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) {
        listener.live(false);
        listener.failed(error);
        again(PAUSE_MS);
      }
      return;
    }
    const states = new SeatStates(availability, seats);
    listener.changed(states);

    stream = new EventSource(`/v1/performances/${encodeURIComponent(performanceId)}/availability/stream?since=${states.version}`);
    stream.onopen = () => listener.live(true);
    stream.addEventListener("delta", (event) => {
      if (states.apply(JSON.parse(event.data as string) as AvailabilityDelta)) {
        listener.changed(states);
      }
    });
    stream.addEventListener("gone", () => again(0));
    stream.onerror = () => {
      listener.live(false);
      if (stream?.readyState === EventSource.CLOSED) {
        again(PAUSE_MS);
      }
    };
  }

  function again(ms: number): void {
    stream?.close();
    clearTimeout(pause);
    pause = setTimeout(() => void start(), ms);
  }

  void start();
  return () => {
    abort.abort();
    clearTimeout(pause);
    stream?.close();
  };
}
