/** The colours of a theme as the canvas paints them. */
export interface Palette {
  tiers: readonly string[];
  ground: string;
  section: string;
  line: string;
  ink: string;
  faint: string;
  taken: string;
  mine: string;
  onTier: string;
  onMine: string;
}

/**
 * Tiers get the house's own colours, the dearest first, and not the plan's: these differ in lightness as well as in hue, so that
 * colour-blind people can tell them apart (palette.test.ts measures how far), and stand at least 3:1 off the ground in both
 * themes, which a plan's colours need not.
 */
const LIGHT: Palette = {
  tiers: ["#750d03", "#0f289e", "#01837c", "#9058d7", "#865500", "#026283", "#4e2969", "#a01a51"],
  ground: "#f1ede4",
  section: "#e4ded1",
  line: "#cfc7b6",
  ink: "#1b1814",
  faint: "#6a6357",
  taken: "#c9c1b1",
  mine: "#0d0b09",
  onTier: "#ffffff",
  onMine: "#ffffff",
};

const DARK: Palette = {
  tiers: ["#d65f49", "#5984e6", "#92f29c", "#eebfff", "#e6a116", "#57c1bc", "#b899ff", "#ab7793"],
  ground: "#1c1916",
  section: "#2a2621",
  line: "#403a33",
  ink: "#f5f0e6",
  faint: "#a89f90",
  taken: "#4a443c",
  mine: "#ffffff",
  onTier: "#14110e",
  onMine: "#14110e",
};

export function palette(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}

/** The colour of the n-th tier; beyond the palette it begins again, and names and prices tell them apart. */
export function tierColour(colours: Palette, n: number): string {
  return colours.tiers[n % colours.tiers.length]!;
}

/** What a seat looks like before its label and signs. */
export type Shape = "disc" | "square" | "diamond" | "hexagon" | "triangle" | "shield" | "cross" | "star" | "ring";

/** Beside its colour each tier has a shape from near, and from afar the rhythm of its rows: colour never tells alone. */
const SHAPES: readonly Shape[] = ["disc", "square", "diamond", "shield", "hexagon", "triangle", "cross", "star"];
const DASHES: readonly (readonly number[])[] = [[], [2.5, 0.5], [1, 0.6], [4, 0.6, 1, 0.6], [0.6, 0.6], [2.5, 1.2], [1, 1.6], [5, 1]];

export function tierShape(n: number): Shape {
  return SHAPES[n % SHAPES.length]!;
}

/** The dashes of a row from afar, in parts of the distance between seats. */
export function tierDash(n: number): readonly number[] {
  return DASHES[n % DASHES.length]!;
}

/** The corners of a shape of radius 1 around the origin; none for those that are round. */
export function corners(shape: Shape): readonly (readonly [x: number, y: number])[] {
  const around = (n: number, turn: number, radius: (i: number) => number): [number, number][] =>
    Array.from({ length: n }, (_, i) => {
      const angle = turn + (i * 2 * Math.PI) / n;
      return [Math.cos(angle) * radius(i), Math.sin(angle) * radius(i)];
    });
  switch (shape) {
    case "disc":
    case "ring":
      return [];
    case "square":
      return [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]];
    case "diamond":
      return around(4, 0, () => 1.16);
    case "hexagon":
      return around(6, 0, () => 1.06);
    case "triangle":
      return [[0, -1.08], [1.12, 0.92], [-1.12, 0.92]];
    case "shield":
      return [[-1, -0.92], [1, -0.92], [0.86, 0.3], [0, 1.1], [-0.86, 0.3]];
    case "cross":
      return [[-0.45, -1], [0.45, -1], [0.45, -0.45], [1, -0.45], [1, 0.45], [0.45, 0.45], [0.45, 1], [-0.45, 1], [-0.45, 0.45], [-1, 0.45], [-1, -0.45], [-0.45, -0.45]];
    case "star":
      return around(10, -Math.PI / 2, (i) => (i % 2 === 0 ? 1.2 : 0.62));
  }
}
