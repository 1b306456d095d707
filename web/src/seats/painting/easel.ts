import { type Camera, type Screen } from "../camera";
import type { Hall } from "../hall";
import { palette } from "../palette";
import { FarPictures } from "./farPictures";
import { paint } from "./paint";
import { seatsShow, type PaintedHall, type Scene, type Surface } from "./scene";

/** Frames that take longer than this on the average are too slow, in milliseconds. */
const SLOW_FRAME_MS = 19;
/** A camera that has not moved for so long stands still, and the picture is painted sharp. */
const SETTLED_MS = 140;

/** What there is to see, and from where. */
export interface View extends Scene {
  /** Grows with every change of the states. */
  version: number;
  dark: boolean;
  camera: Camera;
  screen: Screen;
  /** Device pixels in a CSS pixel, at the finest. */
  finest: number;
}

/** What has changed in the view; what is left out stays as it was. */
export type Change = Partial<View>;

/** What of a hall is painted. */
export function painted({ areas, sections, stretches, spacing, tier, box, x, y, section, attributes, labels, grid }: Hall): PaintedHall {
  return { areas, sections, stretches, spacing, tier, box, x, y, section, attributes, labels, grid };
}

/**
 * A canvas and what is to be seen on it. Changes are told one by one and painted together, once a frame; while the camera moves,
 * quickly, and sharp once it stands still.
 */
export class Easel {
  readonly #canvas: HTMLCanvasElement | OffscreenCanvas;
  readonly #ctx: Surface;
  readonly #pictures: FarPictures;
  readonly #shown: () => void;
  readonly #view: Omit<View, "hall"> & Pick<Change, "hall"> = {
    ofHall: new Int16Array(),
    states: null,
    version: 0,
    wanted: null,
    picks: new Set(),
    pointed: null,
    notes: [],
    dark: false,
    camera: { x: 0, y: 0, scale: 0 },
    screen: { width: 0, height: 0 },
    finest: 1,
  };
  #asked = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #movingUntilMs = 0;
  /** The time between frames while one moves, smoothed, in milliseconds. */
  #paceMs = 16;
  #lastFrameMs = 0;
  #seen = false;

  /** @param shown called once, when the hall was painted with the states of its seats */
  constructor(canvas: HTMLCanvasElement | OffscreenCanvas, shown: () => void) {
    this.#canvas = canvas;
    this.#ctx = canvas.getContext("2d", { alpha: false }) as Surface;
    this.#pictures = new FarPictures(() => this.#ask());
    this.#shown = shown;
  }

  tell(change: Change): void {
    const first = this.#view.camera.scale === 0;
    Object.assign(this.#view, change);
    // Before anything was seen there is no move, only a place to look from.
    if (change.camera !== undefined && !first && this.#seen) {
      this.#movingUntilMs = performance.now() + SETTLED_MS;
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#ask(), SETTLED_MS + 10);
    }
    this.#ask();
  }

  close(): void {
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#settling);
    this.#pictures.close();
  }

  #ask(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => {
      const { hall, screen, camera } = this.#view;
      if (hall !== undefined && screen.width > 0 && camera.scale > 0) {
        this.#paint({ ...this.#view, hall });
      }
    });
  }

  #paint(view: View): void {
    const { camera, screen, finest, dark } = view;
    const nowMs = performance.now();
    const moving = nowMs < this.#movingUntilMs;
    const pixelRatio = this.#pixelRatio(moving, nowMs, finest);
    const width = Math.round(screen.width * pixelRatio);
    const height = Math.round(screen.height * pixelRatio);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const pictures = this.#pictures.of(view, dark);
    paint(this.#ctx, view, pictures, camera, screen, pixelRatio, palette(dark), moving);
    this.#pictures.want(view, view.version, dark, camera, screen, finest, !moving && !seatsShow(view.hall, camera));
    if (view.states !== null && !this.#seen && (!moving || pictures.length > 0 || seatsShow(view.hall, camera))) {
      this.#seen = true;
      this.#shown();
    }
  }

  /** Where frames come slowly, what moves is painted coarser: a quarter of the pixels, until it stands still again. */
  #pixelRatio(moving: boolean, nowMs: number, finest: number): number {
    const gapMs = nowMs - this.#lastFrameMs;
    this.#lastFrameMs = nowMs;
    if (moving && gapMs < 250) {
      this.#paceMs += (gapMs - this.#paceMs) * 0.2;
    }
    return moving && this.#paceMs > SLOW_FRAME_MS ? 1 : finest;
  }
}
