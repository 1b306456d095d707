import { toScreen, type Camera, type Screen } from "../camera";
import type { Box, Section } from "../hall";
import type { Palette } from "../palette";
import { faces } from "./faces";
import { visible, type Scene, type Surface } from "./scene";

/** The names of sections on plates; none over another. */
export function paintSectionNames(
  ctx: Surface,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  colours: Palette,
  moving: boolean,
  which: (section: Section) => boolean,
): void {
  const plates: Box[] = [];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  scene.hall.sections.forEach((section, s) => {
    if (which(section) && visible(section, scene.hall, camera, screen)) {
      paintSectionName(ctx, scene, section, s, camera, screen, colours, moving, plates);
    }
  });
}

/** Texts are measured once and not in each frame: their widths at a size of 100 pixels. */
const widths = new Map<string, number>();

/** Another face has come: what was measured no longer holds. */
export function forgetWidths(): void {
  widths.clear();
}

function widthOf(ctx: Surface, text: string, weight: number, size: number): number {
  const key = `${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    ctx.font = `${weight} 100px ${faces()}`;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return (width * size) / 100;
}

/** A section's name on a plate, and what is free when there is room; nothing when there is none, or another plate is there. */
function paintSectionName(
  ctx: Surface,
  scene: Scene,
  section: Section,
  s: number,
  camera: Camera,
  screen: Screen,
  colours: Palette,
  moving: boolean,
  plates: Box[],
): void {
  const room = Math.max(section.side, 1e-6) * camera.scale;
  const name = section.name;
  // As large as the section allows; a long name is smaller, so that its plate leaves the section to be seen.
  const narrow = (room * 0.8) / widthOf(ctx, name, 650, 1);
  const size = Math.round(Math.min(14, Math.max(9, Math.min(room / 3.5, narrow))) * 2) / 2;
  const nameWidth = widthOf(ctx, name, 650, size);
  if (nameWidth + 6 > room * 1.1 || size + 4 > room) {
    return;
  }
  const at = toScreen(camera, screen, section.centre);
  const note = moving ? "" : (scene.notes[s] ?? "");
  const noteWidth = note === "" ? 0 : widthOf(ctx, note, 500, size - 1);
  const withNote = note !== "" && size >= 11 && noteWidth + 8 < room && size * 3.4 < room;
  const plateWidth = Math.max(nameWidth, withNote ? noteWidth : 0) + 8;
  const plateHeight = (withNote ? size * 2.2 : size) + 4;
  const plate = { left: at.x - plateWidth / 2, right: at.x + plateWidth / 2, top: at.y - plateHeight / 2, bottom: at.y + plateHeight / 2 };
  if (plates.some((other) => other.left < plate.right && plate.left < other.right && other.top < plate.bottom && plate.top < other.bottom)) {
    return;
  }
  plates.push(plate);
  ctx.globalAlpha = 0.88;
  ctx.fillStyle = colours.ground;
  ctx.beginPath();
  ctx.roundRect(plate.left, plate.top, plateWidth, plateHeight, 4);
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = colours.ink;
  ctx.font = `650 ${size}px ${faces()}`;
  ctx.fillText(name, at.x, withNote ? at.y - size * 0.55 : at.y);
  if (withNote) {
    ctx.fillStyle = colours.faint;
    ctx.font = `500 ${size - 1}px ${faces()}`;
    ctx.fillText(note, at.x, at.y + size * 0.65);
  }
}
