import { useRef, useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { useAccount } from "../api/session";
import type { Performance, ScanResult } from "../api/types";
import { Trouble, Waiting } from "../parts/notes";
import { Link, useTitle } from "../router";
import { loadHall } from "../seats/maps";
import { seatNameById } from "../seats/names";
import { localDateTime, venueDateTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** Checks tickets in, one by one. */
export function Gate(): ReactNode {
  const { words } = useSpeech();
  const account = useAccount();
  useTitle(words.gate.title);
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

/** A name for this device, so that a second scan can tell where the first was. */
function deviceName(): string {
  const key = "onsale.device";
  const fresh = `web-${Math.floor(Math.random() * 0xffff).toString(16).padStart(4, "0")}`;
  try {
    const known = localStorage.getItem(key);
    if (known !== null) {
      return known;
    }
    localStorage.setItem(key, fresh);
  } catch {
    // then the name lasts as long as the page
  }
  return fresh;
}

function Door(): ReactNode {
  const { words, locale } = useSpeech();
  const page = useLoading("gates", (signal) => call("get", "/v1/gates", { query: { limit: 100 }, signal }));
  const [chosen, setChosen] = useState<string | null>(null);
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
            <select value={performance.id} onChange={(event) => setChosen(event.target.value)} data-test="performance">
              {performances.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.showTitle} · {venueDateTime(each.startsAt, each.timeZone, locale)} · {each.venue}
                </option>
              ))}
            </select>
          </label>
          <Scanner key={performance.id} performance={performance} />
        </>
      )}
    </div>
  );
}

/** The performance that most likely is at this door: the one that starts next, or else the last. */
function nextOf(performances: readonly Performance[]): Performance | undefined {
  const now = Date.now();
  return performances.find((each) => Date.parse(each.startsAt) > now) ?? performances.at(-1);
}

function Scanner({ performance }: { performance: Performance }): ReactNode {
  const { words, locale } = useSpeech();
  const [code, setCode] = useState("");
  const [result, setResult] = useState<ScanResult | null>(null);
  const [admitted, setAdmitted] = useState(0);
  const device = useRef<string>(null);
  device.current ??= deviceName();
  const input = useRef<HTMLInputElement>(null);
  const hall = useLoading(performance.seatMap, () => loadHall(performance.seatMap));

  const check = useAction(async () => {
    setResult(null);
    const answer = await call("post", "/v1/gates/{id}/scans", {
      path: { id: performance.id },
      body: { code: code.trim(), device: device.current! },
    });
    if ("result" in answer) {
      setResult(answer);
      setAdmitted((n) => n + (answer.result === "ADMITTED" ? 1 : 0));
    }
    // A handheld scanner types the next code at once.
    setCode("");
    input.current?.focus();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void check.run();
  };
  return (
    <>
      <form onSubmit={submit} className="gate-form">
        <label className="field">
          <span>{words.gate.code}</span>
          <input
            ref={input}
            required
            maxLength={4096}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={code}
            placeholder={words.gate.codeHint}
            onChange={(event) => setCode(event.target.value)}
          />
        </label>
        <button type="submit" disabled={check.running}>
          {words.gate.check}
        </button>
      </form>
      <Trouble error={check.error} />
      <div role="status" aria-live="assertive">
        {result !== null && (
          <div className={`verdict verdict-${result.result === "ADMITTED" ? "yes" : result.result === "STALE" || result.result === "TOO_EARLY" ? "wait" : "no"}`} data-test="verdict" data-result={result.result}>
            <p className="verdict-sign" aria-hidden="true">
              {result.result === "ADMITTED" ? "✓" : result.result === "STALE" || result.result === "TOO_EARLY" ? "!" : "✕"}
            </p>
            <p className="verdict-word">{words.gate.results[result.result]}</p>
            {result.seat !== undefined && <p className="verdict-seat">{seatNameById(hall.value, result.seat, words)}</p>}
            {result.attendee !== undefined && <p>{result.attendee}</p>}
            <p>{words.gate.advice[result.result]}</p>
            {result.result === "ALREADY_ADMITTED" && result.admittedAt !== undefined && (
              <p>
                {words.gate.admittedAt(localDateTime(result.admittedAt, locale))}{" "}
                {result.admittedDevice !== undefined && words.gate.device(result.admittedDevice)}
              </p>
            )}
            {result.doorsAt !== undefined && <p>{words.gate.doorsAt(localDateTime(result.doorsAt, locale))}</p>}
          </div>
        )}
      </div>
      <p className="fine">{words.gate.count(admitted)}</p>
    </>
  );
}
