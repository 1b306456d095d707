import { describe, expect, it } from "vitest";
import { readHall } from "./hall";
import { smallMap } from "./testing";
import { rowBeside, rowEnd, seatBeside, seatByName, sectionBeside, type Direction } from "./walk";

const hall = readHall(smallMap());
const seat = (id: string): number => hall.indexOf.get(id)!;
const id = (index: number | null): string | null => (index === null ? null : hall.ids[index]!);
const section = (name: string) => hall.sections.find((each) => each.name === name)!;

describe("walking by arrow keys", () => {
  it("goes to the neighbour, and over an aisle", () => {
    expect(id(seatBeside(hall, seat("A-1-1"), "right"))).toBe("A-1-2");
    expect(id(seatBeside(hall, seat("A-1-3"), "right"))).toBe("A-1-4");
    expect(id(seatBeside(hall, seat("A-2-2"), "up"))).toBe("A-1-2");
    expect(id(seatBeside(hall, seat("A-2-2"), "down"))).toBe("A-3-2");
  });

  it("goes on into the next section, and back", () => {
    const over = seatBeside(hall, seat("A-3-6"), "right");
    expect(hall.sections[hall.section[over]!]!.name).toBe("B");
    let back = over;
    for (let i = 0; i < hall.seats && hall.sections[hall.section[back]!]!.name !== "A"; i++) {
      back = seatBeside(hall, back, "left");
    }
    expect(hall.sections[hall.section[back]!]!.name).toBe("A");
  });

  it("leaves a standing area in one step", () => {
    expect(hall.sections[hall.section[seatBeside(hall, seat("P-6"), "left")]!]!.name).toBe("B");
  });

  it("stays at the edge of the hall, and never walks in a circle", () => {
    expect(id(seatBeside(hall, seat("A-1-1"), "left"))).toBe("A-1-1");
    for (const direction of ["left", "right", "up", "down"] as Direction[]) {
      for (let start = 0; start < hall.seats; start++) {
        let at = start;
        let steps = 0;
        for (let next = seatBeside(hall, at, direction); next !== at; next = seatBeside(hall, at, direction)) {
          at = next;
          expect(++steps, `${hall.ids[start]} ${direction}`).toBeLessThan(hall.seats);
        }
      }
    }
  });

  it("reaches every seat from every other, standing areas as one", () => {
    const seen = new Set([0]);
    const reached = new Set<string>();
    for (const at of seen) {
      const there = hall.sections[hall.section[at]!]!;
      reached.add(there.standing ? there.name : hall.ids[at]!);
      for (const direction of ["left", "right", "up", "down"] as Direction[]) {
        seen.add(seatBeside(hall, at, direction));
      }
    }
    expect(reached.size).toBe(18 + 40 + 1);
  });
});

describe("walking from section to section", () => {
  it("follows their places in the hall", () => {
    expect(sectionBeside(hall, section("A"), "right").name).toBe("B");
    expect(sectionBeside(hall, section("B"), "right").name).toBe("Pit");
    expect(sectionBeside(hall, section("Pit"), "right").name).toBe("Pit");
  });
});

describe("rows", () => {
  it("have a first and a last seat as one sees them, whichever way they are written", () => {
    expect(id(rowEnd(hall, seat("A-2-4"), "home"))).toBe("A-2-1");
    expect(id(rowEnd(hall, seat("A-2-4"), "end"))).toBe("A-2-6");
    // the curved rows are written from right to left
    expect(id(rowEnd(hall, seat("B-1-9"), "home"))).toBe("B-1-20");
    expect(id(rowEnd(hall, seat("B-1-9"), "end"))).toBe("B-1-1");
  });

  it("follow one another, on into the next section", () => {
    expect(id(rowBeside(hall, seat("A-1-2"), 1))).toBe("A-2-2");
    expect(id(rowBeside(hall, seat("A-2-2"), -1))).toBe("A-1-2");
    expect(hall.sections[hall.section[rowBeside(hall, seat("A-3-2"), 1)]!]!.name).toBe("B");
    expect(id(rowBeside(hall, seat("A-1-2"), -1))).toBe("A-1-2");
  });
});

describe("a typed name", () => {
  it("finds the seat by its id, or by section, row and seat", () => {
    expect(id(seatByName(hall, "b-1-7", null))).toBe("B-1-7");
    expect(id(seatByName(hall, "A 2 5", null))).toBe("A-2-5");
    expect(id(seatByName(hall, "a,3,1", null))).toBe("A-3-1");
    expect(id(seatByName(hall, "b b 4", null))).toBe("B-2-4");
  });

  it("finds what is written so far", () => {
    expect(hall.sections[hall.section[seatByName(hall, "pi", null)!]!]!.name).toBe("Pit");
    expect(id(seatByName(hall, "a 2", null))).toBe("A-2-1");
  });

  it("without a section is one of the section at hand", () => {
    expect(id(seatByName(hall, "3 2", section("A")))).toBe("A-3-2");
    expect(seatByName(hall, "3 2", null)).toBeNull();
  });

  it("that nobody has finds nothing", () => {
    expect(seatByName(hall, "z 99", section("A"))).toBeNull();
    expect(seatByName(hall, "a 2 99", null)).toBeNull();
    expect(seatByName(hall, " - ", null)).toBeNull();
  });
});
