import type { Hall, Point, Row, Section } from "./hall";

/** Walking through a hall by keys: from any seat to the next one that way, across aisles and from section to section. */
export type Direction = "left" | "right" | "up" | "down";

const AHEAD: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};

/** What lies aside counts so much more than what lies ahead. */
const ASIDE = 2;

/**
 * The nearest of some points in a direction, or null at the hall's edge: first of those within 45° of it, else of all that lie
 * ahead by at least `least`, so that no key walks in a circle.
 */
function ahead(count: number, at: (i: number) => Point | null, from: Point, direction: Direction, least: number): number | null {
  const axis = AHEAD[direction];
  let found: number | null = null;
  let cost = Infinity;
  let wide: number | null = null;
  let wideCost = Infinity;
  for (let i = 0; i < count; i++) {
    const point = at(i);
    if (point === null) {
      continue;
    }
    const dx = point.x - from.x;
    const dy = point.y - from.y;
    const along = dx * axis.x + dy * axis.y;
    if (along < least) {
      continue;
    }
    const aside = Math.abs(dx * axis.y) + Math.abs(dy * axis.x);
    const each = along + ASIDE * aside;
    if (aside <= along && each < cost) {
      cost = each;
      found = i;
    } else if (each < wideCost) {
      wideCost = each;
      wide = i;
    }
  }
  return found ?? wide;
}

/** The next seat that way. The places of one standing area count as one: a step leads out of it. */
export function seatBeside(hall: Hall, seat: number, direction: Direction): number {
  const here = hall.section[seat]!;
  const standing = hall.sections[here]!.standing;
  const point = { x: 0, y: 0 };
  const at = (i: number): Point | null => {
    if (standing && hall.section[i] === here) {
      return null;
    }
    point.x = hall.x[i]!;
    point.y = hall.y[i]!;
    return point;
  };
  return ahead(hall.seats, at, { x: hall.x[seat]!, y: hall.y[seat]! }, direction, hall.spacing * 0.3) ?? seat;
}

/** The next section that way, by the sections' centres. */
export function sectionBeside(hall: Hall, section: Section, direction: Direction): Section {
  const at = (i: number): Point | null => {
    const each = hall.sections[i]!;
    return each === section || each.end === each.first ? null : each.centre;
  };
  const next = ahead(hall.sections.length, at, section.centre, direction, hall.spacing);
  return next === null ? section : hall.sections[next]!;
}

/** The seat nearest to a point among those from `first` to before `end`. */
export function nearestOf(hall: Hall, first: number, end: number, point: Point): number {
  let nearest = first;
  let least = Infinity;
  for (let i = first; i < end; i++) {
    const distance = (hall.x[i]! - point.x) ** 2 + (hall.y[i]! - point.y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = i;
    }
  }
  return nearest;
}

function rowOf(hall: Hall, seat: number): { section: number; row: number } {
  const section = hall.section[seat]!;
  return { section, row: hall.sections[section]!.rows.findIndex((row) => seat >= row.first && seat < row.end) };
}

/** The first or the last seat of a seat's row, as one sees it: from left to right, or from above where rows run down. */
export function rowEnd(hall: Hall, seat: number, end: "home" | "end"): number {
  const { section, row } = rowOf(hall, seat);
  const { first, end: past } = hall.sections[section]!.rows[row]!;
  const last = past - 1;
  const across = hall.x[last]! - hall.x[first]!;
  const down = hall.y[last]! - hall.y[first]!;
  const forward = Math.abs(across) >= Math.abs(down) ? across >= 0 : down >= 0;
  return forward === (end === "home") ? first : last;
}

/** The seat opposite in the next row (1) or the one before (-1), on into the next section that has rows. */
export function rowBeside(hall: Hall, seat: number, step: 1 | -1): number {
  const { section, row } = rowOf(hall, seat);
  let rows: readonly Row[] = hall.sections[section]!.rows;
  let r = row + step;
  for (let s = section; r < 0 || r >= rows.length; ) {
    s += step;
    if (s < 0 || s >= hall.sections.length) {
      return seat;
    }
    rows = hall.sections[s]!.rows;
    r = step === 1 ? 0 : rows.length - 1;
  }
  const next = rows[r]!;
  return nearestOf(hall, next.first, next.end, { x: hall.x[seat]!, y: hall.y[seat]! });
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

/**
 * The seat that somebody types: its id, or section, row and seat (`103 12 7`), as far as it is written; without a section, a
 * row and seat of the one at hand. Null when there is none.
 */
export function seatByName(hall: Hall, text: string, here: Section | null): number | null {
  const typed = words(text);
  if (typed.length === 0) {
    return null;
  }
  const id = hall.indexOf.get(text.trim()) ?? hall.ids.findIndex((each) => each.toLowerCase() === text.trim().toLowerCase());
  if (id >= 0) {
    return id;
  }
  for (const exact of [true, false]) {
    for (const section of hall.sections) {
      const rest = afterName(words(section.name), typed, exact);
      const seat = rest === null ? null : seatIn(hall, section, rest);
      if (seat !== null) {
        return seat;
      }
    }
  }
  return here === null ? null : seatIn(hall, here, typed);
}

/** What is left of the typed words after those of a section's name, each used once; null when they do not name it. */
function afterName(name: readonly string[], typed: readonly string[], exact: boolean): string[] | null {
  const left = [...name];
  let used = 0;
  for (const word of typed) {
    const at = left.findIndex((each) => (exact ? each === word : each.startsWith(word)));
    if (at < 0) {
      break;
    }
    left.splice(at, 1);
    used++;
  }
  return used === 0 ? null : typed.slice(used);
}

function seatIn(hall: Hall, section: Section, [row, seat]: readonly string[]): number | null {
  if (section.end === section.first) {
    return null;
  }
  if (row === undefined) {
    return nearestOf(hall, section.first, section.end, section.centre);
  }
  const found = section.rows.find((each) => each.label.toLowerCase() === row) ?? section.rows.find((each) => each.label.toLowerCase().startsWith(row));
  if (found === undefined) {
    return null;
  }
  for (let i = found.first; seat !== undefined && i < found.end; i++) {
    if (hall.labels[i]!.toLowerCase() === seat) {
      return i;
    }
  }
  return seat === undefined ? found.first : null;
}
