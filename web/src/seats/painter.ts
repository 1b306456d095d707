import { toScreen, toWorld, type Camera, type Screen } from "./camera";
import { areaCorners, boxOf, COMPANION, RESTRICTED, visitSeats, WHEELCHAIR, type Box, type Hall, type Section } from "./hall";
import { tierColour, type Palette } from "./palette";
import type { Pricing } from "./pricing";
import { sprite } from "./sprites";
import { FREE, HELD, type FreeCounts } from "./states";

/** From this distance between seats on, in CSS pixels, seats are drawn one by one; below it, sections and rows. */
export const SEATS_FROM_PX = 7;
/** From this one on, seats bear their labels. */
const LABELS_FROM_PX = 24;

export interface Scene {
  hall: Hall;
  pricing: Pricing;
  states: Uint8Array | null;
  counts: FreeCounts | null;
  picks: ReadonlySet<number>;
  /** Place of the tier in the pricing that is looked for; the others step back. */
  onlyTier: number | null;
  /** A seat pointed at. */
  pointed: number | null;
  /** How many are free, in words. */
  freeText: (free: number) => string;
}

/**
 * Paints the hall. From afar: sections as shapes, their rows as strokes whose strength is the share still free. From near: each
 * seat on the screen. Rows of one colour and strength go into one path, and seats are copies of one picture: changing colours
 * and drawing arcs is what costs. While one moves from afar, a picture of the whole is moved instead of thousands of strokes.
 */
export class Painter {
  /** The longer side of the picture of the whole, in device pixels. */
  static readonly #WHOLE_PX = 2048;
  /** While seats change all the time, the picture is renewed this often, in milliseconds. */
  static readonly #WHOLE_EVERY_MS = 1000;

  #whole: HTMLCanvasElement | null = null;
  #wholeOf: Look | null = null;
  #wholeAtMs = -Infinity;

  /** @param moving whether the camera moves: then it may be a little less sharp, but must be quick */
  paint(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, pixelRatio: number, colours: Palette, moving: boolean): void {
    ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    ctx.fillStyle = colours.ground;
    ctx.fillRect(0, 0, screen.width, screen.height);
    if (scene.hall.spacing * camera.scale >= SEATS_FROM_PX) {
      paintAreas(ctx, scene.hall, camera, screen, colours);
      paintSections(ctx, scene, camera, screen, colours, true);
      paintSeats(ctx, scene, camera, screen, pixelRatio, colours);
    } else {
      if (moving) {
        this.#paintWhole(ctx, scene, camera, screen, colours);
      } else {
        paintFar(ctx, scene, camera, screen, colours);
      }
      paintPicksFromAfar(ctx, scene, camera, screen, colours);
      paintSectionNames(ctx, scene, camera, screen, colours);
    }
    if (scene.pointed !== null) {
      paintPointed(ctx, scene.hall, scene.pointed, camera, screen, colours);
    }
  }

  #paintWhole(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
    const { box } = scene.hall;
    const width = Math.max(box.right - box.left, 1e-6);
    const height = Math.max(box.bottom - box.top, 1e-6);
    const look: Look = [scene.hall, scene.pricing, scene.counts, scene.onlyTier, colours];
    const now = performance.now();
    const sameHall = this.#wholeOf !== null && [0, 1, 3, 4].every((i) => this.#wholeOf![i] === look[i]);
    const fresh = sameHall && (this.#wholeOf![2] === look[2] || now - this.#wholeAtMs < Painter.#WHOLE_EVERY_MS);
    if (this.#whole === null || !fresh) {
      const scale = Painter.#WHOLE_PX / Math.max(width, height);
      this.#whole ??= document.createElement("canvas");
      const size = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
      this.#whole.width = size.width;
      this.#whole.height = size.height;
      const whole = this.#whole.getContext("2d", { alpha: false })!;
      whole.fillStyle = colours.ground;
      whole.fillRect(0, 0, size.width, size.height);
      paintFar(whole, scene, { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale }, size, colours);
      this.#wholeOf = look;
      this.#wholeAtMs = now;
    }
    const corner = toScreen(camera, screen, { x: box.left, y: box.top });
    ctx.drawImage(this.#whole, corner.x, corner.y, width * camera.scale, height * camera.scale);
  }
}

/** What the picture of the whole depends on: the hall, its prices, the counts (new with every change of a seat), the tier looked for, the theme. */
type Look = readonly [Hall, Pricing, FreeCounts | null, number | null, Palette];

function paintFar(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
  paintAreas(ctx, scene.hall, camera, screen, colours);
  paintSections(ctx, scene, camera, screen, colours, false);
  paintRows(ctx, scene, camera, screen, colours);
}

/** A shape without seats: a polygon has its corners where they are, the others theirs at their position; all turn about their middle. */
function paintAreas(ctx: CanvasRenderingContext2D, hall: Hall, camera: Camera, screen: Screen, colours: Palette): void {
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

function visible(section: Section, hall: Hall, camera: Camera, screen: Screen): boolean {
  const topLeft = toScreen(camera, screen, { x: section.box.left - hall.spacing, y: section.box.top - hall.spacing });
  const bottomRight = toScreen(camera, screen, { x: section.box.right + hall.spacing, y: section.box.bottom + hall.spacing });
  return bottomRight.x >= 0 && bottomRight.y >= 0 && topLeft.x <= screen.width && topLeft.y <= screen.height;
}

function paintSections(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  camera: Camera,
  screen: Screen,
  colours: Palette,
  near: boolean,
): void {
  const { hall, pricing, counts } = scene;
  ctx.lineJoin = "round";
  // The outline runs through the outermost seats' centres; the stroke widens it around them.
  ctx.lineWidth = hall.spacing * camera.scale * 1.5;
  hall.sections.forEach((section, s) => {
    if (section.outline.length === 0 || !visible(section, hall, camera, screen)) {
      return;
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
      const place = pricing.ofHall[hall.tier[section.first]!] ?? -1;
      const share = counts === null ? 0 : counts.sections[s]! / Math.max(section.end - section.first, 1);
      const shown = place >= 0 && share > 0 && (scene.onlyTier === null || scene.onlyTier === place);
      ctx.globalAlpha = shown ? 0.25 + 0.6 * share : 0.15;
      ctx.fillStyle = shown ? tierColour(colours, place) : colours.taken;
      ctx.fill();
      ctx.globalAlpha = 1;
      if (near) {
        paintSectionName(ctx, scene, section, s, camera, screen, colours, []);
      }
    }
  });
}

/** How many strengths the rows' strokes have: the share of free seats, from none to all. */
const STRENGTHS = 4;

function paintRows(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
  const { hall, pricing, states } = scene;
  const width = Math.max(hall.spacing * camera.scale * 0.62, 0.6);
  const paths = new Map<number, Path2D>();
  for (const stretch of hall.stretches) {
    const place = pricing.ofHall[stretch.tier] ?? -1;
    let strength = 0;
    if (place >= 0 && states !== null && (scene.onlyTier === null || scene.onlyTier === place)) {
      let free = 0;
      for (let i = stretch.first; i < stretch.end; i++) {
        free += states[i] === FREE ? 1 : 0;
      }
      strength = Math.ceil((free / (stretch.end - stretch.first)) * STRENGTHS);
    }
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
    ctx.globalAlpha = bucket < 0 ? 1 : 0.28 + (0.72 * (bucket % (STRENGTHS + 1))) / STRENGTHS;
    ctx.stroke(path);
  }
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

function paintSectionNames(ctx: CanvasRenderingContext2D, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
  const plates: Box[] = [];
  scene.hall.sections.forEach((section, s) => {
    if (visible(section, scene.hall, camera, screen)) {
      paintSectionName(ctx, scene, section, s, camera, screen, colours, plates);
    }
  });
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
  plates: Box[],
): void {
  const room = Math.max(section.side, 1e-6) * camera.scale;
  const size = Math.min(14, Math.max(9, room / 3.5));
  ctx.font = `650 ${size}px system-ui, sans-serif`;
  const name = section.name;
  const nameWidth = ctx.measureText(name).width;
  if (nameWidth + 6 > room * 1.1 || size + 4 > room) {
    return;
  }
  const at = toScreen(camera, screen, section.centre);
  const free = scene.counts?.sections[s] ?? null;
  const note = free === null ? "" : scene.freeText(free);
  ctx.font = `500 ${size - 1}px system-ui, sans-serif`;
  const noteWidth = ctx.measureText(note).width;
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
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
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
): void {
  const { hall, pricing, states, picks } = scene;
  const pitch = hall.spacing * camera.scale;
  const radius = pitch * 0.4;
  const topLeft = toWorld(camera, screen, { x: -pitch, y: -pitch });
  const bottomRight = toWorld(camera, screen, { x: screen.width + pitch, y: screen.height + pitch });
  const box = { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
  const offsetX = screen.width / 2 - camera.x * camera.scale;
  const offsetY = screen.height / 2 - camera.y * camera.scale;

  const device = (value: number): number => value * pixelRatio;
  const discs = pricing.tiers.map((_, place) => sprite("disc", tierColour(colours, place), device(radius)));
  const squares = pricing.tiers.map((_, place) => sprite("square", tierColour(colours, place), device(radius)));
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
    const place = pricing.ofHall[hall.tier[seat]!] ?? -1;
    const state = states === null ? FREE : states[seat]!;
    const attributes = hall.attributes[seat]!;
    let look = taken;
    if (place >= 0 && state === FREE) {
      const aside = scene.onlyTier !== null && scene.onlyTier !== place;
      look = aside ? stepped : (attributes & (WHEELCHAIR | COMPANION)) !== 0 ? squares[place]! : discs[place]!;
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
  if (pitch >= LABELS_FROM_PX) {
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
