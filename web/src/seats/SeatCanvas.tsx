import { useCallback, useEffect, useId, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from "react";
import { useSpeech } from "../words/language";
import { fit, toScreen, toWorld, within, zoomAt, type Camera, type Screen } from "./camera";
import { boxOf, seatAt, sectionAt, type Box, type Hall, type Point, type Section } from "./hall";
import { nearestOf, rowBeside, rowEnd, seatBeside, seatByName, sectionBeside, type Direction } from "./walk";
import { seatName, seatNotes, sectionTitle } from "./names";
import { FarPictures } from "./far";
import { paint, SEATS_FROM_PX, seatsShow, type Scene } from "./painter";
import { palette } from "./palette";
import { tierOf, type Pricing } from "./pricing";
import { FREE, HELD, SOLD, type FreeCounts } from "./states";
import { useMedia } from "../parts/media";

/** Seats as far apart as this on the screen, in CSS pixels, are as near as one can get. */
const NEAREST_PX = 56;
/** How far apart they are after one has gone to a section. */
const COMFORT_PX = 22;
/** A pointer that moved less than this, in CSS pixels, has clicked. */
const CLICK_PX = 8;
const GLIDE_MS = 260;
/** Letters typed within this time belong to one name, in milliseconds; slow hands are given time. */
const TYPING_MS = 4000;
/** Frames that take longer than this on the average are too slow, in milliseconds. */
const SLOW_FRAME_MS = 19;
/** A camera that has not moved for so long stands still, and the picture is painted sharp. */
const SETTLED_MS = 140;

/** What the page may ask of the map. */
export interface SeatCanvasHandle {
  show: (box: Box) => void;
  whole: () => void;
}

interface Props {
  ref: Ref<SeatCanvasHandle>;
  hall: Hall;
  pricing: Pricing;
  states: Uint8Array | null;
  counts: FreeCounts | null;
  /** Grows with every change of `states`, which is changed in place. */
  version: number;
  picks: ReadonlySet<number>;
  /** By seat, 1 for those looked for; null when all are. */
  wanted: Uint8Array | null;
  onSeat: (seat: number) => void;
  onStanding: (section: Section) => void;
  /** While this is there, a drag draws a frame around seats, and the map stays where it is. */
  onFrame?: ((box: Box) => void) | undefined;
}

/** The hall to look at, to move in, and to choose from. The camera lives outside of React's state: it moves every frame. */
export function SeatCanvas(props: Props): ReactNode {
  const { hall, pricing, states, counts, version, picks, wanted, onSeat, onStanding, onFrame, ref } = props;
  const { words, money } = useSpeech();
  const dark = useMedia("(prefers-color-scheme: dark)");
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const camera = useRef<Camera>({ x: 0, y: 0, scale: 0 });
  const screen = useRef<Screen>({ width: 0, height: 0 });
  const asked = useRef(0);
  const gliding = useRef(0);
  /** Where the keys are: a seat, also while one sees the hall from afar. */
  const cursor = useRef<number | null>(null);
  /** Whether the hall was seen with the states of its seats; the moment is marked for whoever measures. */
  const painted = useRef(false);
  const typed = useRef({ text: "", untilMs: 0 });
  const movingUntil = useRef(0);
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [pointed, setPointed] = useState<number | null>(null);
  const [byKeys, setByKeys] = useState(false);
  const [tip, setTip] = useState<Point | null>(null);
  const [typing, setTyping] = useState("");
  const [told, setTold] = useState<string[] | null>(null);
  const helpId = useId();

  const scene = useRef<Scene>(null);
  scene.current = {
    hall,
    ofHall: pricing.ofHall,
    states,
    counts,
    picks,
    wanted,
    pointed,
    freeText: (free) => (free === 0 ? words.seats.noneFree : words.seats.sectionSummary(free)),
  };

  /** Device pixels in a CSS pixel, at the finest. */
  const finest = useRef(1);
  /** The time between frames while one moves, smoothed, in milliseconds. */
  const pace = useRef(16);
  const lastFrameMs = useRef(0);
  const latest = useRef(version);
  latest.current = version;
  const pictures = useRef<FarPictures>(null);
  useEffect(() => () => {
    pictures.current?.close();
    pictures.current = null;
  }, []);

  const draw = useCallback(() => {
    cancelAnimationFrame(asked.current);
    asked.current = requestAnimationFrame(() => {
      const element = canvas.current;
      const ctx = element?.getContext("2d", { alpha: false });
      const now = scene.current;
      if (!element || !ctx || now === null || screen.current.width === 0) {
        return;
      }
      const frameAtMs = performance.now();
      const moving = frameAtMs < movingUntil.current;
      // Where frames come slowly, what moves is painted coarser: a quarter of the pixels, until it stands still again.
      const gap = frameAtMs - lastFrameMs.current;
      lastFrameMs.current = frameAtMs;
      if (moving && gap < 250) {
        pace.current += (gap - pace.current) * 0.2;
      }
      const pixelRatio = moving && pace.current > SLOW_FRAME_MS ? 1 : finest.current;
      const width = Math.round(screen.current.width * pixelRatio);
      if (element.width !== width) {
        element.width = width;
        element.height = Math.round(screen.current.height * pixelRatio);
      }
      pictures.current ??= new FarPictures(() => again.current());
      paint(ctx, now, pictures.current.of(now, dark), camera.current, screen.current, pixelRatio, palette(dark), moving);
      pictures.current.want(now, latest.current, dark, camera.current, screen.current, finest.current, !moving && !seatsShow(now.hall, camera.current));
      if (now.states !== null && !painted.current) {
        painted.current = true;
        performance.mark("hall-painted");
      }
    });
  }, [dark]);
  const again = useRef(draw);
  again.current = draw;

  const least = useCallback(() => fit(hall.box, screen.current, 12).scale, [hall]);

  const look = useCallback(
    (next: Camera) => {
      camera.current = within(next, hall.box, least() * 0.8, Math.max(NEAREST_PX / hall.spacing, least()));
      movingUntil.current = performance.now() + SETTLED_MS;
      clearTimeout(settling.current);
      settling.current = setTimeout(draw, SETTLED_MS + 10);
      draw();
    },
    [hall, least, draw],
  );

  /** Moves the camera there: at once for those who want no motion. */
  const glide = useCallback(
    (to: Camera) => {
      cancelAnimationFrame(gliding.current);
      if (still || screen.current.width === 0) {
        look(to);
        return;
      }
      const from = camera.current;
      const began = performance.now();
      const step = (now: number): void => {
        const t = Math.min((now - began) / GLIDE_MS, 1);
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
    [look, still],
  );

  /** Ends a glide where it is: a hand has taken over. */
  const halt = useCallback(() => cancelAnimationFrame(gliding.current), []);

  const whole = useCallback(() => glide(fit(hall.box, screen.current, 12)), [glide, hall]);

  /** Goes so near to a box that its seats can be told apart, even where it does not fit as a whole. */
  const show = useCallback(
    (box: Box) => {
      const pad = hall.spacing;
      const wide = { left: box.left - pad, right: box.right + pad, top: box.top - pad, bottom: box.bottom + pad };
      const fitted = fit(wide, screen.current, 20);
      glide({ ...fitted, scale: Math.min(Math.max(fitted.scale, (SEATS_FROM_PX * 1.6) / hall.spacing), COMFORT_PX * 1.4 / hall.spacing) });
    },
    [glide, hall],
  );

  useImperativeHandle(ref, () => ({ show, whole }), [show, whole]);

  // The canvas is as large as its frame, in device pixels.
  useEffect(() => {
    const element = canvas.current!;
    const observer = new ResizeObserver(() => {
      const { width, height } = frame.current!.getBoundingClientRect();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const first = screen.current.width === 0;
      screen.current = { width, height };
      finest.current = ratio;
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      if (first) {
        look(fit(hall.box, screen.current, 12));
      } else {
        look(camera.current);
      }
    });
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, [hall, look]);

  useEffect(draw, [draw, states, counts, version, picks, wanted, pointed, byKeys, words]);
  useEffect(
    () => () => {
      cancelAnimationFrame(asked.current);
      cancelAnimationFrame(gliding.current);
      clearTimeout(settling.current);
    },
    [],
  );

  const near = (): boolean => seatsShow(hall, camera.current);

  const choose = (at: Point, reachPx: number): void => {
    const point = toWorld(camera.current, screen.current, at);
    if (near()) {
      const seat = seatAt(hall, point, Math.max(reachPx / camera.current.scale, hall.spacing * 0.6));
      if (seat !== null && hall.sections[hall.section[seat]!]!.standing === false) {
        onSeat(seat);
        return;
      }
    }
    const section = sectionAt(hall, point, reachPx / camera.current.scale);
    if (section?.standing) {
      onStanding(section);
    } else if (section !== null && !near()) {
      goTo(section, point);
    }
  };

  /** To a section; where it is larger than the screen, to the point of it that was meant. */
  const goTo = (section: Section, point: Point): void => {
    const fitted = fit(section.box, screen.current, 20);
    const pitch = fitted.scale * hall.spacing;
    if (pitch >= SEATS_FROM_PX * 1.6) {
      show(section.box);
    } else {
      glide({ ...point, scale: COMFORT_PX / hall.spacing });
    }
  };

  // Pointers: one drags, two pinch, one that stays clicks.
  const pointers = useRef(new Map<number, Point>());
  const travelled = useRef(0);
  /** A frame as it is drawn, in CSS pixels. */
  const [drawn, setDrawn] = useState<{ from: Point; to: Point } | null>(null);

  const local = (event: { clientX: number; clientY: number }): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  useEffect(() => {
    const element = canvas.current!;
    // React listens to wheels passively, and then the page would scroll too.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      halt();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * lines)) * 0.0022);
      look(zoomAt(camera.current, screen.current, local(event), factor));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [look, halt]);

  const point = (seat: number | null, at: Point | null): void => {
    setPointed(seat);
    setTip(at);
  };

  const onPointerMove = (event: React.PointerEvent): void => {
    const at = local(event);
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === "mouse" && near()) {
        const seat = seatAt(hall, toWorld(camera.current, screen.current, at), hall.spacing * 0.6);
        const seated = seat !== null && !hall.sections[hall.section[seat]!]!.standing ? seat : null;
        if (seated !== pointed) {
          point(seated, seated === null ? null : toScreen(camera.current, screen.current, { x: hall.x[seated]!, y: hall.y[seated]! }));
        }
      } else if (pointed !== null) {
        point(null, null);
      }
      return;
    }
    const others = [...pointers.current.entries()].filter(([id]) => id !== event.pointerId);
    pointers.current.set(event.pointerId, at);
    travelled.current += Math.hypot(at.x - before.x, at.y - before.y);
    const other = others[0]?.[1];
    if (other !== undefined) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(at.x - other.x, at.y - other.y);
      const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      const moved = { x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 };
      const panned = { ...camera.current, x: camera.current.x - moved.x / camera.current.scale, y: camera.current.y - moved.y / camera.current.scale };
      look(zoomAt(panned, screen.current, middle, is / Math.max(was, 1)));
    } else if (onFrame !== undefined) {
      setDrawn((frame) => ({ from: frame?.from ?? before, to: at }));
    } else if (travelled.current >= CLICK_PX) {
      look({
        ...camera.current,
        x: camera.current.x - (at.x - before.x) / camera.current.scale,
        y: camera.current.y - (at.y - before.y) / camera.current.scale,
      });
      if (pointed !== null) {
        point(null, null);
      }
    }
  };

  const onPointerUp = (event: React.PointerEvent): void => {
    const alone = pointers.current.size === 1 && pointers.current.has(event.pointerId);
    pointers.current.delete(event.pointerId);
    setDrawn(null);
    if (alone && drawn !== null && travelled.current >= CLICK_PX && event.type === "pointerup") {
      const [a, b] = [drawn.from, drawn.to].map((corner) => toWorld(camera.current, screen.current, corner)) as [Point, Point];
      onFrame?.(boxOf([a, b]));
    } else if (alone && travelled.current < CLICK_PX && event.type === "pointerup") {
      choose(local(event), event.pointerType === "mouse" ? 6 : 18);
    }
  };

  /** Keys: where one is, what it is called, and the camera brought along so that it stays in sight. */
  const standAt = (seat: number, nearer: boolean): void => {
    cursor.current = seat;
    halt();
    const at = { x: hall.x[seat]!, y: hall.y[seat]! };
    if (nearer && !near()) {
      look({ ...at, scale: COMFORT_PX / hall.spacing });
    } else {
      const { width, height } = screen.current;
      const now = toScreen(camera.current, screen.current, at);
      if (now.x < width * 0.15 || now.x > width * 0.85 || now.y < height * 0.2 || now.y > height * 0.8) {
        look({ ...camera.current, ...at });
      }
    }
    setByKeys(true);
    point(seat, toScreen(camera.current, screen.current, at));
  };

  /** Where the keys begin: where they last were, as long as one sees it, else in the middle of what one sees. */
  const start = (): number => {
    const last = cursor.current;
    if (last !== null) {
      const { width, height } = screen.current;
      const at = toScreen(camera.current, screen.current, { x: hall.x[last]!, y: hall.y[last]! });
      if (at.x >= 0 && at.y >= 0 && at.x <= width && at.y <= height) {
        return last;
      }
    }
    return nearestOf(hall, 0, hall.seats, camera.current);
  };

  const sectionOf = (seat: number): Section => hall.sections[hall.section[seat]!]!;

  const walk = (direction: Direction): void => {
    const here = start();
    if (!near()) {
      const next = sectionBeside(hall, sectionOf(here), direction);
      standAt(nearestOf(hall, next.first, next.end, next.centre), false);
    } else {
      standAt(cursor.current === here ? seatBeside(hall, here, direction) : here, true);
    }
  };

  const take = (): void => {
    const seat = start();
    const section = sectionOf(seat);
    if (section.standing) {
      standAt(seat, false);
      onStanding(section);
    } else if (near() && cursor.current === seat) {
      onSeat(seat);
    } else {
      standAt(seat, true);
    }
  };

  /** Typed letters and digits name a seat; whether this key was one of them. */
  const type = (key: string): boolean => {
    const now = performance.now();
    const going = typed.current.text !== "" && now < typed.current.untilMs;
    const letter = /^[\p{L}\p{N}]$/u.test(key) && (going || key !== "0");
    if (!letter && !(going && (key === "Backspace" || /^[ ,./-]$/.test(key)))) {
      return false;
    }
    const before = going ? typed.current.text : "";
    const text = key === "Backspace" ? before.slice(0, -1) : before + key;
    typed.current = { text, untilMs: now + TYPING_MS };
    setTyping(text);
    const found = seatByName(hall, text, cursor.current === null ? null : sectionOf(cursor.current));
    if (found !== null) {
      standAt(found, true);
    }
    return true;
  };

  const zoom = (factor: number): void => {
    halt();
    const { width, height } = screen.current;
    const on = cursor.current === null ? null : toScreen(camera.current, screen.current, { x: hall.x[cursor.current]!, y: hall.y[cursor.current]! });
    const at = on !== null && on.x >= 0 && on.y >= 0 && on.x <= width && on.y <= height ? on : { x: width / 2, y: height / 2 };
    look(zoomAt(camera.current, screen.current, at, factor));
    standAt(start(), false);
  };

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const moves: Record<string, () => void> = {
      ArrowLeft: () => walk("left"),
      ArrowRight: () => walk("right"),
      ArrowUp: () => walk("up"),
      ArrowDown: () => walk("down"),
      Home: () => standAt(rowEnd(hall, start(), "home"), true),
      End: () => standAt(rowEnd(hall, start(), "end"), true),
      PageUp: () => standAt(rowBeside(hall, start(), -1), true),
      PageDown: () => standAt(rowBeside(hall, start(), 1), true),
      "+": () => zoom(1.5),
      "=": () => zoom(1.5),
      "-": () => zoom(1 / 1.5),
      "0": () => {
        halt();
        look(fit(hall.box, screen.current, 12));
        standAt(start(), false);
      },
      Enter: take,
      " ": take,
    };
    if (type(event.key)) {
      event.preventDefault();
      return;
    }
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      typed.current.text = "";
      setTyping("");
      move();
    }
  };

  // What the keys or the mouse point at, in words: from afar a section, from near a seat; anew when its state changes.
  useEffect(() => {
    if (pointed === null) {
      setTold(null);
      return;
    }
    const section = sectionOf(pointed);
    const free = counts?.sections[hall.section[pointed]!] ?? null;
    const far = section.standing || !near();
    setTold(
      far
        ? [sectionTitle(section, words), free === null ? "" : free === 0 ? words.seats.noneFree : words.seats.sectionSummary(free)].filter((line) => line !== "")
        : describe(hall, pricing, states, picks, pointed, words, money),
    );
  }, [pointed, tip, version, picks, words]);

  return (
    <div className="hall" ref={frame}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={words.seats.mapLabel(hall.name)}
        aria-describedby={helpId}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setByKeys(false);
          setTyping("");
          point(null, null);
        }}
        onPointerDown={(event) => {
          halt();
          setByKeys(false);
          event.currentTarget.setPointerCapture(event.pointerId);
          if (pointers.current.size === 0) {
            travelled.current = 0;
          }
          pointers.current.set(event.pointerId, local(event));
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onPointerLeave={() => point(null, null)}
      />
      <p id={helpId} className="visually-hidden">
        {words.seats.mapHelp}
      </p>
      <p className="visually-hidden" aria-live="polite" data-test="told">
        {byKeys && told !== null ? told.join(", ") : ""}
      </p>
      {drawn !== null && (
        <div
          className="hall-frame"
          style={{
            left: Math.min(drawn.from.x, drawn.to.x),
            top: Math.min(drawn.from.y, drawn.to.y),
            width: Math.abs(drawn.to.x - drawn.from.x),
            height: Math.abs(drawn.to.y - drawn.from.y),
          }}
        />
      )}
      {typing !== "" && (
        <p className="hall-typing" aria-hidden="true">
          {typing}
        </p>
      )}
      {told !== null && tip !== null && (
        <div
          className="seat-tip"
          aria-hidden="true"
          style={{
            left: Math.min(Math.max(tip.x, 110), Math.max(screen.current.width - 110, 110)),
            top: tip.y < 110 ? tip.y + 18 : tip.y - 18,
            transform: tip.y < 110 ? "translate(-50%, 0)" : "translate(-50%, -100%)",
          }}
        >
          {told.map((line, i) => (
            <span key={line} className={i === 0 ? "seat-tip-name" : ""}>
              {line}
            </span>
          ))}
        </div>
      )}
      <div className="hall-zoom">
        <button type="button" className="round" aria-label={words.seats.zoomIn} onClick={() => glide(zoomAt(camera.current, screen.current, { x: screen.current.width / 2, y: screen.current.height / 2 }, 1.8))}>
          +
        </button>
        <button type="button" className="round" aria-label={words.seats.zoomOut} onClick={() => glide(zoomAt(camera.current, screen.current, { x: screen.current.width / 2, y: screen.current.height / 2 }, 1 / 1.8))}>
          −
        </button>
        <button type="button" className="round" aria-label={words.seats.whole} onClick={whole}>
          ⤢
        </button>
      </div>
    </div>
  );
}

/** A seat in a few lines: its name, its price or why it can't be had, and what to know of it. */
function describe(
  hall: Hall,
  pricing: Pricing,
  states: Uint8Array | null,
  picks: ReadonlySet<number>,
  seat: number,
  words: ReturnType<typeof useSpeech>["words"],
  money: ReturnType<typeof useSpeech>["money"],
): string[] {
  const tier = tierOf(hall, pricing, seat);
  const state = states?.[seat] ?? FREE;
  const status = picks.has(seat)
    ? words.seats.mine
    : state === HELD
      ? words.seats.held
      : state === SOLD
        ? words.seats.sold
        : state !== FREE || tier === null
          ? words.seats.blocked
          : `${money(tier.price)} · ${tier.label}`;
  return [seatName(hall, seat, words), status, ...seatNotes(hall, seat, words)];
}
