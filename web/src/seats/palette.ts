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
 * Tiers get the house's own colours, the dearest first, and not the plan's: these can be told apart by colour-blind people
 * too (after Okabe and Ito) and stand at least 3:1 off the ground in both themes, which a plan's colours need not.
 */
const LIGHT: Palette = {
  tiers: ["#b3400a", "#0b5fa5", "#00735c", "#8d3f87", "#7d6100", "#176f86", "#5c4bb0", "#97354f"],
  ground: "#f1ede4",
  section: "#e4ded1",
  line: "#cfc7b6",
  ink: "#1b1814",
  faint: "#6a6357",
  taken: "#c9c1b1",
  mine: "#1b1814",
  onTier: "#ffffff",
  onMine: "#ffffff",
};

const DARK: Palette = {
  tiers: ["#ff9a5c", "#6db3f2", "#4cc9a4", "#dd9ad8", "#dcc04a", "#74cfe3", "#b3a6f5", "#f59ab3"],
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
