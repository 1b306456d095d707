import { useRef, useState, type KeyboardEvent as ReactKeyboardEvent } from "react";
import { toScreen, zoomAt } from "./camera";
import type { Hall, Point, Section } from "./hall";
import type { Looking } from "./useCamera";
import { nearestOf, rowBeside, rowEnd, seatBeside, seatByName, sectionBeside, type Direction } from "./walk";

/** Letters typed within this time belong to one name, in milliseconds; slow hands are given time. */
const TYPING_MS = 4000;

interface Meaning {
  /** The keys stand at a seat, which is at a point of the screen. */
  stands: (seat: number, at: Point) => void;
  onSeat: (seat: number) => void;
  onStanding: (section: Section) => void;
}

/** Walks the map by keys: from afar section by section, from near seat by seat; letters name a place to go to. */
export function useKeys(hall: Hall, looking: Looking, meaning: Meaning): { typing: string; quit: () => void; onKeyDown: (event: ReactKeyboardEvent) => void } {
  const { camera, screen, near } = looking;
  /** Where the keys are: a seat, also while one sees the hall from afar. */
  const cursor = useRef<number | null>(null);
  const typed = useRef({ text: "", untilMs: 0 });
  const [typing, setTyping] = useState("");

  const placeOf = (seat: number): Point => toScreen(camera.current, screen.current, { x: hall.x[seat]!, y: hall.y[seat]! });
  const sectionOf = (seat: number): Section => hall.sections[hall.section[seat]!]!;
  const within = ({ x, y }: Point, left: number, top: number): boolean => {
    const { width, height } = screen.current;
    return x >= width * left && x <= width * (1 - left) && y >= height * top && y <= height * (1 - top);
  };

  /** Stands at a seat, and brings the camera along so that it stays in sight. */
  const standAt = (seat: number, nearer: boolean): void => {
    cursor.current = seat;
    looking.halt();
    const at = { x: hall.x[seat]!, y: hall.y[seat]! };
    if (nearer && !near()) {
      looking.look(looking.comfortably(at));
    } else if (!within(placeOf(seat), 0.15, 0.2)) {
      looking.look({ ...camera.current, ...at });
    }
    meaning.stands(seat, placeOf(seat));
  };

  /** Where the keys begin: where they last were, as long as one sees it, else in the middle of what one sees. */
  const start = (): number => {
    const last = cursor.current;
    return last !== null && within(placeOf(last), 0, 0) ? last : nearestOf(hall, 0, hall.seats, camera.current);
  };

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
      meaning.onStanding(section);
    } else if (near() && cursor.current === seat) {
      meaning.onSeat(seat);
    } else {
      standAt(seat, true);
    }
  };

  const zoom = (factor: number): void => {
    looking.halt();
    const { width, height } = screen.current;
    const on = cursor.current === null ? null : placeOf(cursor.current);
    const at = on !== null && within(on, 0, 0) ? on : { x: width / 2, y: height / 2 };
    looking.look(zoomAt(camera.current, screen.current, at, factor));
    standAt(start(), false);
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

  const quit = (): void => {
    typed.current.text = "";
    setTyping("");
  };

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
      looking.jumpWhole();
      standAt(start(), false);
    },
    Enter: take,
    " ": take,
  };

  const onKeyDown = (event: ReactKeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const move = moves[event.key];
    if (type(event.key)) {
      event.preventDefault();
    } else if (move !== undefined) {
      event.preventDefault();
      quit();
      move();
    }
  };
  return { typing, quit, onKeyDown };
}
