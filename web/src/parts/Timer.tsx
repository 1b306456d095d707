import { useEffect, type ReactNode } from "react";
import { clockText } from "../words/dates";
import { useSpeech } from "../words/language";
import { useNow } from "./now";

/** From here on it is told that time runs out, in milliseconds. */
const WARNING_MS = 2 * 60_000;

/** How often it is told that the time is over, in milliseconds: the server's clock decides, and it may be a little behind. */
const OVER_EVERY_MS = 2000;

/** The time left until `until`, with a warning near the end; calls `onEnd` when it is over, again and again until it is gone. */
export function Timer({ until, onEnd }: { until: string; onEnd: () => void }): ReactNode {
  const { words } = useSpeech();
  const left = Date.parse(until) - useNow(500);
  const over = left <= 0;
  useEffect(() => {
    if (!over) {
      return;
    }
    onEnd();
    const timer = setInterval(onEnd, OVER_EVERY_MS);
    return () => clearInterval(timer);
  }, [over, onEnd]);
  const short = left <= WARNING_MS && !over;
  return (
    <div className={short || over ? "timer timer-short" : "timer"}>
      <p className="timer-clock" role="timer">
        <strong>{clockText(left)}</strong> <span>{words.checkout.left}</span>
      </p>
      {/* told once a minute, not every second */}
      <p className="timer-warning" role="status">
        {short ? words.checkout.warning(left > 60_000 ? 2 : 1) : ""}
      </p>
    </div>
  );
}
