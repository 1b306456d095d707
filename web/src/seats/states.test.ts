import { describe, expect, it } from "vitest";
import type { Availability } from "../api/types";
import { readHall } from "./hall";
import { BLOCKED, countFree, decodeStates, FREE, HELD, SeatStates, SOLD } from "./states";
import { smallMap } from "./testing";

const counts = { capacity: 0, free: 0, held: 0, sold: 0, blocked: 0 };

function availability(states: string, version = 7): Availability {
  return { performanceId: "p", version, seatMap: "0".repeat(64), counts: { total: counts, tiers: {}, sections: {} }, states };
}

describe("the bitmap", () => {
  it("has two bits a seat, the lowest first", () => {
    // 0b11_10_01_00 is free, held, sold, blocked; 0b01 in the next byte is held
    expect([...decodeStates(btoa("\u00e4\u0001"), 5)]).toEqual([FREE, HELD, SOLD, BLOCKED, HELD]);
  });

  it("is refused when it is shorter than the hall", () => {
    expect(() => decodeStates(btoa("\u00e4"), 5)).toThrow(/too few/);
  });

  it("decodes 50,000 seats", () => {
    const states = decodeStates(btoa("\u00aa".repeat(12_500)), 50_000);
    expect(states).toHaveLength(50_000);
    expect(states.every((state) => state === SOLD)).toBe(true);
  });
});

describe("deltas", () => {
  it("set states and the version", () => {
    const states = new SeatStates(availability(btoa("\0\0")), 8);
    expect(states.apply({ version: 8, seats: [1, 3], state: HELD })).toBe(true);
    expect([...states.states]).toEqual([0, 1, 0, 1, 0, 0, 0, 0]);
    expect(states.version).toBe(8);
  });

  it("of an older version change nothing", () => {
    const states = new SeatStates(availability(btoa("\0\0")), 8);
    states.apply({ version: 9, seats: [0], state: SOLD });
    expect(states.apply({ version: 8, seats: [0], state: FREE })).toBe(false);
    expect(states.states[0]).toBe(SOLD);
  });

  it("may share a version, as an exchange's do", () => {
    const states = new SeatStates(availability(btoa("\0\0")), 8);
    states.apply({ version: 8, seats: [0], state: HELD });
    states.apply({ version: 8, seats: [1], state: FREE });
    expect(states.states[0]).toBe(HELD);
    expect(states.version).toBe(8);
  });

  it("that name no seat of the hall are left aside", () => {
    const states = new SeatStates(availability(btoa("\0\0")), 8);
    expect(states.apply({ version: 8, seats: [-1, 8, 1000], state: SOLD })).toBe(true);
    expect(states.states.every((state) => state === FREE)).toBe(true);
  });
});

describe("what is free", () => {
  it("is counted in all, by tier, by section and by both", () => {
    const hall = readHall(smallMap());
    const states = new Uint8Array(hall.seats);
    states[0] = SOLD;
    states[7] = HELD;
    states[60] = BLOCKED;
    const free = countFree(hall, states);
    expect(free.total).toBe(hall.seats - 3);
    expect([...free.tiers]).toEqual([5, 51, 11]);
    expect([...free.sections]).toEqual([16, 40, 11]);
    expect([...free.sectionTiers]).toEqual([5, 11, 0, 0, 40, 0, 0, 0, 11]);
  });
});
