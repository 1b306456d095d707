import { Easel, type Change } from "./easel";

/** Whoever paints a canvas of the page. */
export interface Hand {
  tell: (change: Change) => void;
  close: () => void;
}

/**
 * Has a canvas painted by a worker, so that the page answers to fingers whatever is painted; by the page itself in browsers that
 * can't give a canvas away, which can be done once for each.
 *
 * @param shown called once, when the hall was painted with the states of its seats
 */
export function handOver(canvas: HTMLCanvasElement, shown: () => void): Hand {
  if (typeof Worker === "undefined" || !("transferControlToOffscreen" in canvas)) {
    return new Easel(canvas, shown);
  }
  const worker = new Worker(new URL("./easel.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", shown, { once: true });
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage(offscreen, [offscreen]);
  return { tell: (change) => worker.postMessage(change), close: () => worker.terminate() };
}
