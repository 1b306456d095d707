import type { SeatMap } from "../api/types";

/** A small hall for tests: a block of 3 straight rows of 6 with an aisle, a curved block, and a standing area. */
export function smallMap(): SeatMap {
  const straight = Array.from({ length: 3 }, (_, r) => ({
    label: String(r + 1),
    seats: Array.from({ length: 6 }, (_, k) => ({
      id: `A-${r + 1}-${k + 1}`,
      label: String(k + 1),
      // an aisle after the third seat
      position: { x: 100 + k * 10 + (k > 2 ? 30 : 0), y: 100 + r * 12 },
      tier: r === 0 ? "gold" : "silver",
      ...(r === 2 && k === 0 ? { attributes: ["wheelchair" as const] } : {}),
      ...(r === 2 && k === 1 ? { attributes: ["companion" as const] } : {}),
      ...(r === 1 && k === 5 ? { attributes: ["restricted-view" as const] } : {}),
    })),
  }));
  const curved = Array.from({ length: 2 }, (_, r) => ({
    label: String.fromCharCode(97 + r),
    seats: Array.from({ length: 20 }, (_, k) => {
      const angle = Math.PI * (0.1 + (0.8 * k) / 19);
      const radius = 80 + r * 12;
      return {
        id: `B-${r + 1}-${k + 1}`,
        label: String(k + 1),
        position: { x: 400 + Math.cos(angle) * radius, y: 100 + Math.sin(angle) * radius },
        tier: "silver",
      };
    }),
  }));
  const places = Array.from({ length: 12 }, (_, k) => ({
    id: `P-${k + 1}`,
    label: String(k + 1),
    position: { x: 600 + (k % 4) * 5, y: 100 + Math.floor(k / 4) * 5 },
    tier: "pit",
  }));
  return {
    name: "Small hall",
    size: { width: 800, height: 400 },
    tiers: [
      { name: "gold", color: "#d4af37" },
      { name: "silver", color: "#aaaaaa" },
      { name: "pit", color: "#333333" },
    ],
    sections: [
      { name: "A", standing: false, rows: straight },
      { name: "B", standing: false, rows: curved },
      { name: "Pit", standing: true, rows: [{ label: "", seats: places }] },
    ],
    areas: [{ shape: "rectangle", position: { x: 100, y: 20 }, size: { width: 200, height: 40 }, text: "Stage" }],
  };
}
