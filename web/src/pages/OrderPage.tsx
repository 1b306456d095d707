import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import { serverClock } from "../api/clock";
import type { Order, Performance } from "../api/types";
import { Button } from "../parts/Button";
import { calendarFile, download } from "../parts/calendar";
import { Trouble, Waiting } from "../parts/notes";
import { goToPayment } from "../parts/pay";
import { Sure } from "../parts/Sure";
import { Receipt } from "../parts/Receipt";
import { WhenWhere } from "../parts/Sale";
import { Timer } from "../parts/Timer";
import { Link, useAddress, useTitle } from "../router";
import type { Hall } from "../seats/hall";
import { loadHall } from "../seats/maps";
import { seatNameById } from "../seats/names";
import { localDateTime, venueTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** How often the server is asked while something is under way, in milliseconds; slower after a while. */
const ASK_MS = 1200;
const ASK_SLOWLY_MS = 4000;
const PATIENT_AFTER = 25;
/** A payment that was made is heard of within a second or two; after this long one is told that it was not, in milliseconds. */
const UNHEARD_AFTER_MS = 8000;

/** An order, alive: it changes by itself while something is under way. One can leave and come back at any time. */
export function OrderPage({ id }: { id: string }): ReactNode {
  const { words } = useSpeech();
  useTitle(words.order.title);
  const order = useLoading(`order ${id}`, (signal) => call("get", "/v1/orders/{id}", { path: { id }, signal }));
  const { reload } = order;
  const status = order.value?.status;
  const asked = useRef(0);
  useEffect(() => {
    if (status !== "AWAITING_PAYMENT" && status !== "REFUNDING") {
      return;
    }
    let timer: ReturnType<typeof setTimeout>;
    const ask = (): void => {
      timer = setTimeout(
        () => {
          if (!document.hidden) {
            asked.current++;
            reload();
          }
          ask();
        },
        asked.current < PATIENT_AFTER ? ASK_MS : ASK_SLOWLY_MS,
      );
    };
    ask();
    return () => clearTimeout(timer);
  }, [status, reload]);
  if (order.value === null) {
    return (
      <div className="page narrow">
        <h1>{words.order.title}</h1>
        {order.error === null ? <Waiting /> : <Trouble error={order.error} retry={reload} />}
      </div>
    );
  }
  return <OrderAtHand order={order.value} reload={reload} set={order.set} />;
}

function OrderAtHand({ order, reload, set }: { order: Order; reload: () => void; set: (order: Order) => void }): ReactNode {
  const { words, locale, money } = useSpeech();
  const outcome = useAddress().searchParams.get("payment");
  const performance = useLoading(`performance ${order.performanceId}`, (signal) =>
    call("get", "/v1/performances/{id}", { path: { id: order.performanceId }, signal }),
  );
  const hall = useLoading(performance.value?.seatMap ?? null, () => loadHall(performance.value!.seatMap));
  const [asking, setAsking] = useState<"cancel" | "refund" | null>(null);
  const [extended, setExtended] = useState(false);
  const path = { id: order.id };

  const pay = useAction((key) => goToPayment(order.id, key));
  const extend = useAction(async () => {
    set(await call("post", "/v1/orders/{id}/extension", { path }));
    setExtended(true);
  });
  const end = useAction(async (key, what: "cancel" | "refund") => {
    set(
      what === "cancel"
        ? await call("post", "/v1/orders/{id}/cancellation", { path, key: key("cancel") })
        : await call("post", "/v1/orders/{id}/refunds", { path, key: key("refund") }),
    );
    setAsking(null);
  });
  const over = useCallback(() => reload(), [reload]);
  // Read ahead, so that the service worker has them where there is no network.
  const confirmed = order.status === "CONFIRMED";
  useEffect(() => {
    if (confirmed) {
      call("get", "/v1/orders/{id}/tickets", { path: { id: order.id } }).catch(() => undefined);
    }
  }, [confirmed, order.id]);
  const awaiting = order.status === "AWAITING_PAYMENT";
  // The provider says "paid" by the way back; only its own message to the server counts, and that one may be late or lost.
  const paid = awaiting && outcome === "succeeded";
  const [patience, setPatience] = useState(0);
  const [unheard, setUnheard] = useState(false);
  useEffect(() => {
    setUnheard(false);
    if (paid) {
      const timer = setTimeout(() => setUnheard(true), UNHEARD_AFTER_MS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [paid, patience]);
  const settling = paid && !unheard;
  const running = pay.running || extend.running || end.running;

  const message = ((): string => {
    switch (order.status) {
      case "AWAITING_PAYMENT":
        return settling ? words.order.confirming : paid ? words.order.unheard : outcome === "declined" ? words.order.declined : outcome === "pending" ? words.order.walkedAway : words.order.awaiting;
      case "CONFIRMED":
        return words.order.confirmed;
      case "EXPIRED":
        return words.order.expired;
      case "CANCELLED":
        return words.order.cancelled;
      case "REFUNDING":
        return words.order.refunding;
      case "REFUNDED":
        return words.order.refunded;
    }
  })();

  return (
    <div className="page narrow">
      <p className={`status status-${order.status.toLowerCase()}`} data-test="status" data-status={order.status}>
        {words.orders.status[order.status]}
      </p>
      <h1>{performance.value?.showTitle ?? words.order.title}</h1>
      {performance.value !== null && <WhenWhere performance={performance.value} />}
      <p className={`order-message ${awaiting && (outcome === "declined" || unheard) ? "note note-warn" : "lead"}`} role="status">
        {message}
      </p>
      {awaiting && !settling && <Timer until={order.expiresAt} onEnd={over} />}
      {settling && <Waiting />}
      {extended && awaiting && (
        <p className="fine" role="status">
          {words.order.moreTimeDone}
        </p>
      )}
      <Trouble error={pay.error ?? extend.error ?? end.error} />

      <div className="order-act">
        {awaiting && !settling && (
          <>
            {paid && (
              <Button
                off={running}
                data-test="check-again"
                onClick={() => {
                  setPatience((n) => n + 1);
                  reload();
                }}
              >
                {words.order.checkAgain}
              </Button>
            )}
            <Button className={paid ? "quiet" : ""} off={running} onClick={() => void pay.run()} data-test="pay">
              {outcome === "declined" || paid ? words.order.payAgain : words.order.pay(money(order.total))}
            </Button>
            {!order.extensionUsed && (
              <Button className="quiet" off={running} onClick={() => void extend.run()}>
                {words.order.moreTime}
              </Button>
            )}
            <Button className="quiet" off={running} onClick={() => setAsking("cancel")}>
              {words.order.cancel}
            </Button>
          </>
        )}
        {order.status === "CONFIRMED" && (
          <>
            <Link to={`/orders/${order.id}/tickets`} className="button" data-test="tickets">
              {words.order.tickets}
            </Link>
            {performance.value !== null && <AddToCalendar order={order} performance={performance.value} hall={hall.value} />}
            <Button className="quiet" off={running} onClick={() => setAsking("refund")}>
              {words.order.refund}
            </Button>
          </>
        )}
        {(order.status === "EXPIRED" || order.status === "CANCELLED") && (
          <Link to={`/performances/${order.performanceId}`} className="button">
            {words.order.again}
          </Link>
        )}
      </div>
      {order.status === "EXPIRED" && <p className="fine">{words.order.late}</p>}
      {asking !== null && (
        <Sure
          text={asking === "cancel" ? words.order.cancelSure : words.order.refundSure(money(order.total))}
          running={end.running}
          words={[words.order.yes, words.order.no]}
          yes={() => void end.run(asking)}
          no={() => setAsking(null)}
        />
      )}

      <section className="panel">
        <h2>{words.orders.seats(order.seats.length)}</h2>
        <ul className="seat-prices">
          {order.seats.map((seat) => (
            <li key={seat.seat}>
              <span>
                {seatNameById(hall.value, seat.seat, words)}
                {seat.attendee !== null && seat.attendee !== "" && <small>{words.order.attendee(seat.attendee)}</small>}
              </span>
              <span>{money(seat.price)}</span>
            </li>
          ))}
        </ul>
        <h2>{words.order.lines}</h2>
        <Receipt lines={order.lines} total={order.total} />
      </section>
      <Delivery order={order} />
      <p className="fine">
        {words.order.number(order.id)} · {words.orders.placed(localDateTime(order.createdAt, locale))}
      </p>
    </div>
  );
}

function AddToCalendar({ order, performance, hall }: { order: Order; performance: Performance; hall: Hall | null }): ReactNode {
  const { words, locale } = useSpeech();
  const add = (): void => {
    const seats = order.seats.map((seat) => seatNameById(hall, seat.seat, words));
    const file = calendarFile({
      id: order.id,
      title: performance.showTitle,
      place: `${performance.venue}, ${performance.city}`,
      notes: [words.show.doors(venueTime(performance.doorsAt, performance.timeZone, locale)), ...seats].join("\n"),
      address: `${location.origin}/orders/${order.id}/tickets`,
      startsAt: performance.startsAt,
      madeAtMs: serverClock.nowMs(),
    });
    download(`${order.id}.ics`, "text/calendar", file);
  };
  return (
    <button type="button" className="quiet" onClick={add} data-test="calendar">
      {words.order.calendar}
    </button>
  );
}

function Delivery({ order }: { order: Order }): ReactNode {
  const { words } = useSpeech();
  const courier = order.delivery.method === "courier";
  const delivery = useLoading(courier ? `delivery ${order.id} ${order.delivery.status}` : null, (signal) =>
    call("get", "/v1/orders/{id}/delivery", { path: { id: order.id }, signal }),
  );
  const address = delivery.value?.address ?? null;
  return (
    <section className="panel">
      <h2>{words.order.delivery}</h2>
      <p>
        {courier ? words.order.byCourier : words.order.byPhone} · {words.order.deliveryStatus[order.delivery.status]}
      </p>
      {address !== null && (
        <p className="fine">
          {[address.recipient, ...address.lines, [address.postalCode, address.city].filter(Boolean).join(" "), address.country].join(", ")}
        </p>
      )}
      {delivery.value?.trackingNumber != null && <p>{words.order.tracking(delivery.value.trackingNumber)}</p>}
    </section>
  );
}
