import type { SeatAttribute, SeatMap } from "../api/types";

export const WHEELCHAIR = 1;
export const COMPANION = 2;
export const RESTRICTED = 4;
const ATTRIBUTE_BITS: Record<SeatAttribute, number> = { wheelchair: WHEELCHAIR, companion: COMPANION, "restricted-view": RESTRICTED };

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Seats `first` to before `end`, in the order of the map's document. */
interface Range {
  first: number;
  end: number;
}

export interface Section extends Range {
  name: string;
  standing: boolean;
  rows: Row[];
  /** Around the outermost seats' centres. */
  outline: Point[];
  box: Box;
  centre: Point;
  /** The side of the square that is as large as the section: how much room a name has, however the section is turned. */
  side: number;
}

export interface Row extends Range {
  label: string;
}

/** A stretch of a row of one tier and without an aisle: what is drawn as one line from afar. */
export interface Stretch extends Range {
  tier: number;
  /** A few of its seats' centres, both ends among them. */
  line: Point[];
}

/**
 * A hall's geometry, in columns by seat index, so that 50,000 seats are walked without touching 50,000 objects. Built once
 * from the map's document; nothing in it changes with the sale.
 */
export interface Hall {
  name: string;
  seats: number;
  x: Float32Array;
  y: Float32Array;
  /** Index into `tiers`. */
  tier: Uint8Array;
  /** Index into `sections`. */
  section: Uint16Array;
  /** Bits WHEELCHAIR, COMPANION, RESTRICTED. */
  attributes: Uint8Array;
  ids: string[];
  labels: string[];
  rowLabels: string[];
  indexOf: Map<string, number>;
  tiers: string[];
  sections: Section[];
  stretches: Stretch[];
  areas: SeatMap["areas"];
  /** The usual distance between neighbours in a row. */
  spacing: number;
  /** Around all seats and areas. */
  box: Box;
  grid: Grid;
}

/** Seats by square cells, for finding the one under a finger and those on the screen. */
export interface Grid {
  cell: number;
  left: number;
  top: number;
  columns: number;
  rows: number;
  /** Where each cell's seats begin in `seats`; one more than cells. */
  starts: Uint32Array;
  seats: Uint32Array;
}

const MAX_TIERS = 255;

/** Reads a map's document. */
export function readHall(map: SeatMap): Hall {
  const seats = map.sections.reduce((n, section) => n + section.rows.reduce((m, row) => m + row.seats.length, 0), 0);
  const x = new Float32Array(seats);
  const y = new Float32Array(seats);
  const tier = new Uint8Array(seats);
  const sectionOf = new Uint16Array(seats);
  const attributes = new Uint8Array(seats);
  const ids: string[] = new Array<string>(seats);
  const labels: string[] = new Array<string>(seats);
  const rowLabels: string[] = new Array<string>(seats);
  const indexOf = new Map<string, number>();
  const tiers = map.tiers.map((each) => each.name);
  const tierIndex = new Map(tiers.map((name, i) => [name, i]));
  const sections: Section[] = [];

  let next = 0;
  map.sections.forEach((from, s) => {
    const first = next;
    const rows: Row[] = [];
    for (const row of from.rows) {
      const rowFirst = next;
      for (const seat of row.seats) {
        x[next] = seat.position.x;
        y[next] = seat.position.y;
        let t = tierIndex.get(seat.tier);
        if (t === undefined) {
          t = tiers.length;
          tiers.push(seat.tier);
          tierIndex.set(seat.tier, t);
        }
        tier[next] = Math.min(t, MAX_TIERS);
        sectionOf[next] = s;
        attributes[next] = (seat.attributes ?? []).reduce((bits, name) => bits | ATTRIBUTE_BITS[name], 0);
        ids[next] = seat.id;
        labels[next] = seat.label;
        rowLabels[next] = row.label;
        indexOf.set(seat.id, next);
        next++;
      }
      if (next > rowFirst) {
        rows.push({ label: row.label, first: rowFirst, end: next });
      }
    }
    const range = { first, end: next };
    const outline = from.standing ? convexHull(points(x, y, range)) : outlineOfRows(x, y, rows);
    const box = boxOf(outline);
    sections.push({
      name: from.name,
      standing: from.standing,
      rows,
      ...range,
      outline,
      box,
      centre: middleOf(outline, box),
      side: Math.sqrt(Math.abs(area(outline))),
    });
  });

  const spacing = usualSpacing(x, y, sections);
  const box = wholeBox(sections, map, spacing);
  return {
    name: map.name,
    seats,
    x,
    y,
    tier,
    section: sectionOf,
    attributes,
    ids,
    labels,
    rowLabels,
    indexOf,
    tiers,
    sections,
    stretches: stretchesOf(x, y, tier, sections, spacing),
    areas: map.areas,
    spacing,
    box,
    grid: gridOf(x, y, boxOf(points(x, y, { first: 0, end: seats })), spacing * 3),
  };
}

function points(x: Float32Array, y: Float32Array, range: Range): Point[] {
  const all: Point[] = [];
  for (let i = range.first; i < range.end; i++) {
    all.push({ x: x[i]!, y: y[i]! });
  }
  return all;
}

export function boxOf(points: readonly Point[]): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const point of points) {
    box.left = Math.min(box.left, point.x);
    box.right = Math.max(box.right, point.x);
    box.top = Math.min(box.top, point.y);
    box.bottom = Math.max(box.bottom, point.y);
  }
  return points.length === 0 ? { left: 0, top: 0, right: 0, bottom: 0 } : box;
}

/** The area of a polygon; its sign tells which way round it is written. */
function area(outline: readonly Point[]): number {
  return outline.reduce((sum, a, i) => {
    const b = outline[(i + 1) % outline.length]!;
    return sum + (a.x * b.y - b.x * a.y) / 2;
  }, 0);
}

/** The centre of gravity, which lies within a curved section where the middle of its box may not. */
function middleOf(outline: readonly Point[], box: Box): Point {
  const whole = area(outline);
  if (Math.abs(whole) < 1e-9) {
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  }
  let x = 0;
  let y = 0;
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length]!;
    const cross = a.x * b.y - b.x * a.y;
    x += (a.x + b.x) * cross;
    y += (a.y + b.y) * cross;
  });
  return { x: x / (6 * whole), y: y / (6 * whole) };
}

function wholeBox(sections: readonly Section[], map: SeatMap, margin: number): Box {
  const corners = sections
    .filter((section) => section.end > section.first)
    .flatMap(({ box }) => [
      { x: box.left - margin, y: box.top - margin },
      { x: box.right + margin, y: box.bottom + margin },
    ]);
  for (const area of map.areas) {
    corners.push(...areaCorners(area));
  }
  return corners.length === 0 ? { left: 0, top: 0, right: map.size.width, bottom: map.size.height } : boxOf(corners);
}

/** A box around an area without seats, its rotation left aside. */
export function areaCorners(area: SeatMap["areas"][number]): Point[] {
  const { x, y } = area.position;
  if (area.points !== undefined) {
    return area.points;
  }
  if (area.radius !== undefined) {
    return [
      { x: x - area.radius.x, y: y - area.radius.y },
      { x: x + area.radius.x, y: y + area.radius.y },
    ];
  }
  return area.size === undefined ? [{ x, y }] : [{ x, y }, { x: x + area.size.width, y: y + area.size.height }];
}

/** The median distance between neighbours, of a sample of rows; at least a little, so that it may divide. */
function usualSpacing(x: Float32Array, y: Float32Array, sections: readonly Section[]): number {
  const distances: number[] = [];
  for (const section of sections) {
    const step = Math.max(1, Math.floor(section.rows.length / 8));
    for (let r = 0; r < section.rows.length; r += step) {
      const row = section.rows[r]!;
      for (let i = row.first + 1; i < row.end; i++) {
        distances.push(Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!));
      }
    }
  }
  distances.sort((a, b) => a - b);
  return Math.max(distances[distances.length >> 1] ?? 10, 1e-3);
}

/**
 * The outline of a section by its rows: along the first, down the ends, back along the last. It follows curved rows, which
 * a convex hull would not.
 */
function outlineOfRows(x: Float32Array, y: Float32Array, rows: readonly Row[]): Point[] {
  if (rows.length === 0) {
    return [];
  }
  // Rows may be written in either direction; each is turned the way of the one before it.
  const at = (i: number): Point => ({ x: x[i]!, y: y[i]! });
  let before: Point[] | null = null;
  const turned = rows.map((row) => {
    const line = sampled(row, 12).map(at);
    const start = line[0]!;
    const last = line[line.length - 1]!;
    if (before !== null) {
      const [head, tail] = [before[0]!, before[before.length - 1]!];
      const straight = Math.hypot(start.x - head.x, start.y - head.y) + Math.hypot(last.x - tail.x, last.y - tail.y);
      const crossed = Math.hypot(start.x - tail.x, start.y - tail.y) + Math.hypot(last.x - head.x, last.y - head.y);
      if (crossed < straight) {
        line.reverse();
      }
    }
    before = line;
    return line;
  });
  const front = turned[0]!;
  const back = turned[turned.length - 1]!;
  const middle = turned.slice(1, -1);
  return turned.length === 1
    ? front
    : [
        ...front,
        ...middle.map((line) => line[line.length - 1]!),
        ...back.toReversed(),
        ...middle.map((line) => line[0]!).reverse(),
      ];
}

/** Up to `most` indices of a range, evenly spread, both ends among them. */
function sampled(range: Range, most: number): number[] {
  const n = range.end - range.first;
  if (n <= most) {
    return Array.from({ length: n }, (_, i) => range.first + i);
  }
  return Array.from({ length: most }, (_, i) => range.first + Math.round((i * (n - 1)) / (most - 1)));
}

/** Andrew's monotone chain. */
export function convexHull(points: readonly Point[]): Point[] {
  if (points.length < 3) {
    return [...points];
  }
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of from) {
      while (chain.length >= 2 && turn(chain[chain.length - 2]!, chain[chain.length - 1]!, point) <= 0) {
        chain.pop();
      }
      chain.push(point);
    }
    chain.pop();
    return chain;
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

function stretchesOf(
  x: Float32Array,
  y: Float32Array,
  tier: Uint8Array,
  sections: readonly Section[],
  spacing: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const section of sections) {
    if (section.standing) {
      continue;
    }
    for (const row of section.rows) {
      let first = row.first;
      for (let i = row.first + 1; i <= row.end; i++) {
        const ends =
          i === row.end || tier[i] !== tier[first] || Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!) > spacing * 2.2;
        if (ends) {
          const range = { first, end: i };
          stretches.push({ ...range, tier: tier[first]!, line: sampled(range, 7).map((s) => ({ x: x[s]!, y: y[s]! })) });
          first = i;
        }
      }
    }
  }
  return stretches;
}

function gridOf(x: Float32Array, y: Float32Array, box: Box, cell: number): Grid {
  const columns = Math.max(1, Math.floor((box.right - box.left) / cell) + 1);
  const rows = Math.max(1, Math.floor((box.bottom - box.top) / cell) + 1);
  const starts = new Uint32Array(columns * rows + 1);
  const cellOf = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const c = Math.floor((x[i]! - box.left) / cell) + columns * Math.floor((y[i]! - box.top) / cell);
    cellOf[i] = c;
    starts[c + 1]!++;
  }
  for (let c = 0; c < columns * rows; c++) {
    starts[c + 1]! += starts[c]!;
  }
  const filled = starts.slice();
  const seats = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    seats[filled[cellOf[i]!]!++] = i;
  }
  return { cell, left: box.left, top: box.top, columns, rows, starts, seats };
}

/** Calls `visit` with each seat whose cell touches the box; some lie just outside of it. */
export function visitSeats(hall: Pick<Hall, "grid">, box: Box, visit: (seat: number) => void): void {
  const { grid } = hall;
  const clamp = (n: number, most: number): number => Math.min(Math.max(n, 0), most);
  const left = clamp(Math.floor((box.left - grid.left) / grid.cell), grid.columns - 1);
  const right = clamp(Math.floor((box.right - grid.left) / grid.cell), grid.columns - 1);
  const top = clamp(Math.floor((box.top - grid.top) / grid.cell), grid.rows - 1);
  const bottom = clamp(Math.floor((box.bottom - grid.top) / grid.cell), grid.rows - 1);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const c = column + row * grid.columns;
      for (let k = grid.starts[c]!; k < grid.starts[c + 1]!; k++) {
        visit(grid.seats[k]!);
      }
    }
  }
}

/** The seat nearest to a point, no farther than `reach`; null when there is none. */
export function seatAt(hall: Hall, point: Point, reach: number): number | null {
  let nearest: number | null = null;
  let least = reach * reach;
  const box = { left: point.x - reach, right: point.x + reach, top: point.y - reach, bottom: point.y + reach };
  visitSeats(hall, box, (seat) => {
    const dx = hall.x[seat]! - point.x;
    const dy = hall.y[seat]! - point.y;
    const distance = dx * dx + dy * dy;
    if (distance <= least) {
      least = distance;
      nearest = seat;
    }
  });
  return nearest;
}

/** The section at a point: by its nearest seat, no farther than `reach`, or because the point lies within its outline. */
export function sectionAt(hall: Hall, point: Point, reach: number): Section | null {
  const seat = seatAt(hall, point, Math.max(reach, hall.spacing * 1.5));
  if (seat !== null) {
    return hall.sections[hall.section[seat]!] ?? null;
  }
  return hall.sections.find((section) => inside(section.outline, point)) ?? null;
}

/** Whether a point lies within a polygon, by counting crossings. */
export function inside(polygon: readonly Point[], point: Point): boolean {
  let within = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const a = polygon[i]!;
    const b = polygon[j]!;
    if (a.y > point.y !== b.y > point.y && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) {
      within = !within;
    }
  }
  return within;
}
