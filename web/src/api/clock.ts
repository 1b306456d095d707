/**
 * The server's clock, as far as this device can know it. A `Date` header says the second in which the answer was made,
 * so each answer bounds the difference between the clocks from both sides; the bounds are kept as narrow as they were seen.
 */
export class ServerClock {
  #lowMs = -Infinity;
  #highMs = Infinity;

  /** @param kept bounds that were heard before, for as long as no server is heard */
  constructor(
    private readonly deviceNowMs: () => number = Date.now,
    kept: Bounds | null = null,
    private readonly keep: (bounds: Bounds) => void = () => {},
  ) {
    if (kept !== null && kept.low <= kept.high) {
      this.#lowMs = kept.low;
      this.#highMs = kept.high;
    }
  }

  /** Takes in one answer: when the request left and the answer came, in this device's milliseconds, and its `Date`. */
  heard(sentMs: number, receivedMs: number, date: string | null): void {
    const second = date === null ? NaN : Date.parse(date);
    if (Number.isNaN(second)) {
      return;
    }
    const low = second - receivedMs;
    const high = second + 1000 - sentMs;
    if (low > this.#highMs || high < this.#lowMs) {
      // The device's clock was set meanwhile: what was known before is no longer true.
      this.#lowMs = low;
      this.#highMs = high;
    } else if (low > this.#lowMs || high < this.#highMs) {
      this.#lowMs = Math.max(this.#lowMs, low);
      this.#highMs = Math.min(this.#highMs, high);
    } else {
      return;
    }
    this.keep({ low: this.#lowMs, high: this.#highMs });
  }

  /** Server time minus device time, in milliseconds; 0 while nothing was heard, and when the clocks may well agree. */
  get skewMs(): number {
    if (this.#lowMs === -Infinity || (this.#lowMs <= 0 && this.#highMs >= 0)) {
      return 0;
    }
    return Math.round((this.#lowMs + this.#highMs) / 2);
  }

  /** Now, in the server's milliseconds since 1970. */
  nowMs(): number {
    return this.deviceNowMs() + this.skewMs;
  }
}

interface Bounds {
  low: number;
  high: number;
}

const KEY = "onsale.clock";

function kept(): Bounds | null {
  try {
    const bounds = JSON.parse(localStorage.getItem(KEY) ?? "null") as Bounds | null;
    return bounds !== null && Number.isFinite(bounds.low) && Number.isFinite(bounds.high) ? bounds : null;
  } catch {
    return null;
  }
}

export const serverClock = new ServerClock(Date.now, kept(), (bounds) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(bounds));
  } catch {
    // then it is heard anew at each visit
  }
});
