import type { Camera, Screen } from "../camera";
import type { Order } from "./far.worker";
import type { Box } from "../hall";
import type { FarScene, Picture } from "./scene";

/** What a picture shows besides the hall: when one of these is another, the picture is out of date. */
type Look = readonly [hall: unknown, ofHall: unknown, version: number, wanted: unknown, dark: boolean];

/** In the place of what a picture shows: it is like no other. */
const OUT_OF_DATE = Symbol("out of date");

/** The longer side of the picture of the whole hall, in device pixels. */
const WHOLE_PX = 2048;
/** A sharp picture is so much larger than the screen, that a small move needs no other. */
const MARGIN = 1.15;
/** While seats change all the time, pictures are renewed this often, in milliseconds. */
const EVERY_MS = 1000;

/** The pictures that a worker paints: one of the whole hall, and a sharp one of what is on the screen. */
export class FarPictures {
  readonly #worker: Worker | null;
  readonly #done: () => void;
  #sent: unknown = null;
  #ordered: { look: Look; box: Box; whole: boolean } | null = null;
  #whole: (Picture & { look: Look; atMs: number }) | null = null;
  #sharp: (Picture & { look: Look }) | null = null;

  /** @param done called when a picture is new */
  constructor(done: () => void) {
    this.#done = done;
    this.#worker = typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined" ? null : new Worker(new URL("./far.worker.ts", import.meta.url), { type: "module" });
    this.#worker?.addEventListener("message", ({ data }: MessageEvent<ImageBitmap | null>) => (data === null ? this.#outdate() : this.#take(data)));
  }

  /** What there is to show, the sharpest last, though it may be a moment old; nothing without a worker, or of another hall. */
  of(scene: FarScene, dark: boolean): Picture[] {
    return [this.#whole, this.#sharp].filter((picture) => picture !== null && picture.look[0] === scene.hall && picture.look[4] === dark) as Picture[];
  }

  /** Has painted what is missing: the whole first; then, when the camera stands still, what is on the screen. */
  want(scene: FarScene, version: number, dark: boolean, camera: Camera, screen: Screen, pixelRatio: number, still: boolean): void {
    if (this.#worker === null || this.#ordered !== null || scene.states === null) {
      return;
    }
    const look: Look = [scene.hall, scene.ofHall, version, scene.wanted, dark];
    const whole = this.#whole;
    const onlyNewer = whole !== null && look.every((each, i) => i === 2 || each === whole.look[i]);
    if (whole === null || !onlyNewer || (whole.look[2] !== version && performance.now() - whole.atMs > EVERY_MS)) {
      const { box } = scene.hall;
      const scale = WHOLE_PX / Math.max(box.right - box.left, box.bottom - box.top, 1e-6);
      this.#order(scene, look, dark, { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale }, sizeOf(box, scale), true);
      return;
    }
    if (!still) {
      return;
    }
    const scale = camera.scale * pixelRatio;
    const size = { width: Math.ceil(screen.width * pixelRatio * MARGIN), height: Math.ceil(screen.height * pixelRatio * MARGIN) };
    const box = boxAt(camera, size, scale);
    const sharp = this.#sharp;
    const same = sharp !== null && sharp.look.every((each, i) => i === 2 || each === look[i]) && sharp.look[2] === whole.look[2];
    if (!same || Math.abs(sharp.box.left - box.left) * scale > 1 || Math.abs(sharp.box.top - box.top) * scale > 1 || Math.abs(sharp.box.right - box.right) * scale > 1) {
      this.#order(scene, [look[0], look[1], whole.look[2], look[3], look[4]], dark, { ...camera, scale }, size, false);
    }
  }

  close(): void {
    this.#worker?.terminate();
  }

  #order(scene: FarScene, look: Look, dark: boolean, camera: Camera, screen: Screen, whole: boolean): void {
    const { hall, ofHall, states, wanted } = scene;
    const order: Order = { scene: { ofHall, states, wanted }, dark, camera, screen };
    if (this.#sent !== hall) {
      this.#sent = hall;
      const { areas, sections, stretches, spacing, tier, box } = hall;
      order.hall = { areas, sections, stretches, spacing, tier, box };
    }
    this.#ordered = { look, box: boxAt(camera, screen, camera.scale), whole };
    this.#worker!.postMessage(order);
  }

  /** What there is is shown until there is another. */
  #outdate(): void {
    for (const picture of [this.#whole, this.#sharp]) {
      if (picture !== null) {
        picture.look = [picture.look[0], picture.look[1], picture.look[2], OUT_OF_DATE, picture.look[4]];
      }
    }
    this.#done();
  }

  #take(image: ImageBitmap): void {
    const { look, box, whole } = this.#ordered!;
    this.#ordered = null;
    if (whole) {
      this.#whole = { image, box, look, atMs: performance.now() };
    } else {
      this.#sharp = { image, box, look };
    }
    this.#done();
  }
}

function sizeOf(box: Box, scale: number): Screen {
  return { width: Math.ceil((box.right - box.left) * scale), height: Math.ceil((box.bottom - box.top) * scale) };
}

function boxAt(camera: Camera, size: Screen, scale: number): Box {
  return {
    left: camera.x - size.width / 2 / scale,
    right: camera.x + size.width / 2 / scale,
    top: camera.y - size.height / 2 / scale,
    bottom: camera.y + size.height / 2 / scale,
  };
}
