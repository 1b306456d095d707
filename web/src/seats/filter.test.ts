import { describe, expect, it } from "vitest";
import { ANYTHING, countChoices, toggled, wantedSeats } from "./filter";
import { readHall } from "./hall";
import { FREE, SOLD } from "./states";
import { smallMap } from "./testing";

const hall = readHall(smallMap());
const [gold, silver] = [hall.tiers.indexOf("gold"), hall.tiers.indexOf("silver")];
const free = new Uint8Array(hall.seats).fill(FREE);
const ids = (wanted: Uint8Array | null): string[] => hall.ids.filter((_, i) => wanted?.[i] === 1);

describe("a filter", () => {
  it("that asks nothing wants all", () => {
    expect(wantedSeats(hall, ANYTHING)).toBeNull();
    expect(countChoices(hall, free, ANYTHING).total).toBe(hall.seats);
  });

  it("wants any of the prices, in the section", () => {
    expect(ids(wantedSeats(hall, { ...ANYTHING, tiers: new Set([gold]) }))).toHaveLength(6);
    expect(ids(wantedSeats(hall, { ...ANYTHING, tiers: new Set([gold, silver]), section: 0 }))).toHaveLength(18);
  });

  it("wants the needs: a place for a wheelchair or a companion, and no restricted view", () => {
    expect(ids(wantedSeats(hall, { ...ANYTHING, needs: new Set(["wheelchair"] as const) }))).toEqual(["A-3-1"]);
    expect(ids(wantedSeats(hall, { ...ANYTHING, needs: new Set(["wheelchair", "companion"] as const) }))).toEqual(["A-3-1", "A-3-2"]);
    expect(ids(wantedSeats(hall, { ...ANYTHING, section: 0, needs: new Set(["full-view"] as const) }))).not.toContain("A-2-6");
  });

  it("counts what each choice would leave, the other kinds being kept", () => {
    const states = free.slice();
    states[hall.indexOf.get("A-1-1")!] = SOLD;
    const counts = countChoices(hall, states, { ...ANYTHING, section: 0 });
    expect(counts.total).toBe(17);
    expect([counts.tiers[gold], counts.tiers[silver]]).toEqual([5, 12]);
    expect([...counts.sections]).toEqual([17, 40, 12]);
    expect(counts.needs).toEqual({ wheelchair: 1, companion: 1, "full-view": 16 });
    expect(countChoices(hall, states, { ...ANYTHING, tiers: new Set([gold]) }).sections[1]).toBe(0);
  });

  it("takes a choice back when it is made again", () => {
    expect([...toggled(toggled(new Set([1]), 2), 1)]).toEqual([2]);
  });
});
