import { describe, expect, it } from "vitest";
import { readHall } from "./hall";
import { smallMap } from "./testing";
import { wheelchairWithCompanion } from "./together";

const hall = readHall(smallMap());
const silver = hall.tiers.indexOf("silver");
const wheelchair = hall.indexOf.get("A-3-1")!;
const companion = hall.indexOf.get("A-3-2")!;

describe("a wheelchair place with a companion seat", () => {
  it("is found side by side", () => {
    expect(wheelchairWithCompanion(hall, new Uint8Array(hall.seats), null, silver, 2)).toEqual([wheelchair, companion]);
  });

  it("is none when one of the two is taken, of another price, or not looked for", () => {
    const states = new Uint8Array(hall.seats);
    states[companion] = 2;
    expect(wheelchairWithCompanion(hall, states, null, silver, 2)).toBeNull();
    expect(wheelchairWithCompanion(hall, new Uint8Array(hall.seats), null, hall.tiers.indexOf("gold"), 2)).toBeNull();
    expect(wheelchairWithCompanion(hall, new Uint8Array(hall.seats), new Uint8Array(hall.seats), silver, 2)).toBeNull();
  });

  it("takes no seats of other kinds to make up the number", () => {
    expect(wheelchairWithCompanion(hall, new Uint8Array(hall.seats), null, silver, 3)).toBeNull();
  });
});
