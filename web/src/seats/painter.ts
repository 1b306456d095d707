import { toScreen, toWorld, type Camera, type Screen } from "./camera";
import { areaCorners, boxOf, COMPANION, RESTRICTED, visitSeats, WHEELCHAIR, type Box, type Hall, type Section } from "./hall";
import { tierColour, tierDash, tierShape, type Palette } from "./palette";
import { sprite } from "./sprites";
import { FREE, HELD, type FreeCounts } from "./states";

/** From this distance between seats on, in CSS pixels, seats are drawn one by one; below it, sections and rows. */
export const SEATS_FROM_PX = 9;
/** From this one on, seats bear their labels. */
const LABELS_FROM_PX = 24;
/** More labels than these are left out while one moves. */
const MOST_LABELS_MOVING = 150;

/** What is painted from afar: nothing in it touches the page, so that a worker can paint it. */
export interface FarScene {
  hall: Pick<Hall, "areas" | "sections" | "stretches" | "spacing" | "tier" | "box">;
  /** By the hall's tier: the place of its price, or -1 when it is not for sale. */
  ofHall: Int16Array;
  states: Uint8Array | null;
  /** By seat, 1 for those looked for; null when all are. */
  wanted: Uint8Array | null;
}

export interface Scene extends FarScene {
  hall: Hall;
  counts: FreeCounts | null;
  picks: ReadonlySet<number>;
  /** A seat pointed at. */
  pointed: number | null;
  /** How many are free, in words. */
  freeText: (free: number) => string;
}

/**
 * Paints the hall. From afar: sections as shapes, their rows as strokes whose strength is the share still free. From near: each
 * seat on the screen. Rows of one colour and strength go into one path, and seats are copies of one picture: changing colours
 * and drawing shapes is what costs.
 *
 * @param pictures pictures of the hall from afar, when there are any: while one moves, they are moved instead of thousands of strokes
 * @param moving whether the camera moves: then it may be a little less sharp, but must be quick
 */
export function paint(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  pictures: readonly Picture[],
  camera: Camera,
  screen: Screen,
  pixelRatio: number,
  colours: Palette,
  moving: boolean,
): void {
  ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, screen.width, screen.height);
  if (seatsShow(scene.hall, camera)) {
    paintAreas(ctx, scene.hall, camera, screen, colours);
    paintSections(ctx, scene, camera, screen, colours);
    paintSectionNames(ctx, scene, camera, screen, colours, moving, (section) => section.standing);
    paintSeats(ctx, scene, camera, screen, pixelRatio, colours, moving);
  } else {
    if (pictures.length > 0) {
      paintPictures(ctx, pictures, camera, screen);
    } else if (moving) {
      paintSections(ctx, scene, camera, screen, colours);
    } else {
      paintFar(ctx, scene, camera, screen, colours);
    }
    paintPicksFromAfar(ctx, scene, camera, screen, colours);
    paintSectionNames(ctx, scene, camera, screen, colours, moving, () => true);
  }
  if (scene.pointed !== null) {
    paintPointed(ctx, scene.hall, scene.pointed, camera, screen, colours);
  }
}

/** Whether one is so near that seats are seen one by one. */
export function seatsShow(hall: Pick<Hall, "spacing">, camera: Camera): boolean {
  return hall.spacing * camera.scale >= SEATS_FROM_PX;
}

/** A part of the hall from afar, painted before. */
export interface Picture {
  image: CanvasImageSource;
  /** The part, in the hall's units. */
  box: Box;
}

/** The last picture that covers the screen alone, else all of them, the sharpest last. */
function paintPictures(ctx: CanvasRenderingContext2D, pictures: readonly Picture[], camera: Camera, screen: Screen): void {
  const covers = (box: Box): boolean => {
    const topLeft = toScreen(camera, screen, { x: box.left, y: box.top });
    const bottomRight = toScreen(camera, screen, { x: box.right, y: box.bottom });
    return topLeft.x <= 0 && topLeft.y <= 0 && bottomRight.x >= screen.width && bottomRight.y >= screen.height;
  };
  const last = pictures.at(-1)!;
  for (const { image, box } of covers(last.box) ? [last] : pictures) {
    const corner = toScreen(camera, screen, { x: box.left, y: box.top });
    ctx.drawImage(image, corner.x, corner.y, (box.right - box.left) * camera.scale, (box.bottom - box.top) * camera.scale);
  }
}

/** What a worker can paint on too. */
type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** The hall from afar, without names. */
export function paintFar(ctx: Surface, scene: FarScene, camera: Camera, screen: Screen, colours: Palette): void {
  paintAreas(ctx, scene.hall, camera, screen, colours);
  paintSections(ctx, scene, camera, screen, colours);
  paintRows(ctx, scene, camera, screen, colours);
}

/** A shape without seats: a polygon has its corners where they are, the others theirs at their position; all turn about their middle. */
function paintAreas(ctx: Surface, hall: FarScene["hall"], camera: Camera, screen: Screen, colours: Palette): void {
  for (const area of hall.areas) {
    const box = boxOf(areaCorners(area));
    const middle = toScreen(camera, screen, { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
    const width = (box.right - box.left) * camera.scale;
    const height = (box.bottom - box.top) * camera.scale;
    ctx.save();
    ctx.translate(middle.x, middle.y);
    ctx.rotate(((area.rotation ?? 0) * Math.PI) / 180);
    ctx.beginPath();
    if (area.points !== undefined && area.points.length > 2) {
      area.points.forEach((point, i) => {
        const at = toScreen(camera, screen, point);
        if (i === 0) {
          ctx.moveTo(at.x - middle.x, at.y - middle.y);
        } else {
          ctx.lineTo(at.x - middle.x, at.y - middle.y);
        }
      });
      ctx.closePath();
    } else if (area.radius !== undefined) {
      ctx.ellipse(0, 0, width / 2, height / 2, 0, 0, Math.PI * 2);
    } else {
      ctx.rect(-width / 2, -height / 2, width, height);
    }
    ctx.fillStyle = colours.line;
    ctx.fill();
    if (area.text !== undefined && area.text !== "" && (width > 24 || width === 0)) {
      const size = width === 0 ? 12 : Math.min(Math.max(width / (area.text.length + 2), 9), 22);
      ctx.font = `600 ${size}px system-ui, sans-serif`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = colours.ink;
      ctx.fillText(area.text, 0, 0);
    }
    ctx.restore();
  }
}

function visible(section: Section, hall: FarScene["hall"], camera: Camera, screen: Screen): boolean {
  const topLeft = toScreen(camera, screen, { x: section.box.left - hall.spacing, y: section.box.top - hall.spacing });
  const bottomRight = toScreen(camera, screen, { x: section.box.right + hall.spacing, y: section.box.bottom + hall.spacing });
  return bottomRight.x >= 0 && bottomRight.y >= 0 && topLeft.x <= screen.width && topLeft.y <= screen.height;
}

function paintSections(ctx: Surface, scene: FarScene, camera: Camera, screen: Screen, colours: Palette): void {
  const { hall, ofHall, states, wanted } = scene;
  ctx.lineJoin = "round";
  // The outline runs through the outermost seats' centres; the stroke widens it around them.
  ctx.lineWidth = hall.spacing * camera.scale * 1.5;
  for (const section of hall.sections) {
    if (section.outline.length === 0 || !visible(section, hall, camera, screen)) {
      continue;
    }
    ctx.beginPath();
    section.outline.forEach((point, i) => {
      const at = toScreen(camera, screen, point);
      if (i === 0) {
        ctx.moveTo(at.x, at.y);
      } else {
        ctx.lineTo(at.x, at.y);
      }
    });
    ctx.closePath();
    ctx.fillStyle = colours.section;
    ctx.strokeStyle = colours.section;
    ctx.stroke();
    ctx.fill();
    if (section.standing) {
      // A standing area has no seats to draw: it fills by the share that is free.
      const place = ofHall[hall.tier[section.first]!] ?? -1;
      const share = states === null ? 0 : freeOf(states, wanted, section.first, section.end) / Math.max(section.end - section.first, 1);
      const shown = place >= 0 && share > 0;
      ctx.globalAlpha = shown ? 0.25 + 0.6 * share : 0.15;
      ctx.fillStyle = shown ? tierColour(colours, place) : colours.taken;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
  }
}

function freeOf(states: Uint8Array, wanted: Uint8Array | null, first: number, end: number): number {
  let free = 0;
  for (let i = first; i < end; i++) {
    if (states[i] === FREE && (wanted === null || wanted[i] === 1)) {
      free++;
    }
  }
  return free;
}

/** Below this distance between seats, in pixels of what is painted on, rows close up. */
const CLOSED_BELOW_PX = 2.4;

/** How many strengths the rows' strokes have: the share of free seats, from none to all. */
const STRENGTHS = 4;

function paintRows(ctx: Surface, scene: FarScene, camera: Camera, screen: Screen, colours: Palette): void {
  const { hall, ofHall, states, wanted } = scene;
  const pitch = hall.spacing * camera.scale;
  // From far away rows close up to a field of colour; nearer they come apart, and each price shows its rhythm.
  const width = Math.max(pitch * (pitch < CLOSED_BELOW_PX ? 1.25 : 0.68), 0.7);
  const paths = new Map<number, Path2D>();
  for (const stretch of hall.stretches) {
    const place = ofHall[stretch.tier] ?? -1;
    const free = place < 0 || states === null ? 0 : freeOf(states, wanted, stretch.first, stretch.end);
    const strength = Math.ceil((free / (stretch.end - stretch.first)) * STRENGTHS);
    const bucket = strength === 0 ? -1 : place * (STRENGTHS + 1) + strength;
    let path = paths.get(bucket);
    if (path === undefined) {
      path = new Path2D();
      paths.set(bucket, path);
    }
    stretch.line.forEach((point, i) => {
      const at = toScreen(camera, screen, point);
      if (i === 0) {
        path.moveTo(at.x, at.y);
        if (stretch.line.length === 1) {
          // A single seat is as long as it is wide.
          path.lineTo(at.x + width, at.y);
        }
      } else {
        path.lineTo(at.x, at.y);
      }
    });
  }
  ctx.lineCap = "butt";
  ctx.lineWidth = width;
  for (const [bucket, path] of paths) {
    ctx.strokeStyle = bucket < 0 ? colours.taken : tierColour(colours, Math.floor(bucket / (STRENGTHS + 1)));
    ctx.globalAlpha = bucket < 0 ? 1 : 0.3 + (0.7 * (bucket % (STRENGTHS + 1))) / STRENGTHS;
    // Beside its colour each price has a rhythm of its own.
    ctx.setLineDash(bucket < 0 || pitch < CLOSED_BELOW_PX ? [] : tierDash(Math.floor(bucket / (STRENGTHS + 1))).map((part) => part * pitch));
    ctx.stroke(path);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function paintPicksFromAfar(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
  ctx.fillStyle = colours.mine;
  ctx.strokeStyle = colours.ground;
  ctx.lineWidth = 2;
  for (const seat of scene.picks) {
    const at = toScreen(camera, screen, { x: scene.hall.x[seat]!, y: scene.hall.y[seat]! });
    ctx.beginPath();
    ctx.arc(at.x, at.y, 5, 0, Math.PI * 2);
    ctx.fill();
    ctx.stroke();
  }
}

function paintSectionNames(
  ctx: CanvasRenderingContext2D,
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

function widthOf(ctx: CanvasRenderingContext2D, text: string, weight: number, size: number): number {
  const key = `${weight} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    ctx.font = `${weight} 100px system-ui, sans-serif`;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return (width * size) / 100;
}

/** A section's name on a plate, and what is free when there is room; nothing when there is none, or another plate is there. */
function paintSectionName(
  ctx: CanvasRenderingContext2D,
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
  const size = Math.round(Math.min(14, Math.max(9, room / 3.5)) * 2) / 2;
  const name = section.name;
  const nameWidth = widthOf(ctx, name, 650, size);
  if (nameWidth + 6 > room * 1.1 || size + 4 > room) {
    return;
  }
  const at = toScreen(camera, screen, section.centre);
  const free = scene.counts?.sections[s] ?? null;
  const note = free === null || moving ? "" : scene.freeText(free);
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
  ctx.font = `650 ${size}px system-ui, sans-serif`;
  ctx.fillText(name, at.x, withNote ? at.y - size * 0.55 : at.y);
  if (withNote) {
    ctx.fillStyle = colours.faint;
    ctx.font = `500 ${size - 1}px system-ui, sans-serif`;
    ctx.fillText(note, at.x, at.y + size * 0.65);
  }
}

function paintSeats(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  pixelRatio: number,
  colours: Palette,
  moving: boolean,
): void {
  const { hall, ofHall, states, wanted, picks } = scene;
  const pitch = hall.spacing * camera.scale;
  const radius = pitch * 0.4;
  const topLeft = toWorld(camera, screen, { x: -pitch, y: -pitch });
  const bottomRight = toWorld(camera, screen, { x: screen.width + pitch, y: screen.height + pitch });
  const box = { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
  const offsetX = screen.width / 2 - camera.x * camera.scale;
  const offsetY = screen.height / 2 - camera.y * camera.scale;

  const device = (value: number): number => value * pixelRatio;
  const places = ofHall.reduce((most, place) => Math.max(most, place + 1), 0);
  const seats = Array.from({ length: places }, (_, place) => sprite(tierShape(place), tierColour(colours, place), device(radius)));
  const stepped = sprite("disc", colours.line, device(radius));
  const held = sprite("ring", colours.faint, device(radius * 0.7), device(Math.max(pitch * 0.07, 0.8)));
  const taken = sprite("disc", colours.taken, device(radius * 0.55));
  const chosen: number[] = [];
  const marked: number[] = [];
  const labelled: number[] = [];
  // Copied in whole device pixels: nothing is resampled.
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  visitSeats(hall, box, (seat) => {
    if (hall.sections[hall.section[seat]!]!.standing) {
      return;
    }
    if (picks.has(seat)) {
      chosen.push(seat);
      return;
    }
    const place = ofHall[hall.tier[seat]!] ?? -1;
    const state = states === null ? FREE : states[seat]!;
    const attributes = hall.attributes[seat]!;
    let look = taken;
    if (place >= 0 && state === FREE) {
      const aside = wanted !== null && wanted[seat] !== 1;
      look = aside ? stepped : seats[place]!;
      if (!aside) {
        (attributes !== 0 ? marked : labelled).push(seat);
      }
    } else if (state === HELD) {
      look = held;
    }
    ctx.drawImage(
      look.image,
      Math.round((hall.x[seat]! * camera.scale + offsetX) * pixelRatio) - look.middle,
      Math.round((hall.y[seat]! * camera.scale + offsetY) * pixelRatio) - look.middle,
    );
  });
  ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);

  for (const seat of marked) {
    paintMark(ctx, hall.attributes[seat]!, hall.x[seat]! * camera.scale + offsetX, hall.y[seat]! * camera.scale + offsetY, radius, colours);
  }
  for (const seat of chosen) {
    paintChosen(ctx, hall.x[seat]! * camera.scale + offsetX, hall.y[seat]! * camera.scale + offsetY, radius * 1.12, colours);
  }
  if (pitch >= LABELS_FROM_PX && !(moving && labelled.length > MOST_LABELS_MOVING)) {
    ctx.fillStyle = colours.onTier;
    ctx.font = `600 ${Math.min(pitch * 0.36, 15)}px system-ui, sans-serif`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const seat of labelled) {
      ctx.fillText(hall.labels[seat]!, hall.x[seat]! * camera.scale + offsetX, hall.y[seat]! * camera.scale + offsetY, radius * 1.8);
    }
  }
  if (pitch >= 12) {
    paintRowLabels(ctx, hall, camera, screen, colours, pitch);
  }
}

/** What is special about a seat, as a shape and not as a colour only. */
function paintMark(ctx: CanvasRenderingContext2D, attributes: number, x: number, y: number, radius: number, colours: Palette): void {
  ctx.strokeStyle = colours.onTier;
  ctx.fillStyle = colours.onTier;
  ctx.lineWidth = Math.max(radius * 0.2, 1);
  ctx.lineCap = "round";
  if ((attributes & WHEELCHAIR) !== 0) {
    // a head, a back and a wheel
    ctx.beginPath();
    ctx.arc(x - radius * 0.15, y - radius * 0.58, radius * 0.17, 0, Math.PI * 2);
    ctx.fill();
    ctx.beginPath();
    ctx.moveTo(x - radius * 0.15, y - radius * 0.3);
    ctx.lineTo(x - radius * 0.1, y + radius * 0.12);
    ctx.lineTo(x + radius * 0.4, y + radius * 0.12);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(x - radius * 0.05, y + radius * 0.3, radius * 0.38, Math.PI * 0.02, Math.PI * 1.35);
    ctx.stroke();
  } else if ((attributes & COMPANION) !== 0) {
    ctx.beginPath();
    ctx.moveTo(x - radius * 0.45, y);
    ctx.lineTo(x + radius * 0.45, y);
    ctx.moveTo(x, y - radius * 0.45);
    ctx.lineTo(x, y + radius * 0.45);
    ctx.stroke();
  } else if ((attributes & RESTRICTED) !== 0) {
    // half of the seat is hidden, as half of the stage will be
    ctx.fillStyle = colours.section;
    ctx.beginPath();
    ctx.arc(x, y, radius * 0.78, -Math.PI / 2, Math.PI / 2);
    ctx.fill();
  }
}

function paintChosen(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colours: Palette): void {
  ctx.fillStyle = colours.mine;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, Math.PI * 2);
  ctx.fill();
  ctx.strokeStyle = colours.onMine;
  ctx.lineWidth = Math.max(radius * 0.24, 1);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.beginPath();
  ctx.moveTo(x - radius * 0.42, y + radius * 0.04);
  ctx.lineTo(x - radius * 0.1, y + radius * 0.36);
  ctx.lineTo(x + radius * 0.45, y - radius * 0.34);
  ctx.stroke();
}

function paintRowLabels(
  ctx: CanvasRenderingContext2D,
  hall: Hall,
  camera: Camera,
  screen: Screen,
  colours: Palette,
  pitch: number,
): void {
  ctx.fillStyle = colours.faint;
  ctx.font = `600 ${Math.min(pitch * 0.42, 13)}px system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "center";
  for (const section of hall.sections) {
    if (section.standing || !visible(section, hall, camera, screen)) {
      continue;
    }
    for (const row of section.rows) {
      for (const [end, inner] of [
        [row.first, row.first + 1],
        [row.end - 1, row.end - 2],
      ] as const) {
        const inward = row.end - row.first > 1 ? inner : null;
        // Beside the row's end, in the row's own direction.
        const dx = inward === null ? -hall.spacing : hall.x[end]! - hall.x[inward]!;
        const dy = inward === null ? 0 : hall.y[end]! - hall.y[inward]!;
        const length = Math.hypot(dx, dy) || 1;
        const at = toScreen(camera, screen, {
          x: hall.x[end]! + (dx / length) * hall.spacing,
          y: hall.y[end]! + (dy / length) * hall.spacing,
        });
        if (at.x > -20 && at.y > -20 && at.x < screen.width + 20 && at.y < screen.height + 20) {
          ctx.fillText(row.label, at.x, at.y, pitch * 1.4);
        }
      }
    }
  }
}

/** A ring in two tones around the seat pointed at, to be seen on every colour; from afar as large as a fingertip. */
function paintPointed(ctx: CanvasRenderingContext2D, hall: Hall, seat: number, camera: Camera, screen: Screen, colours: Palette): void {
  const at = toScreen(camera, screen, { x: hall.x[seat]!, y: hall.y[seat]! });
  const radius = Math.max(hall.spacing * camera.scale * 0.58, 9);
  for (const [colour, width] of [
    [colours.ground, 5],
    [colours.ink, 2.5],
  ] as const) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.arc(at.x, at.y, radius, 0, Math.PI * 2);
    ctx.stroke();
  }
}
