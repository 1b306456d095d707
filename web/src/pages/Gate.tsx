import { useCallback, useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import { serverClock } from "../api/clock";
import type { Performance } from "../api/types";
import { Camera } from "../gate/Camera";
import type { Verdict } from "../gate/door";
import type { Discord } from "../gate/shelf";
import { sound, type Sign } from "../gate/sound";
import { GateStation } from "../gate/station";
import { Button } from "../parts/Button";
import { keepHere, recallHere } from "../parts/memory";
import { useNow } from "../parts/now";
import { Trouble, Waiting } from "../parts/notes";
import { Link, useTitle } from "../router";
import type { Hall } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { seatNameById } from "../seats/names";
import { localDateTime, venueDateTime, venueTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** Checks tickets in, one by one, with the server or without. */
export function Gate(): ReactNode {
  const { words } = useSpeech();
  const account = useAccount();
  useTitle(words.gate.title);
  // On this page the site can be installed: as the gate, and nothing else.
  useEffect(() => {
    const link = Object.assign(document.createElement("link"), { rel: "manifest", href: "/gate.webmanifest" });
    document.head.append(link);
    return () => link.remove();
  }, []);
  if (account === null || !account.roles.some((role) => role === "gate" || role === "organizer")) {
    return (
      <div className="page narrow">
        <h1>{words.gate.title}</h1>
        <p className="lead">{account === null ? words.gate.lead : words.gate.notStaff}</p>
        <Link to="/sign-in?next=%2Fgate" className="button">
          {words.nav.signIn}
        </Link>
      </div>
    );
  }
  return <Door />;
}

const DEVICE_MAX = 40;

/** A name for this device, so that a second scan can tell where the first was. */
function deviceName(): string {
  const known = recallHere("device");
  if (known !== null) {
    return known;
  }
  const fresh = `web-${Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  keepHere("device", fresh);
  return fresh;
}

/** What this device was called before. */
function formerNames(): string[] {
  return (recallHere("devices") ?? "").split("\n").filter((name) => name !== "");
}

function Door(): ReactNode {
  const { words, locale } = useSpeech();
  const page = useLoading("gates", (signal) => call("get", "/v1/gates", { query: { limit: 100 }, signal }));
  const [chosen, setChosen] = useState<string | null>(() => recallHere("gate"));
  const [device, setDevice] = useState(deviceName);
  const rename = (name: string): void => {
    keepHere("devices", [...new Set([...formerNames(), device])].join("\n"));
    keepHere("device", name);
    setDevice(name);
  };
  const choose = (id: string): void => {
    keepHere("gate", id);
    setChosen(id);
  };
  const performances = page.value?.items ?? [];
  const performance = performances.find((each) => each.id === chosen) ?? nextOf(performances);
  return (
    <div className="page narrow gate">
      <h1>{words.gate.title}</h1>
      {page.value === null && (page.error === null ? <Waiting /> : <Trouble error={page.error} retry={page.reload} />)}
      {page.value !== null && performance === undefined && <p className="lead">{words.gate.none}</p>}
      {performance !== undefined && (
        <>
          <label className="field">
            <span>{words.gate.choose}</span>
            <select value={performance.id} onChange={(event) => choose(event.target.value)} data-test="performance">
              {performances.map((each) => (
                <option key={each.id} value={each.id}>
                  {venueDateTime(each.startsAt, each.timeZone, locale)} · {each.showTitle} · {each.venue}
                </option>
              ))}
            </select>
          </label>
          <Scanner key={`${performance.id} ${device}`} performance={performance} device={device} />
          <Name device={device} rename={rename} />
        </>
      )}
    </div>
  );
}

/** What other gates call this one. */
function Name({ device, rename }: { device: string; rename: (name: string) => void }): ReactNode {
  const { words } = useSpeech();
  const [name, setName] = useState(device);
  const wanted = name.trim();
  return (
    <form
      className="gate-form gate-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted !== "" && wanted !== device) {
          rename(wanted);
        }
      }}
    >
      <label className="field">
        <span>{words.gate.deviceName}</span>
        <input value={name} maxLength={DEVICE_MAX} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </label>
      <Button type="submit" className="quiet" off={wanted === "" || wanted === device}>
        {words.gate.rename}
      </Button>
      <p className="fine">{words.gate.deviceHint}</p>
    </form>
  );
}

/** The performance that most likely is at this door: the one that starts next, or else the last. */
function nextOf(performances: readonly Performance[]): Performance | undefined {
  const now = serverClock.nowMs();
  return performances.find((each) => Date.parse(each.startsAt) > now) ?? performances.at(-1);
}

type Shown = (Verdict & { alone: boolean; n: number }) | null;

const SIGNS: Record<Verdict["result"], Sign> = {
  ADMITTED: "yes",
  ALREADY_ADMITTED: "no",
  INVALID: "no",
  WRONG_PERFORMANCE: "no",
  REFUNDED: "no",
  STALE: "wait",
  TOO_EARLY: "wait",
  NOT_LISTED: "wait",
};

const MARKS: Record<Sign, string> = { yes: "✓", no: "✕", wait: "!" };

/** Typing that is as fast as a handheld scanner's, in milliseconds from key to key. */
const WEDGE_MS = 60;
/** A verdict that takes longer, in milliseconds, is told to be on its way. */
const SLOW_MS = 300;
/** For so long, in milliseconds, a verdict is shown when others wait. */
const SEEN_MS = 1000;
/** So many scans may wait to be judged; no hand is faster. */
const QUEUE_MAX = 20;

interface Scanned {
  code: string;
  /** When it was scanned: a code is of its moment, however long it then waits. */
  atMs: number;
}

function useStation(performanceId: string, device: string): GateStation | null {
  const [, redraw] = useState(0);
  const [station, setStation] = useState<GateStation | null>(null);
  useEffect(() => {
    const opened = new GateStation(performanceId, device, formerNames(), () => redraw((n) => n + 1));
    setStation(opened);
    void opened.open();
    return () => opened.close();
  }, [performanceId, device]);
  return station;
}

function Scanner({ performance, device }: { performance: Performance; device: string }): ReactNode {
  const { words, locale } = useSpeech();
  const [code, setCode] = useState("");
  const [shown, setShown] = useState<Shown>(null);
  const [looking, setLooking] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const hall = useLoading(performance.seatMap, () => loadHall(performance.seatMap));
  const station = useStation(performance.id, device);
  const count = useRef(0);

  // A scan that comes while another is judged waits its turn; the one that is judged is the first.
  const queue = useRef<Scanned[]>([]);
  const check = useAction(async () => {
    for (let next = queue.current[0]; next !== undefined; next = queue.current[0]) {
      // Nobody may be let in by the verdict on whoever came before.
      const clear = (): void => setShown(null);
      const slow = setTimeout(clear, SLOW_MS);
      try {
        const verdict = await station!.scan(next.code, next.atMs);
        setShown({ ...verdict, n: ++count.current });
        sound(SIGNS[verdict.result]);
      } catch (cause) {
        // Nor are those judged that wait: whatever is wrong, it is not their tickets.
        queue.current = [];
        clear();
        sound("wait");
        throw cause;
      } finally {
        clearTimeout(slow);
        // A handheld scanner types the next code at once.
        if (!looking) {
          input.current?.focus();
        }
      }
      queue.current.shift();
      if (queue.current.length > 0) {
        await new Promise((seen) => setTimeout(seen, SEEN_MS));
      }
    }
  });
  const { run: judge } = check;
  useEffect(
    () => () => {
      queue.current = [];
    },
    [],
  );
  /** Takes a code to be judged, if there is room; one that waits already is not judged twice. */
  const run = useCallback(
    (text: string): boolean => {
      const code = text.trim();
      const known = queue.current.some((each) => each.code === code);
      if (!known && queue.current.length >= QUEUE_MAX) {
        return false;
      }
      if (!known) {
        queue.current.push({ code, atMs: serverClock.nowMs() });
      }
      void judge().then(() => {
        if (queue.current.length > 0) {
          void judge();
        }
      });
      return true;
    },
    [judge],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() !== "" && run(code)) {
      setCode("");
    }
  };

  // A handheld scanner types wherever the focus is: what comes too fast for fingers is its.
  useEffect(() => {
    let text = "";
    let lastMs = 0;
    const hear = (event: globalThis.KeyboardEvent): void => {
      if (event.target === input.current || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      text = event.timeStamp - lastMs < WEDGE_MS ? text : "";
      lastMs = event.timeStamp;
      if (event.key === "Enter" && text.length > 20) {
        event.preventDefault();
        run(text);
        text = "";
      } else if (event.key.length === 1) {
        text += event.key;
      }
    };
    document.addEventListener("keydown", hear, true);
    return () => document.removeEventListener("keydown", hear, true);
  }, [run]);

  if (station === null) {
    return <Waiting />;
  }
  const { state } = station;
  const sign = shown === null ? null : SIGNS[shown.result];
  // Whoever goes through the list of performances by keys is left there.
  const free = document.activeElement === document.body || document.activeElement?.tagName === "MAIN";
  return (
    <>
      <ul className="gate-state" aria-label={words.gate.state}>
        <li className={state.online ? "live" : "live live-lost"} data-test="line" data-online={state.online}>
          {state.online ? words.gate.online : words.gate.offline}
        </li>
        <li data-test="manifest" data-tickets={state.tickets ?? ""}>
          {state.tickets === null ? words.gate.noManifest : words.gate.manifest(state.tickets.toLocaleString(locale), venueTime(state.issuedAt!, performance.timeZone, locale))}
        </li>
        <li data-test="waiting" data-count={state.waiting}>
          {words.gate.waiting(state.waiting)}
        </li>
      </ul>
      <Clock />
      <Discords station={station} performance={performance} hall={hall.value} />
      <div role="status" aria-live="assertive" className="gate-verdict">
        {shown === null || sign === null ? (
          <p className="verdict verdict-ready">{check.running ? words.wait : words.gate.ready}</p>
        ) : (
          <div key={shown.n} className={`verdict verdict-${sign}`} data-test="verdict" data-result={shown.result} data-alone={shown.alone}>
            <p className="verdict-sign" aria-hidden="true">
              {MARKS[sign]}
            </p>
            <p className="verdict-word">{words.gate.results[shown.result]}</p>
            {shown.seat !== undefined && <p className="verdict-seat">{seatNameById(hall.value, shown.seat, words)}</p>}
            {shown.attendee !== undefined && <p>{shown.attendee}</p>}
            <p>{words.gate.advice[shown.result]}</p>
            {shown.result === "ALREADY_ADMITTED" && shown.admittedAt !== undefined && (
              <p>
                {words.gate.admittedAt(localDateTime(shown.admittedAt, locale))} {shown.admittedDevice !== undefined && words.gate.device(shown.admittedDevice)}
              </p>
            )}
            {shown.doorsAt !== undefined && <p>{words.gate.doorsAt(localDateTime(shown.doorsAt, locale))}</p>}
            {shown.alone && <p className="verdict-alone">{words.gate.alone}</p>}
          </div>
        )}
      </div>
      <Trouble error={check.error ?? state.error} />
      {looking && <Camera onCode={run} close={() => setLooking(false)} />}
      <form onSubmit={submit} className="gate-form">
        <label className="field">
          <span>{words.gate.code}</span>
          <input
            ref={input}
            autoFocus={free}
            maxLength={4096}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={code}
            placeholder={words.gate.codeHint}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
        {/* Never off: what comes while another is judged waits its turn. */}
        <button type="submit">{words.gate.check}</button>
        {!looking && (
          <button type="button" className="quiet" onClick={() => setLooking(true)}>
            {words.gate.cameraOn}
          </button>
        )}
        <Button className="quiet" off={state.downloading} onClick={() => void station.download()}>
          {words.gate.download}
        </Button>
      </form>
      <dl className="figures">
        <div>
          <dt>{words.gate.here}</dt>
          <dd data-test="here">{state.admittedHere.toLocaleString(locale)}</dd>
        </div>
        <div>
          <dt>{words.gate.inside}</dt>
          <dd data-test="inside">{state.tickets === null ? "–" : `${state.inside.toLocaleString(locale)} / ${state.tickets.toLocaleString(locale)}`}</dd>
        </div>
      </dl>
    </>
  );
}

/** Tickets that another gate let in too: loud until somebody has taken note. */
function Discords({ station, performance, hall }: { station: GateStation; performance: Performance; hall: Hall | null }): ReactNode {
  const { words, locale } = useSpeech();
  const { discords } = station.state;
  const fresh = discords.filter((discord) => !discord.noted);
  const noted = discords.filter((discord) => discord.noted);
  const count = fresh.length;
  const before = useRef(0);
  useEffect(() => {
    if (count > before.current) {
      sound("no");
    }
    before.current = count;
  }, [count]);
  const time = (at: string): string => venueTime(at, performance.timeZone, locale);
  const told = (discord: Discord): ReactNode => (
    <>
      <strong>{seatNameById(hall, discord.seat, words)}</strong>{" "}
      {discord.otherAt !== null && discord.otherDevice !== null
        ? words.gate.twice(time(discord.scannedAt), time(discord.otherAt), discord.otherDevice)
        : words.gate.disagreed(time(discord.scannedAt))}
    </>
  );
  const key = (discord: Discord): string => `${discord.ticketId} ${discord.otherAt}`;
  return (
    <>
      {count > 0 && (
        <section className="gate-discords" role="alert" data-test="discords">
          <h2>{words.gate.discords(count)}</h2>
          <ul>
            {fresh.map((discord) => (
              <li key={key(discord)}>
                <p>{told(discord)}</p>
                <button type="button" onClick={() => void station.note(discord)}>
                  {words.gate.note}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {noted.length > 0 && (
        <details className="note" data-test="noted">
          <summary>{words.gate.noted(noted.length)}</summary>
          <ul>
            {noted.map((discord) => (
              <li key={key(discord)}>{told(discord)}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** A device's clock that is off by more than this is told of, in milliseconds: living codes are judged by the clock. */
const CLOCK_OFF_MS = 20_000;

/** Says when this device's clock is wrong, by the server's, or was set while the page is open. */
function Clock(): ReactNode {
  const { words } = useSpeech();
  useNow(2000);
  const began = useRef<number>(null);
  began.current ??= Date.now() - performance.now();
  const jumped = Date.now() - performance.now() - began.current;
  const off = Math.abs(serverClock.skewMs) > CLOCK_OFF_MS ? -serverClock.skewMs : Math.abs(jumped) > CLOCK_OFF_MS ? jumped : 0;
  return off === 0 ? null : (
    <p className="note note-warn" role="alert" data-test="clock">
      {words.gate.clockOff(Math.round(Math.abs(off) / 1000), off > 0)}
    </p>
  );
}
