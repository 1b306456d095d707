import { describe, expect, it } from "vitest";
import { COMPANION, convexHull, inside, readHall, RESTRICTED, seatAt, sectionAt, visitSeats, WHEELCHAIR } from "./hall";
import { smallMap } from "./testing";

const hall = readHall(smallMap());

describe("a hall", () => {
  it("numbers its seats in the order of the document", () => {
    expect(hall.seats).toBe(18 + 40 + 12);
    expect(hall.ids[0]).toBe("A-1-1");
    expect(hall.ids[6]).toBe("A-2-1");
    expect(hall.indexOf.get("B-1-1")).toBe(18);
    expect(hall.indexOf.get("P-12")).toBe(69);
    expect(hall.sections.map(({ first, end }) => [first, end])).toEqual([[0, 18], [18, 58], [58, 70]]);
  });

  it("knows what is special about a seat", () => {
    expect(hall.attributes[hall.indexOf.get("A-3-1")!]).toBe(WHEELCHAIR);
    expect(hall.attributes[hall.indexOf.get("A-3-2")!]).toBe(COMPANION);
    expect(hall.attributes[hall.indexOf.get("A-2-6")!]).toBe(RESTRICTED);
    expect(hall.attributes[0]).toBe(0);
  });

  it("takes the usual distance between neighbours for its spacing, aisles aside", () => {
    expect(hall.spacing).toBeGreaterThan(4.9);
    expect(hall.spacing).toBeLessThan(17);
  });

  it("finds the seat under a point, and none where there is none", () => {
    expect(hall.ids[seatAt(hall, { x: 101, y: 101 }, 5)!]).toBe("A-1-1");
    expect(hall.ids[seatAt(hall, { x: 122, y: 123 }, 5)!]).toBe("A-3-3");
    expect(seatAt(hall, { x: 135, y: 100 }, 5)).toBeNull();
    expect(seatAt(hall, { x: -500, y: -500 }, 5)).toBeNull();
  });

  it("takes the nearest of two seats in reach", () => {
    expect(hall.ids[seatAt(hall, { x: 106, y: 100 }, 20)!]).toBe("A-1-2");
    expect(hall.ids[seatAt(hall, { x: 104, y: 100 }, 20)!]).toBe("A-1-1");
  });

  it("finds every seat again at its own place", () => {
    for (let seat = 0; seat < hall.seats; seat++) {
      expect(seatAt(hall, { x: hall.x[seat]!, y: hall.y[seat]! }, 1)).toBe(seat);
    }
  });

  it("finds the section of an aisle by its outline, and none between sections", () => {
    expect(sectionAt(hall, { x: 135, y: 112 }, 0)?.name).toBe("A");
    expect(sectionAt(hall, { x: 606, y: 106 }, 0)?.name).toBe("Pit");
    expect(sectionAt(hall, { x: 250, y: 300 }, 0)).toBeNull();
  });

  it("takes the section next to a point when one reaches farther", () => {
    expect(sectionAt(hall, { x: 150, y: 145 }, 0)).toBeNull();
    expect(sectionAt(hall, { x: 150, y: 145 }, 30)?.name).toBe("A");
  });

  it("does not count the inside of a curve to the curved section", () => {
    expect(sectionAt(hall, { x: 400, y: 120 }, 0)).toBeNull();
    expect(sectionAt(hall, { x: 400, y: 186 }, 0)?.name).toBe("B");
  });

  it("breaks a row's stretch at an aisle and where the price changes", () => {
    const ofA = hall.stretches.filter((stretch) => stretch.end <= 18);
    expect(ofA.map(({ first, end }) => [first, end])).toEqual([[0, 3], [3, 6], [6, 9], [9, 12], [12, 15], [15, 18]]);
    expect(hall.tiers[ofA[0]!.tier]).toBe("gold");
  });

  it("visits the seats of a part only", () => {
    const visited: number[] = [];
    visitSeats(hall, { left: 590, top: 90, right: 640, bottom: 120 }, (seat) => visited.push(seat));
    expect(visited.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => 58 + i));
  });

  it("is empty without complaint when its map is", () => {
    const empty = readHall({ name: "Empty", size: { width: 10, height: 20 }, tiers: [], sections: [{ name: "Bare", standing: false, rows: [] }], areas: [] });
    expect(empty.seats).toBe(0);
    expect(empty.box).toEqual({ left: 0, top: 0, right: 10, bottom: 20 });
    expect(seatAt(empty, { x: 0, y: 0 }, 10)).toBeNull();
  });

  it("turns rows that are written from right to left before it draws around them", () => {
    const map = smallMap();
    map.sections[0]!.rows[1]!.seats.reverse();
    const turned = readHall(map);
    expect(turned.sections[0]!.side).toBeCloseTo(hall.sections[0]!.side, 5);
  });
});

describe("polygons", () => {
  const square = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }, { x: 0, y: 10 }];

  it("tell inside from outside", () => {
    expect(inside(square, { x: 5, y: 5 })).toBe(true);
    expect(inside(square, { x: 15, y: 5 })).toBe(false);
  });

  it("have a hull without their inner points", () => {
    expect(convexHull([...square, { x: 5, y: 5 }, { x: 2, y: 3 }])).toHaveLength(4);
  });
});
