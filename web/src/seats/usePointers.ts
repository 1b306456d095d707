import { useEffect, useRef, useState, type PointerEvent as ReactPointerEvent, type RefObject } from "react";
import { zoomAt } from "./camera";
import type { Point } from "./hall";
import type { Looking } from "./useCamera";

/** A pointer that moved less than this, in CSS pixels, has clicked. */
const CLICK_PX = 8;
/** As far from what is meant a click may be, in CSS pixels: a fingertip is larger than a mouse's. */
const MOUSE_REACH_PX = 6;
const FINGER_REACH_PX = 18;

interface Meaning {
  /** A pointer was put down. */
  touched: () => void;
  /** Something at a point of the canvas was meant. */
  clicked: (at: Point, reachPx: number) => void;
  /** The mouse is over a point; null when it is over nothing that counts. */
  hovered: (at: Point | null) => void;
  /** While this is there, a drag draws a frame, and the map stays where it is. */
  framed: ((from: Point, to: Point) => void) | undefined;
}

/** A frame as it is drawn, from corner to corner, in CSS pixels. */
export interface Frame {
  from: Point;
  to: Point;
}

type Handlers = Record<"onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel", (event: ReactPointerEvent<HTMLCanvasElement>) => void>;

/** One pointer drags, two pinch, a wheel zooms, and one that stays clicks. */
export function usePointers(canvas: RefObject<HTMLCanvasElement | null>, looking: Looking, meaning: Meaning): { handlers: Handlers; drawn: Frame | null; held: () => boolean } {
  const { camera, screen } = looking;
  const down = useRef(new Map<number, Point>());
  const travelled = useRef(0);
  const [drawn, setDrawn] = useState<Frame | null>(null);

  const local = (event: { clientX: number; clientY: number }): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  useEffect(() => {
    const element = canvas.current!;
    // React listens to wheels passively, and then the page would scroll too.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      looking.halt();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0022);
      looking.look(zoomAt(camera.current, screen.current, local(event), factor));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [looking]);

  const moved = (by: Point): typeof camera.current => ({
    ...camera.current,
    x: camera.current.x - by.x / camera.current.scale,
    y: camera.current.y - by.y / camera.current.scale,
  });

  const onPointerMove = (event: ReactPointerEvent): void => {
    const at = local(event);
    const before = down.current.get(event.pointerId);
    if (before === undefined) {
      meaning.hovered(event.pointerType === "mouse" ? at : null);
      return;
    }
    const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
    down.current.set(event.pointerId, at);
    const by = { x: at.x - before.x, y: at.y - before.y };
    travelled.current += Math.hypot(by.x, by.y);
    if (other !== undefined) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(at.x - other.x, at.y - other.y);
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      looking.look(zoomAt(moved({ x: by.x / 2, y: by.y / 2 }), screen.current, middle, is / Math.max(was, 1)));
    } else if (meaning.framed !== undefined) {
      setDrawn((frame) => ({ from: frame?.from ?? before, to: at }));
    } else if (travelled.current >= CLICK_PX) {
      looking.look(moved(by));
      meaning.hovered(null);
    }
  };

  const up = (event: ReactPointerEvent): void => {
    const alone = down.current.size === 1 && down.current.has(event.pointerId);
    down.current.delete(event.pointerId);
    setDrawn(null);
    if (!alone || event.type !== "pointerup") {
      return;
    }
    if (drawn !== null && travelled.current >= CLICK_PX) {
      meaning.framed?.(drawn.from, drawn.to);
    } else if (travelled.current < CLICK_PX) {
      meaning.clicked(local(event), event.pointerType === "mouse" ? MOUSE_REACH_PX : FINGER_REACH_PX);
    }
  };

  const onPointerDown = (event: ReactPointerEvent<HTMLCanvasElement>): void => {
    looking.halt();
    meaning.touched();
    event.currentTarget.setPointerCapture(event.pointerId);
    if (down.current.size === 0) {
      travelled.current = 0;
    }
    down.current.set(event.pointerId, local(event));
  };

  return { handlers: { onPointerDown, onPointerMove, onPointerUp: up, onPointerCancel: up }, drawn, held: () => down.current.size > 0 };
}
