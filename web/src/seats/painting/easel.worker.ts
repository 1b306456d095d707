import { Easel, type Change } from "./easel";
import { loadFace } from "./faces";
import { forgetWidths } from "./sectionNames";

/** Paints on the page's canvas beside the page: first comes the canvas, then what is to be seen on it. */
let easel: Easel | null = null;

loadFace(() => {
  forgetWidths();
  easel?.tell({});
});

self.onmessage = ({ data }: MessageEvent<OffscreenCanvas | Change>): void => {
  if (data instanceof OffscreenCanvas) {
    easel = new Easel(data, () => self.postMessage("shown"));
  } else {
    easel?.tell(data);
  }
};
