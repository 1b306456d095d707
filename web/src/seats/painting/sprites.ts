import { corners, type Shape } from "../palette";
import type { Surface } from "./scene";

interface Sprite {
  image: HTMLCanvasElement | OffscreenCanvas;
  /** From the image's corner to the seat's middle, in device pixels. */
  middle: number;
}

const MOST = 256;
const sprites = new Map<string, Sprite>();

/**
 * A seat painted once, to be copied as often as it is seen: thousands of copies cost a tenth of thousands of arcs where no
 * graphics chip helps. Radius and line in device pixels; radii are kept by quarters, and while one moves by whole pixels, so
 * that a zoom does not paint them anew in each frame.
 */
export function sprite(shape: Shape, colour: string, radius: number, moving: boolean, line = 0): Sprite {
  const steps = moving ? 1 : 4;
  const size = Math.max(Math.round(radius * steps) / steps, 0.5);
  const key = `${shape} ${colour} ${size} ${line.toFixed(1)}`;
  const known = sprites.get(key);
  if (known !== undefined) {
    return known;
  }
  if (sprites.size >= MOST) {
    sprites.clear();
  }
  const middle = Math.ceil(size * 1.2 + line) + 1;
  const image = blank(middle * 2);
  const ctx = image.getContext("2d") as Surface;
  ctx.beginPath();
  const points = corners(shape);
  if (points.length === 0) {
    ctx.arc(middle, middle, size, 0, Math.PI * 2);
  } else {
    points.forEach(([x, y], i) => (i === 0 ? ctx.moveTo(middle + x * size, middle + y * size) : ctx.lineTo(middle + x * size, middle + y * size)));
    ctx.closePath();
  }
  if (shape === "ring") {
    ctx.strokeStyle = colour;
    ctx.lineWidth = line;
    ctx.stroke();
  } else {
    ctx.fillStyle = colour;
    ctx.fill();
  }
  const made = { image, middle };
  sprites.set(key, made);
  return made;
}

/** In a worker there is no document, and in an old browser no other canvas. */
function blank(side: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== "undefined") {
    return new OffscreenCanvas(side, side);
  }
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  return canvas;
}
