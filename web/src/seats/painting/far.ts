import { toScreen, type Camera, type Screen } from "../camera";
import { areaCorners, boxOf, type Box } from "../hall";
import { tierColour, tierDash, type Palette } from "../palette";
import { FREE } from "../states";
import { faces } from "./faces";
import { visible, type FarScene, type Picture, type Scene, type Surface } from "./scene";

/** The hall from afar, without names. */
export function paintFar(ctx: Surface, scene: FarScene, camera: Camera, screen: Screen, colours: Palette): void {
  paintAreas(ctx, scene.hall, camera, screen, colours);
  paintSections(ctx, scene, camera, screen, colours);
  paintRows(ctx, scene, camera, screen, colours);
}

/** A shape without seats: a polygon has its corners where they are, the others theirs at their position; all turn about their middle. */
export function paintAreas(ctx: Surface, hall: FarScene["hall"], camera: Camera, screen: Screen, colours: Palette): void {
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
      ctx.font = `600 ${size}px ${faces()}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillStyle = colours.ink;
      ctx.fillText(area.text, 0, 0);
    }
    ctx.restore();
  }
}

export function paintSections(ctx: Surface, scene: FarScene, camera: Camera, screen: Screen, colours: Palette): void {
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
    // The few that somebody looks for are seen; else the share that is free.
    ctx.globalAlpha = bucket < 0 || wanted !== null ? 1 : 0.3 + (0.7 * (bucket % (STRENGTHS + 1))) / STRENGTHS;
    // Beside its colour each price has a rhythm of its own.
    ctx.setLineDash(bucket < 0 || pitch < CLOSED_BELOW_PX ? [] : tierDash(Math.floor(bucket / (STRENGTHS + 1))).map((part) => part * pitch));
    ctx.stroke(path);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Which seats are chosen, large enough to be seen. */
export function paintPicks(ctx: Surface, scene: Scene, camera: Camera, screen: Screen, colours: Palette): void {
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

/** The last picture that covers the screen alone, else all of them, the sharpest last. */
export function paintPictures(ctx: Surface, pictures: readonly Picture[], camera: Camera, screen: Screen): void {
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
