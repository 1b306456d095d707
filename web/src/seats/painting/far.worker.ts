import type { Camera, Screen } from "../camera";
import { paintFar } from "./far";
import { loadFace } from "./faces";
import type { FarScene } from "./scene";
import { palette } from "../palette";

/** Paints the hall from afar beside the page, so that no frame waits for thousands of strokes. */
export interface Order {
  /** Sent once, and again when it is another hall. */
  hall?: FarScene["hall"];
  scene: Omit<FarScene, "hall">;
  dark: boolean;
  camera: Camera;
  screen: Screen;
}

let hall: FarScene["hall"] | null = null;

loadFace(() => {
  // What was painted before is lettered with another face.
  if (hall !== null) {
    self.postMessage(null);
  }
});

self.onmessage = ({ data }: MessageEvent<Order>): void => {
  hall = data.hall ?? hall;
  if (hall === null) {
    return;
  }
  const canvas = new OffscreenCanvas(data.screen.width, data.screen.height);
  const ctx = canvas.getContext("2d", { alpha: false })!;
  const colours = palette(data.dark);
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  paintFar(ctx, { ...data.scene, hall }, data.camera, data.screen, colours);
  const image = canvas.transferToImageBitmap();
  (self as unknown as Worker).postMessage(image, [image]);
};
