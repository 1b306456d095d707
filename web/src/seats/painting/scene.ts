import { toScreen, type Camera, type Screen } from "../camera";
import type { Box, Hall, Section } from "../hall";

/** From this distance between seats on, in CSS pixels, seats are drawn one by one; below it, sections and rows. */
export const SEATS_FROM_PX = 9;

/** What is painted from afar: nothing in it touches the page, so that a worker can paint it. */
export interface FarScene {
  hall: Pick<Hall, "areas" | "sections" | "stretches" | "spacing" | "tier" | "box">;
  /** By the hall's tier: the place of its price, or -1 when it is not for sale. */
  ofHall: Int16Array;
  states: Uint8Array | null;
  /** By seat, 1 for those looked for; null when all are. */
  wanted: Uint8Array | null;
}

/** What is painted in all. */
export interface Scene extends FarScene {
  hall: PaintedHall;
  picks: ReadonlySet<number>;
  /** A seat pointed at. */
  pointed: number | null;
  /** By section, what is said of it under its name; empty for nothing. */
  notes: readonly string[];
}

/** What of a hall is painted; the rest need not be sent to a worker. */
export type PaintedHall = FarScene["hall"] & Pick<Hall, "x" | "y" | "section" | "attributes" | "labels" | "grid">;

/** What there is to paint on: in the page, or in a worker. */
export type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A part of the hall from afar, painted before. */
export interface Picture {
  image: CanvasImageSource;
  /** The part, in the hall's units. */
  box: Box;
}

/** Whether one is so near that seats are seen one by one. */
export function seatsShow(hall: Pick<Hall, "spacing">, camera: Camera): boolean {
  return hall.spacing * camera.scale >= SEATS_FROM_PX;
}

/** Whether something of a section may be on the screen. */
export function visible(section: Section, hall: FarScene["hall"], camera: Camera, screen: Screen): boolean {
  const topLeft = toScreen(camera, screen, { x: section.box.left - hall.spacing, y: section.box.top - hall.spacing });
  const bottomRight = toScreen(camera, screen, { x: section.box.right + hall.spacing, y: section.box.bottom + hall.spacing });
  return bottomRight.x >= 0 && bottomRight.y >= 0 && topLeft.x <= screen.width && topLeft.y <= screen.height;
}
