import { useEffect, useState } from "react";
import { serverClock } from "../api/clock";

/** The server's now, in milliseconds, renewed every `everyMs`; it stands still when `everyMs` is null. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(() => serverClock.nowMs());
  useEffect(() => {
    setNow(serverClock.nowMs());
    if (everyMs === null) {
      return;
    }
    const timer = setInterval(() => setNow(serverClock.nowMs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
