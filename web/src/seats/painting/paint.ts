import type { Camera, Screen } from "../camera";
import type { Palette } from "../palette";
import { paintAreas, paintFar, paintPicks, paintPictures, paintSections } from "./far";
import { paintPointed, paintSeats } from "./near";
import { seatsShow, type Picture, type Scene, type Surface } from "./scene";
import { paintSectionNames } from "./sectionNames";

/**
 * Paints the hall. From afar: sections as shapes, their rows as strokes whose strength is the share still free. From near: each
 * seat on the screen. Rows of one colour and strength go into one path, and seats are copies of one picture: changing colours
 * and drawing shapes is what costs.
 *
 * @param pictures pictures of the hall from afar, when there are any: while one moves, they are moved instead of thousands of strokes
 * @param moving whether the camera moves: then it may be a little less sharp, but must be quick
 */
export function paint(
  ctx: Surface,
  scene: Scene,
  pictures: readonly Picture[],
  camera: Camera,
  screen: Screen,
  pixelRatio: number,
  colours: Palette,
  moving: boolean,
): void {
  ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  ctx.fillStyle = colours.ground;
  ctx.fillRect(0, 0, screen.width, screen.height);
  if (seatsShow(scene.hall, camera)) {
    paintAreas(ctx, scene.hall, camera, screen, colours);
    paintSections(ctx, scene, camera, screen, colours);
    paintSectionNames(ctx, scene, camera, screen, colours, moving, (section) => section.standing);
    paintSeats(ctx, scene, camera, screen, pixelRatio, colours, moving);
  } else {
    if (pictures.length > 0) {
      paintPictures(ctx, pictures, camera, screen);
    } else if (moving) {
      paintSections(ctx, scene, camera, screen, colours);
    } else {
      paintFar(ctx, scene, camera, screen, colours);
    }
    paintPicks(ctx, scene, camera, screen, colours);
    paintSectionNames(ctx, scene, camera, screen, colours, moving, () => true);
  }
  if (scene.pointed !== null) {
    paintPointed(ctx, scene.hall, scene.pointed, camera, screen, colours);
  }
}
