import { describe, expect, it } from "vitest";
import { fit, toScreen, toWorld, within, zoomAt } from "./camera";

const screen = { width: 400, height: 300 };
const box = { left: 0, top: 0, right: 1000, bottom: 500 };

describe("the camera", () => {
  it("shows a whole box, its narrower side deciding", () => {
    const camera = fit(box, screen, 10);
    expect(camera.scale).toBeCloseTo(0.38);
    expect(toScreen(camera, screen, { x: 0, y: 250 })).toEqual({ x: 10, y: 150 });
  });

  it("finds the way back from the screen to the hall", () => {
    const camera = { x: 123, y: 45, scale: 2.5 };
    const back = toWorld(camera, screen, toScreen(camera, screen, { x: 77, y: 88 }));
    expect(back.x).toBeCloseTo(77);
    expect(back.y).toBeCloseTo(88);
  });

  it("keeps the point under the finger when it zooms", () => {
    const camera = { x: 500, y: 250, scale: 1 };
    const at = { x: 90, y: 40 };
    const before = toWorld(camera, screen, at);
    const after = toWorld(zoomAt(camera, screen, at, 3), screen, at);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it("lets nobody get lost, near or far", () => {
    expect(within({ x: -99, y: 9999, scale: 100 }, box, 0.3, 5)).toEqual({ x: 0, y: 500, scale: 5 });
    expect(within({ x: 10, y: 10, scale: 0.01 }, box, 0.3, 5).scale).toBe(0.3);
  });
});
