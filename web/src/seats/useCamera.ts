import { useCallback, useEffect, useMemo, useRef, type RefObject } from "react";
import { useMedia } from "../parts/media";
import { fit, within, type Camera, type Screen } from "./camera";
import type { Box, Hall, Point, Section } from "./hall";
import type { Hand } from "./painting/hand";
import { SEATS_FROM_PX, seatsShow } from "./painting/scene";

/** Seats as far apart as this on the screen, in CSS pixels, are as near as one can get. */
const NEAREST_PX = 56;
/** How far apart they are after one has gone to a section. */
const COMFORT_PX = 22;
const GLIDE_MS = 260;
/** Left around the hall when one sees it whole, and around a section, in CSS pixels. */
const HALL_MARGIN_PX = 12;
const SECTION_MARGIN_PX = 20;

/** From where one looks, and ways to move there. Outside of React's state: it moves every frame. */
export interface Looking {
  camera: RefObject<Camera>;
  screen: RefObject<Screen>;
  /** Whether one is so near that seats are seen one by one. */
  near: () => boolean;
  /** Looks from there at once. */
  look: (camera: Camera) => void;
  /** Moves there, at once for those who want no motion. */
  glide: (camera: Camera) => void;
  /** Ends a glide where it is: a hand has taken over. */
  halt: () => void;
  whole: () => void;
  /** The whole hall at once, also for those who like motion. */
  jumpWhole: () => void;
  /** Goes so near to a box that its seats can be told apart, even where it does not fit as a whole. */
  show: (box: Box) => void;
  /** To a section; where it is larger than the screen, to the point of it that was meant. */
  goTo: (section: Section, point: Point) => void;
  /** A camera over a point, from where seats are told apart with ease. */
  comfortably: (point: Point) => Camera;
}

/** @param frame what the canvas fills */
export function useCamera(hall: Hall, frame: RefObject<HTMLElement | null>, hand: RefObject<Hand | null>): Looking {
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 0 });
  const screen = useRef<Screen>({ width: 0, height: 0 });
  const gliding = useRef(0);

  const look = useCallback(
    (next: Camera) => {
      const least = fit(hall.box, screen.current, HALL_MARGIN_PX).scale;
      camera.current = within(next, hall.box, least * 0.8, Math.max(NEAREST_PX / hall.spacing, least));
      hand.current?.tell({ camera: camera.current });
    },
    [hall, hand],
  );
  const halt = useCallback(() => cancelAnimationFrame(gliding.current), []);
  const glide = useCallback(
    (to: Camera) => {
      halt();
      if (still || screen.current.width === 0) {
        look(to);
        return;
      }
      const from = camera.current;
      const began = performance.now();
      const step = (now: number): void => {
        const t = Math.min(Math.max(now - began, 0) / GLIDE_MS, 1);
        const eased = 1 - (1 - t) ** 3;
        look({
          x: from.x + (to.x - from.x) * eased,
          y: from.y + (to.y - from.y) * eased,
          scale: from.scale * (to.scale / from.scale) ** eased,
        });
        if (t < 1) {
          gliding.current = requestAnimationFrame(step);
        }
      };
      gliding.current = requestAnimationFrame(step);
    },
    [look, halt, still],
  );

  const whole = useCallback(() => glide(fit(hall.box, screen.current, HALL_MARGIN_PX)), [glide, hall]);
  const jumpWhole = useCallback(() => {
    halt();
    look(fit(hall.box, screen.current, HALL_MARGIN_PX));
  }, [look, halt, hall]);
  const show = useCallback(
    (box: Box) => {
      const pad = hall.spacing;
      const wide = { left: box.left - pad, right: box.right + pad, top: box.top - pad, bottom: box.bottom + pad };
      const fitted = fit(wide, screen.current, SECTION_MARGIN_PX);
      glide({ ...fitted, scale: Math.min(Math.max(fitted.scale, (SEATS_FROM_PX * 1.6) / hall.spacing), (COMFORT_PX * 1.4) / hall.spacing) });
    },
    [glide, hall],
  );
  const comfortably = useCallback((point: Point): Camera => ({ ...point, scale: COMFORT_PX / hall.spacing }), [hall]);
  const goTo = useCallback(
    (section: Section, point: Point) => {
      const fitted = fit(section.box, screen.current, SECTION_MARGIN_PX);
      if (fitted.scale * hall.spacing >= SEATS_FROM_PX * 1.6) {
        show(section.box);
      } else {
        glide(comfortably(point));
      }
    },
    [hall, show, glide, comfortably],
  );
  const near = useCallback(() => seatsShow(hall, camera.current), [hall]);

  // The canvas is as large as its frame.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const { width, height } = frame.current!.getBoundingClientRect();
      const before = fit(hall.box, screen.current, HALL_MARGIN_PX);
      // Whoever sees the whole hall still does when the screen is turned.
      const wasWhole = screen.current.width === 0 || Math.abs(camera.current.scale / before.scale - 1) < 0.01;
      screen.current = { width, height };
      hand.current?.tell({ screen: screen.current, finest: Math.min(window.devicePixelRatio || 1, 2) });
      look(wasWhole ? fit(hall.box, screen.current, HALL_MARGIN_PX) : camera.current);
    });
    observer.observe(frame.current!);
    return () => {
      observer.disconnect();
      halt();
    };
  }, [hall, frame, hand, look, halt]);

  return useMemo(
    () => ({ camera, screen, near, look, glide, halt, whole, jumpWhole, show, goTo, comfortably }),
    [near, look, glide, halt, whole, jumpWhole, show, goTo, comfortably],
  );
}
