import { useEffect, useState, type ReactNode } from "react";
import { call, wasKept } from "../api/client";
import { useLoading } from "../api/loading";
import { Unreachable } from "../api/problem";
import type { Performance, Ticket } from "../api/types";
import { isReason, Trouble, Waiting } from "../parts/notes";
import { useOnline } from "../parts/offline";
import { useNow } from "../parts/now";
import { Link, useTitle } from "../router";
import type { Hall } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { seatNameById } from "../seats/names";
import { useLivingCode } from "../tickets/living";
import { QrCode } from "../tickets/QrCode";
import { venueDateTime, venueTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** How often the server is asked again while tickets are not ready, or change at the gate, in milliseconds. */
const ASK_MS = 5000;

/** The tickets of an order, each with its living code. */
export function Tickets({ id }: { id: string }): ReactNode {
  const { words } = useSpeech();
  useTitle(words.tickets.title);
  const tickets = useLoading(`tickets ${id}`, (signal) => call("get", "/v1/orders/{id}/tickets", { path: { id }, signal }));
  const performanceId = tickets.value?.items[0]?.performanceId ?? null;
  const performance = useLoading(performanceId === null ? null : `performance ${performanceId}`, (signal) =>
    call("get", "/v1/performances/{id}", { path: { id: performanceId! }, signal }),
  );
  const hall = useLoading(performance.value?.seatMap ?? null, () => loadHall(performance.value!.seatMap));

  const online = useOnline();
  // A screen that sleeps in the queue is a queue that waits.
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    navigator.wakeLock?.request("screen").then(
      (got) => (gone ? void got.release() : (lock = got)),
      () => undefined,
    );
    return () => {
      gone = true;
      void lock?.release();
    };
  }, []);

  // A ticket that was admitted says so by itself; one that isn't ready comes by itself.
  const { reload } = tickets;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) {
        reload();
      }
    }, ASK_MS);
    return () => clearInterval(timer);
  }, [reload]);

  const notReady = isReason(tickets.error, "tickets-not-ready") || tickets.value?.items.length === 0;
  return (
    <div className="page narrow">
      <h1>{words.tickets.title}</h1>
      {tickets.value === null && tickets.error === null && <Waiting />}
      {tickets.value === null && notReady && <Waiting text={words.tickets.none} />}
      {tickets.value === null && tickets.error !== null && !notReady && <Trouble error={tickets.error} retry={reload} />}
      {tickets.value !== null && tickets.value.items.length > 0 && <p className="lead">{words.tickets.lead}</p>}
      {(!online || tickets.error instanceof Unreachable || wasKept(tickets.value)) && tickets.value !== null && (
        <p className="note" role="status" data-test="offline">
          {words.tickets.offline}
        </p>
      )}
      <ol className="tickets">
        {tickets.value?.items.map((ticket, i) => (
          <li key={ticket.id}>
            <TicketCard ticket={ticket} number={i + 1} of={tickets.value!.items.length} performance={performance.value} hall={hall.value} />
          </li>
        ))}
      </ol>
      <p>
        <Link to={`/orders/${id}`}>{words.tickets.toOrder}</Link>
      </p>
    </div>
  );
}

function TicketCard(props: { ticket: Ticket; number: number; of: number; performance: Performance | null; hall: Hall | null }): ReactNode {
  const { words, locale } = useSpeech();
  const { ticket, performance, hall } = props;
  const seat = seatNameById(hall, ticket.seat, words);
  return (
    <article className={`ticket ticket-${ticket.status.toLowerCase()}`} aria-label={words.tickets.ticket(props.number, props.of)}>
      <header>
        <p className="ticket-count">{words.tickets.ticket(props.number, props.of)}</p>
        <h2>{performance?.showTitle ?? " "}</h2>
        {performance !== null && (
          <p>
            <time dateTime={performance.startsAt}>{venueDateTime(performance.startsAt, performance.timeZone, locale)}</time>
            {" · "}
            {words.show.doors(venueTime(performance.doorsAt, performance.timeZone, locale))}
            <br />
            {performance.venue}, {performance.city}
          </p>
        )}
      </header>
      <p className="ticket-seat">{seat}</p>
      {ticket.attendee !== null && ticket.attendee !== "" && <p>{words.order.attendee(ticket.attendee)}</p>}
      {ticket.status === "VALID" ? (
        <Living ticket={ticket} seat={seat} />
      ) : (
        <p className="ticket-done" role="status">
          {ticket.status === "ADMITTED" ? words.tickets.admitted : words.tickets.void}
        </p>
      )}
    </article>
  );
}

function Living({ ticket, seat }: { ticket: Ticket; seat: string }): ReactNode {
  const { words } = useSpeech();
  const now = useNow(250);
  const living = useLivingCode(ticket, now);
  const [copied, setCopied] = useState<string | null>(null);
  if (living.code === null) {
    return living.ownMade ? <Waiting /> : <p className="note note-warn">{words.tickets.stale}</p>;
  }
  const code = living.code;
  const seconds = Math.ceil(living.leftMs / 1000);
  return (
    <div className="living">
      <div className="living-frame">
        <QrCode text={code} label={words.tickets.codeOf(seat)} />
      </div>
      <p className="living-left">
        <Ring share={living.leftMs / living.stepMs} />
        {living.ownMade ? words.tickets.newIn(seconds) : words.tickets.byServer}
      </p>
      <details>
        <summary>{words.tickets.codeText}</summary>
        <output className="living-text" data-test="code">
          {code}
        </output>
        <button
          type="button"
          className="quiet"
          onClick={() => {
            void navigator.clipboard?.writeText(code).then(() => setCopied(code));
          }}
        >
          {copied === code ? words.tickets.copied : words.tickets.copy}
        </button>
      </details>
    </div>
  );
}

/** How much life the code has left, as a ring that empties. */
function Ring({ share }: { share: number }): ReactNode {
  return (
    <svg className="ring" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="9" className="ring-track" />
      <circle cx="12" cy="12" r="9" className="ring-left" pathLength={1} strokeDasharray={`${Math.max(share, 0).toFixed(3)} 1`} transform="rotate(-90 12 12)" />
    </svg>
  );
}
