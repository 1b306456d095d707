import { useEffect, useId, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from "react";
import { useDark } from "../parts/theme";
import { useSpeech } from "../words/language";
import { toScreen, toWorld, zoomAt } from "./camera";
import { boxOf, seatAt, sectionAt, type Box, type Hall, type Point, type Section } from "./hall";
import { freeNote, seatLines, sectionTitle } from "./names";
import { painted, type Change } from "./painting/easel";
import { handOver, type Hand } from "./painting/hand";
import type { Pricing } from "./pricing";
import type { FreeCounts } from "./states";
import { useCamera } from "./useCamera";
import { useKeys } from "./useKeys";
import { usePointers } from "./usePointers";

/** What the page may ask of the map. */
export interface SeatCanvasHandle {
  show: (box: Box) => void;
  whole: () => void;
  /** Shows what seats are now, without the page being drawn anew. */
  change: (states: Uint8Array, version: number) => void;
  /** Whether fingers are on the map: what can wait should. */
  held: () => boolean;
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

/** A seat that a mouse or the keys point at, and where it is on the screen. */
interface Pointed {
  seat: number;
  at: Point;
  byKeys: boolean;
}

/** The hall to look at, to move in, and to choose from. It is painted beside the page; the page says what there is to see. */
export function SeatCanvas(props: Props): ReactNode {
  const { hall, pricing, states, counts, version, picks, wanted, onSeat, onStanding, onFrame, ref } = props;
  const { words, money } = useSpeech();
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const hand = useRef<Hand>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const helpId = useId();

  useEffect(() => {
    // The moment is marked for whoever measures.
    hand.current = handOver(canvas.current!, () => performance.mark("hall-painted"));
    return () => hand.current?.close();
  }, []);
  const looking = useCamera(hall, frame, hand);
  const { camera, screen, near, show, whole, glide } = looking;

  const notes = useMemo(() => hall.sections.map((_, s) => freeNote(counts?.sections[s], words)), [hall, counts, words]);
  const seen = (change: Change): void => hand.current?.tell(change);
  useEffect(() => seen({ hall: painted(hall) }), [hall]);
  useEffect(() => seen({ ofHall: pricing.ofHall }), [pricing]);
  useEffect(() => seen({ states, version }), [states, version]);
  useEffect(() => seen({ notes }), [notes]);
  useEffect(() => seen({ picks }), [picks]);
  useEffect(() => seen({ wanted }), [wanted]);
  useEffect(() => seen({ pointed: pointed?.seat ?? null }), [pointed]);
  useEffect(() => seen({ dark }), [dark]);

  const keys = useKeys(hall, looking, {
    stands: (seat, at) => setPointed({ seat, at, byKeys: true }),
    onSeat,
    onStanding,
  });
  const { handlers, drawn, held } = usePointers(canvas, looking, {
    touched: () => setPointed((now) => (now?.byKeys ? null : now)),
    clicked: (at, reachPx) => {
      const point = toWorld(camera.current, screen.current, at);
      const reach = reachPx / camera.current.scale;
      const seat = near() ? seatAt(hall, point, Math.max(reach, hall.spacing * 0.6)) : null;
      if (seat !== null && !hall.sections[hall.section[seat]!]!.standing) {
        onSeat(seat);
        return;
      }
      const section = sectionAt(hall, point, reach);
      if (section?.standing) {
        onStanding(section);
      } else if (section !== null && !near()) {
        looking.goTo(section, point);
      }
    },
    framed: onFrame && ((from, to) => onFrame(boxOf([from, to].map((corner) => toWorld(camera.current, screen.current, corner))))),
    hovered: (at) => {
      const seat = at === null || !near() ? null : seatAt(hall, toWorld(camera.current, screen.current, at), hall.spacing * 0.6);
      if (seat === null || hall.sections[hall.section[seat]!]!.standing) {
        setPointed(null);
      } else if (seat !== pointed?.seat) {
        setPointed({ seat, at: toScreen(camera.current, screen.current, { x: hall.x[seat]!, y: hall.y[seat]! }), byKeys: false });
      }
    },
  });
  useImperativeHandle(ref, () => ({ show, whole, held, change: (now, at) => seen({ states: now, version: at }) }), [show, whole]);
  const forget = (): void => setPointed(null);

  // What the keys or the mouse point at, in words: from afar a section, from near a seat; anew when its state changes.
  const [told, setTold] = useState<string[] | null>(null);
  useEffect(() => {
    if (pointed === null) {
      setTold(null);
      return;
    }
    const s = hall.section[pointed.seat]!;
    const section = hall.sections[s]!;
    const far = section.standing || !near();
    const lines = far ? [sectionTitle(section, words), notes[s]!] : seatLines(hall, pricing, states, picks, pointed.seat, words, money);
    setTold(lines.filter((line) => line !== ""));
  }, [pointed, version, picks, words]);

  const zoom = (factor: number): void => glide(zoomAt(camera.current, screen.current, { x: screen.current.width / 2, y: screen.current.height / 2 }, factor));
  return (
    <div className="hall" ref={frame}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label={words.seats.mapLabel(hall.name)}
        aria-describedby={helpId}
        onKeyDown={keys.onKeyDown}
        onBlur={() => {
          keys.quit();
          forget();
        }}
        {...handlers}
        onPointerLeave={forget}
      />
      <p id={helpId} className="visually-hidden">
        {words.seats.mapHelp}
      </p>
      <p className="visually-hidden" aria-live="polite" data-test="told">
        {pointed?.byKeys && told !== null ? told.join(", ") : ""}
      </p>
      {keys.typing !== "" && (
        <p className="hall-typing" aria-hidden="true">
          {keys.typing}
        </p>
      )}
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
      {pointed !== null && told !== null && <Tip lines={told} at={pointed.at} width={screen.current.width} />}
      <div className="hall-zoom">
        <button type="button" className="round" aria-label={words.seats.zoomIn} onClick={() => zoom(1.8)}>
          +
        </button>
        <button type="button" className="round" aria-label={words.seats.zoomOut} onClick={() => zoom(1 / 1.8)}>
          −
        </button>
        <button type="button" className="round" aria-label={words.seats.whole} onClick={whole}>
          ⤢
        </button>
      </div>
    </div>
  );
}

/** As far as half of the tip is wide, it stays off the map's sides; as high as it is, it stays off the top. In CSS pixels. */
const TIP_PX = 110;

/** What is pointed at, beside it; screen readers are told another way. */
function Tip({ lines, at, width }: { lines: readonly string[]; at: Point; width: number }): ReactNode {
  const below = at.y < TIP_PX;
  return (
    <div
      className="seat-tip"
      aria-hidden="true"
      style={{
        left: Math.min(Math.max(at.x, TIP_PX), Math.max(width - TIP_PX, TIP_PX)),
        top: below ? at.y + 18 : at.y - 18,
        transform: below ? "translate(-50%, 0)" : "translate(-50%, -100%)",
      }}
    >
      {lines.map((line, i) => (
        <span key={line} className={i === 0 ? "seat-tip-name" : ""}>
          {line}
        </span>
      ))}
    </div>
  );
}
