import { toScreen, toWorld, type Camera, type Screen } from "../camera";
import { COMPANION, RESTRICTED, visitSeats, WHEELCHAIR } from "../hall";
import { tierColour, tierShape, type Palette } from "../palette";
import { FREE, HELD } from "../states";
import { faces } from "./faces";
import { visible, type PaintedHall, type Scene, type Surface } from "./scene";
import { sprite } from "./sprites";

/** From this distance between seats on, in CSS pixels, seats bear their labels. */
const LABELS_FROM_PX = 24;
/** More labels than these are left out while one moves. */
const MOST_LABELS_MOVING = 150;

/** Each seat on the screen, as copies of one picture; then what is special about some. */
export function paintSeats(
  ctx: Surface,
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
  const seats = Array.from({ length: places }, (_, place) => sprite(tierShape(place), tierColour(colours, place), device(radius), moving));
  const stepped = sprite("disc", colours.line, device(radius), moving);
  const held = sprite("ring", colours.faint, device(radius * 0.7), moving, device(Math.max(pitch * 0.07, 0.8)));
  const taken = sprite("disc", colours.taken, device(radius * 0.55), moving);
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
    ctx.font = `600 ${Math.min(pitch * 0.36, 15)}px ${faces()}`;
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
function paintMark(ctx: Surface, attributes: number, x: number, y: number, radius: number, colours: Palette): void {
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

function paintChosen(ctx: Surface, x: number, y: number, radius: number, colours: Palette): void {
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
  ctx: Surface,
  hall: PaintedHall,
  camera: Camera,
  screen: Screen,
  colours: Palette,
  pitch: number,
): void {
  ctx.fillStyle = colours.faint;
  ctx.font = `600 ${Math.min(pitch * 0.42, 13)}px ${faces()}`;
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
export function paintPointed(ctx: Surface, hall: PaintedHall, seat: number, camera: Camera, screen: Screen, colours: Palette): void {
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
