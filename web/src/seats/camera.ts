import type { Box, Point } from "./hall";

/** Where one looks: the world's point in the middle of the screen, and CSS pixels per world unit. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

export interface Screen {
  width: number;
  height: number;
}

export function toScreen(camera: Camera, screen: Screen, point: Point): Point {
  return {
    x: (point.x - camera.x) * camera.scale + screen.width / 2,
    y: (point.y - camera.y) * camera.scale + screen.height / 2,
  };
}

export function toWorld(camera: Camera, screen: Screen, point: Point): Point {
  return {
    x: (point.x - screen.width / 2) / camera.scale + camera.x,
    y: (point.y - screen.height / 2) / camera.scale + camera.y,
  };
}

/** The camera that shows the whole box, with `margin` CSS pixels around it. */
export function fit(box: Box, screen: Screen, margin: number): Camera {
  const width = Math.max(box.right - box.left, 1e-6);
  const height = Math.max(box.bottom - box.top, 1e-6);
  const scale = Math.min(
    Math.max(screen.width - 2 * margin, 1) / width,
    Math.max(screen.height - 2 * margin, 1) / height,
  );
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale };
}

/** Zooms by `factor` so that the world's point under `at` stays under it. */
export function zoomAt(camera: Camera, screen: Screen, at: Point, factor: number): Camera {
  const under = toWorld(camera, screen, at);
  const scale = camera.scale * factor;
  return {
    x: under.x - (at.x - screen.width / 2) / scale,
    y: under.y - (at.y - screen.height / 2) / scale,
    scale,
  };
}

/** Keeps the scale within bounds and the middle of the screen over the hall, so that nobody gets lost. */
export function within(camera: Camera, box: Box, least: number, most: number): Camera {
  const clamp = (n: number, low: number, high: number): number => Math.min(Math.max(n, low), high);
  return {
    x: clamp(camera.x, box.left, box.right),
    y: clamp(camera.y, box.top, box.bottom),
    scale: clamp(camera.scale, least, most),
  };
}
