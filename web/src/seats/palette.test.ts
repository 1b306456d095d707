import { describe, expect, it } from "vitest";
import { palette, tierShape, type Palette } from "./palette";

type Colour = readonly [red: number, green: number, blue: number];

/** How people see who lack one kind of cones, in linear light (Machado, Oliveira and Fernandes 2009, severity 1). */
const EYES: Readonly<Record<string, readonly Colour[]>> = {
  "three kinds of cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** Distances in OKLab, where black is 1 off white and about 0.02 can just be seen side by side. */
const FIRST = 5;
const APART_AMONG_FIRST = 0.12;
const APART = 0.08;
const APART_FROM_TAKEN = 0.12;
/** What WCAG asks of signs that tell something, and of text. */
const CONTRAST = 3;
const CONTRAST_OF_TEXT = 4.5;

function light(hex: string): Colour {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function times(rows: readonly Colour[], [x, y, z]: Colour): Colour {
  const [a, b, c] = rows.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [a!, b!, c!];
}

function oklab(colour: Colour): Colour {
  const [l, m, s] = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], colour);
  return times(
    [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
}

function seen(hex: string, eye: string): Colour {
  const [red, green, blue] = times(EYES[eye]!, light(hex));
  const within = (value: number): number => Math.min(Math.max(value, 0), 1);
  return oklab([within(red), within(green), within(blue)]);
}

function apart(one: string, other: string, eye: string): number {
  const [a, b] = [seen(one, eye), seen(other, eye)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => times([[0.2126, 0.7152, 0.0722], [0, 0, 0], [0, 0, 0]], light(hex))[0];
  const [less, more] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (more! + 0.05) / (less! + 0.05);
}

describe("the measure of colours", () => {
  it("finds black far from white, and red near green where no cones tell them apart", () => {
    expect(apart("#000000", "#ffffff", "deuteranopia")).toBeCloseTo(1, 2);
    expect(apart("#c04000", "#608000", "three kinds of cones")).toBeGreaterThan(0.2);
    expect(apart("#c04000", "#608000", "protanopia")).toBeLessThan(apart("#c04000", "#608000", "three kinds of cones") / 2);
  });
});

for (const [theme, colours] of [["light", palette(false)], ["dark", palette(true)]] as [string, Palette][]) {
  describe(`the map's colours, ${theme}`, () => {
    for (const eye of Object.keys(EYES)) {
      it(`tell prices apart with ${eye}`, () => {
        const near = colours.tiers.flatMap((one, i) =>
          colours.tiers.slice(0, i).flatMap((other, j) => {
            const distance = apart(one, other, eye);
            return distance < (i < FIRST ? APART_AMONG_FIRST : APART) ? [`${j} and ${i}: ${distance.toFixed(3)}`] : [];
          }),
        );
        expect(near).toEqual([]);
      });

      it(`tell what is taken, held or chosen from what is free with ${eye}`, () => {
        for (const tier of colours.tiers) {
          for (const other of [colours.taken, colours.mine, colours.ground, colours.section, colours.line]) {
            expect(apart(tier, other, eye), `${tier} and ${other}`).toBeGreaterThan(APART_FROM_TAKEN);
          }
        }
      });
    }

    it("stand off the ground, and bear their labels", () => {
      for (const tier of [...colours.tiers, colours.mine]) {
        expect(contrast(tier, colours.ground), `${tier} on the ground`).toBeGreaterThan(CONTRAST);
        expect(contrast(tier, colours.section), `${tier} on a section`).toBeGreaterThan(CONTRAST);
      }
      for (const tier of colours.tiers) {
        expect(contrast(tier, colours.onTier), `a label on ${tier}`).toBeGreaterThan(CONTRAST_OF_TEXT);
      }
      expect(contrast(colours.mine, colours.onMine)).toBeGreaterThan(CONTRAST_OF_TEXT);
    });

    it("come with a shape of its own for each price", () => {
      expect(new Set(colours.tiers.map((_, place) => tierShape(place))).size).toBe(colours.tiers.length);
    });
  });
}
