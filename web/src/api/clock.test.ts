import { describe, expect, it } from "vitest";
import { ServerClock } from "./clock";

const SECOND = Date.parse("2026-05-01T12:00:00Z");
const date = (ms: number): string => new Date(ms).toUTCString();

describe("the server's clock", () => {
  it("is this device's while nothing was heard, and while they may agree", () => {
    const clock = new ServerClock(() => SECOND);
    expect(clock.skewMs).toBe(0);
    clock.heard(SECOND + 400, SECOND + 450, date(SECOND));
    expect(clock.skewMs).toBe(0);
  });

  it("is known to within a second when the device is wrong", () => {
    const behind = 90_000;
    const clock = new ServerClock(() => SECOND - behind);
    clock.heard(SECOND - behind, SECOND - behind + 20, date(SECOND));
    expect(Math.abs(clock.nowMs() - SECOND)).toBeLessThan(1000);
  });

  it("is known better with each answer", () => {
    const clock = new ServerClock();
    for (let t = 0; t < 3000; t += 90) {
      const server = SECOND + t;
      clock.heard(server + 5000, server + 5010, date(Math.floor(server / 1000) * 1000));
    }
    expect(Math.abs(clock.skewMs + 5000)).toBeLessThan(60);
  });

  it("is learnt anew when the device's clock was set", () => {
    const clock = new ServerClock();
    clock.heard(SECOND - 60_000, SECOND - 60_000, date(SECOND));
    clock.heard(SECOND + 60_000, SECOND + 60_000, date(SECOND));
    expect(clock.skewMs).toBeLessThan(-59_000);
  });

  it("makes nothing of an answer without a date", () => {
    const clock = new ServerClock();
    clock.heard(0, 10, null);
    clock.heard(0, 10, "yesterday");
    expect(clock.skewMs).toBe(0);
  });
});
