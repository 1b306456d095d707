import { useCallback, useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import type { Address, HoldState, NewOrder, Performance } from "../api/types";
import { Button } from "../parts/Button";
import { isReason, Trouble, Waiting } from "../parts/notes";
import { Receipt } from "../parts/Receipt";
import { WhenWhere } from "../parts/Sale";
import { Timer } from "../parts/Timer";
import { goToPayment } from "../parts/pay";
import { go, Link, useTitle } from "../router";
import { loadHall } from "../seats/maps";
import { seatNameById, warnings } from "../seats/names";
import type { Hall } from "../seats/hall";
import { useSpeech } from "../words/language";

/** From a hold to an order and on to the payment. */
export function Checkout({ holdId }: { holdId: string }): ReactNode {
  const { words } = useSpeech();
  useTitle(words.checkout.title);
  const hold = useLoading(`hold ${holdId}`, (signal) => call("get", "/v1/holds/{id}", { path: { id: holdId }, signal }));
  const performanceId = hold.value?.performanceId ?? null;
  const performance = useLoading(performanceId === null ? null : `performance ${performanceId}`, (signal) =>
    call("get", "/v1/performances/{id}", { path: { id: performanceId! }, signal }),
  );
  const hall = useLoading(performance.value?.seatMap ?? null, () => loadHall(performance.value!.seatMap));
  const error = hold.error ?? performance.error ?? hall.error;
  if (hold.value === null || performance.value === null) {
    return (
      <div className="page narrow">
        <h1>{words.checkout.title}</h1>
        {error === null ? <Waiting /> : <Trouble error={error} retry={hold.reload} />}
      </div>
    );
  }
  return <HoldAtHand hold={hold.value} performance={performance.value} hall={hall.value} reload={hold.reload} />;
}

interface Props {
  hold: HoldState;
  performance: Performance;
  hall: Hall | null;
  reload: () => void;
}

/** A hold in each of its states: only a living one can be bought. */
function HoldAtHand(props: Props): ReactNode {
  const { words } = useSpeech();
  const { hold, performance } = props;
  const end = (title: string, text: string, next: ReactNode): ReactNode => (
    <div className="page narrow">
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      {next}
    </div>
  );
  const again = (
    <Link to={`/performances/${performance.id}`} className="button">
      {words.checkout.again}
    </Link>
  );
  switch (hold.status) {
    case "LIVE":
      return <Form {...props} />;
    case "EXPIRED":
      return end(words.checkout.expiredTitle, words.checkout.expired, again);
    case "RELEASED":
    case "RETURNED":
      return end(words.checkout.releasedTitle, words.checkout.released, again);
    case "SOLD":
      return end(
        words.checkout.soldTitle,
        words.checkout.sold,
        <Link to="/orders" className="button">
          {words.checkout.toOrders}
        </Link>,
      );
  }
}

/** The order that a hold became, if one has left the checkout and come back. */
async function orderOfHold(holdId: string): Promise<string | null> {
  const page = await call("get", "/v1/orders", { query: { limit: 50 } });
  return page.items.find((order) => order.holdId === holdId)?.id ?? null;
}

function Form({ hold, performance, hall, reload }: Props): ReactNode {
  const { words, money, language } = useSpeech();
  const [names, setNames] = useState<string[]>(() => hold.seats.map(() => ""));
  const [substitute, setSubstitute] = useState(false);
  const [courier, setCourier] = useState(false);
  const [address, setAddress] = useState<Required<Address>>({
    recipient: "",
    phone: "",
    lines: [""],
    city: "",
    postalCode: "",
    country: language === "zh" ? "CN" : "GB",
  });
  const price = useLoading(`price ${hold.id}`, (signal) => call("get", "/v1/holds/{id}/price", { path: { id: hold.id }, signal }));
  const [orderId, setOrderId] = useState<string | null>(null);
  // Re-reading tells whether it is over; the server's word counts, not this clock.
  const over = useCallback(() => reload(), [reload]);

  const pay = useAction(async (key) => {
    let id = orderId;
    if (id === null) {
      const body: NewOrder = {
        holdId: hold.id,
        substitute,
        delivery: courier ? { method: "courier", address: filled(address) } : { method: "mobile" },
        ...(names.every((name) => name.trim() === "") ? {} : { attendees: names.map((name) => ({ name: name.trim() })) }),
      };
      try {
        id = (await call("post", "/v1/orders", { body, key: key(body) })).id;
      } catch (error) {
        if (!isReason(error, "hold-already-ordered")) {
          throw error;
        }
        id = await orderOfHold(hold.id);
        if (id === null) {
          throw error;
        }
      }
      setOrderId(id);
      // Whoever comes back by the browser's button should find the order, not this form.
      go(`/orders/${id}`, { replace: true });
    }
    await goToPayment(id, key);
  });
  const release = useAction(async () => {
    await call("delete", "/v1/holds/{id}", { path: { id: hold.id } });
    go(`/performances/${performance.id}`, { replace: true });
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void pay.run();
  };
  const named = names.some((name) => name.trim() !== "");
  const seats = hold.seats.map((id) => hall?.indexOf.get(id)).filter((seat) => seat !== undefined);
  const field = (change: Partial<Address>): void => setAddress({ ...address, ...change } as Required<Address>);

  return (
    <div className="page checkout">
      <h1>{words.checkout.title}</h1>
      <Timer until={hold.expiresAt} onEnd={over} />
      <form onSubmit={submit} className="checkout-form">
        <section className="panel checkout-seats">
          <h2>{words.checkout.yours}</h2>
          <p className="panel-title">{performance.showTitle}</p>
          <WhenWhere performance={performance} />
          <ul className="seat-names">
            {hold.seats.map((id) => (
              <li key={id}>{seatNameById(hall, id, words)}</li>
            ))}
          </ul>
          {hall !== null &&
            warnings(hall, seats, words).map((text) => (
              <p className="note note-warn" key={text}>
                {text}
              </p>
            ))}
          <Receipt lines={price.value?.lines ?? []} total={hold.total} />
          <p className="fine">{words.checkout.allIn}</p>
        </section>

        <div className="checkout-fields">
          <fieldset className="panel">
            <legend>{words.checkout.delivery}</legend>
            <label className="choice">
              <input type="radio" name="delivery" checked={!courier} onChange={() => setCourier(false)} />
              <span>
                {words.checkout.mobile}
                <small>{words.checkout.mobileLead}</small>
              </span>
            </label>
            <label className="choice">
              <input type="radio" name="delivery" checked={courier} onChange={() => setCourier(true)} />
              <span>
                {words.checkout.courier}
                <small>{words.checkout.courierLead}</small>
              </span>
            </label>
            {courier && (
              <div className="form">
                <label>
                  <span>{words.checkout.recipient}</span>
                  <input required maxLength={100} autoComplete="name" value={address.recipient} onChange={(event) => field({ recipient: event.target.value })} />
                </label>
                <label>
                  <span>{words.checkout.phone}</span>
                  <input type="tel" maxLength={40} autoComplete="tel" value={address.phone} onChange={(event) => field({ phone: event.target.value })} />
                </label>
                <label>
                  <span>{words.checkout.address}</span>
                  <input required maxLength={200} autoComplete="street-address" value={address.lines[0]} onChange={(event) => field({ lines: [event.target.value] })} />
                </label>
                <label>
                  <span>{words.checkout.city}</span>
                  <input required maxLength={100} autoComplete="address-level2" value={address.city} onChange={(event) => field({ city: event.target.value })} />
                </label>
                <label>
                  <span>{words.checkout.postalCode}</span>
                  <input maxLength={20} autoComplete="postal-code" value={address.postalCode} onChange={(event) => field({ postalCode: event.target.value })} />
                </label>
                <label>
                  <span>{words.checkout.country}</span>
                  <Countries value={address.country} onChange={(country) => field({ country })} />
                </label>
              </div>
            )}
          </fieldset>

          <fieldset className="panel">
            <legend>{words.checkout.attendees}</legend>
            <p className="fine">{words.checkout.attendeesLead}</p>
            <div className="form">
              {hold.seats.map((id, i) => (
                <label key={id}>
                  <span>{words.checkout.attendee(seatNameById(hall, id, words))}</span>
                  <input
                    maxLength={100}
                    required={named}
                    autoComplete={i === 0 ? "name" : "off"}
                    value={names[i] ?? ""}
                    onChange={(event) => setNames(names.map((name, n) => (n === i ? event.target.value : name)))}
                  />
                </label>
              ))}
            </div>
          </fieldset>

          <fieldset className="panel">
            <legend>{words.checkout.substituteTitle}</legend>
            <label className="choice">
              <input type="checkbox" checked={substitute} onChange={(event) => setSubstitute(event.target.checked)} />
              <span>
                {words.checkout.substitute}
                <small>{words.checkout.substituteLead}</small>
              </span>
            </label>
          </fieldset>
        </div>

        <div className="checkout-act">
          <Trouble error={pay.error ?? release.error} />
          <Button type="submit" off={pay.running || release.running} data-test="pay">
            {words.checkout.pay(money(hold.total))}
          </Button>
          <Button className="quiet" off={pay.running || release.running} onClick={() => void release.run()}>
            {words.checkout.giveBack}
          </Button>
          <p className="fine">{words.checkout.moreTimeHint}</p>
        </div>
      </form>
    </div>
  );
}

/** An address without its empty optional fields. */
function filled(address: Required<Address>): Address {
  const { phone, postalCode, ...rest } = address;
  return { ...rest, ...(phone === "" ? {} : { phone }), ...(postalCode === "" ? {} : { postalCode }) };
}

const COUNTRIES = ["CN", "HK", "MO", "TW", "SG", "JP", "KR", "GB", "IE", "DE", "AT", "CH", "FR", "NL", "BE", "IT", "ES", "SE", "NO", "DK", "US", "CA", "AU", "NZ"];

function Countries({ value, onChange }: { value: string; onChange: (country: string) => void }): ReactNode {
  const { locale } = useSpeech();
  const names = new Intl.DisplayNames(locale, { type: "region" });
  return (
    <select value={value} autoComplete="country" onChange={(event) => onChange(event.target.value)}>
      {COUNTRIES.map((code) => (
        <option key={code} value={code}>
          {names.of(code)}
        </option>
      ))}
    </select>
  );
}
