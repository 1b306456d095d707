/** What a story needs before it begins, made through the public API as an organiser would. */

export interface Evening {
  showId: string;
  performanceId: string;
  seatMap: string;
}

interface Arena {
  capacity: number;
  city: string;
  venue: string;
  timeZone: string;
  seatMap: string;
  tiers: { name: string; label: string; price: { amount: number; currency: string } }[];
}

export async function api<T>(url: string, path: string, init: { method?: string; token?: string; body?: unknown } = {}): Promise<T> {
  const response = await fetch(url + path, {
    method: init.method ?? "GET",
    headers: {
      ...(init.token === undefined ? {} : { Authorization: `Bearer ${init.token}` }),
      ...(init.body === undefined ? {} : { "Content-Type": "application/json" }),
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  });
  if (!response.ok) {
    throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as T;
}

export async function signIn(url: string, email: string, password: string): Promise<string> {
  return (await api<{ token: string }>(url, "/v1/sessions", { method: "POST", body: { email, password } })).token;
}

const HOUR_MS = 3_600_000;

/** What an evening may have of its own. */
export interface Wish {
  title?: string;
  /** Picks the demo hall by its size: the largest when left out. */
  capacity?: number;
  /** From now to the sale, in milliseconds; it opened an hour ago when left out. */
  opensInMs?: number;
  holdSeconds?: number;
  /** 40 when left out. */
  limitPerBuyer?: number;
}

/** An evening whose doors are open, at the demo's own prices: other evenings may be weeks away, and gates admit nobody so early. */
export async function openEvening(url: string, wish: Wish = {}): Promise<Evening> {
  const shows = await api<{ items: { performances: Arena[] }[] }>(url, "/v1/shows?limit=100");
  const halls = shows.items.flatMap((show) => show.performances);
  const hall = halls.find((each) => each.capacity === wish.capacity) ?? halls.reduce((largest, each) => (each.capacity > largest.capacity ? each : largest));
  const token = await signIn(url, "organizer@example.com", "organizer-demo");
  const show = await api<{ id: string }>(url, "/v1/organizer/shows", {
    method: "POST",
    token,
    body: { title: wish.title ?? "夜航船 · Night Ferry", description: "一个晚上，所有座位。\nOne evening, all seats.", city: hall.city, venue: hall.venue },
  });
  const now = Date.now();
  const iso = (ms: number): string => new Date(ms).toISOString();
  const performance = await api<{ id: string; seatMap: string }>(url, `/v1/organizer/shows/${show.id}/performances`, {
    method: "POST",
    token,
    body: {
      startsAt: iso(now + 3 * HOUR_MS),
      timeZone: hall.timeZone,
      seatMap: hall.seatMap.slice(hall.seatMap.lastIndexOf("/") + 1),
      onSaleFrom: iso(now + (wish.opensInMs ?? -HOUR_MS)),
      onSaleUntil: iso(now + 2 * HOUR_MS),
      limitPerBuyer: wish.limitPerBuyer ?? 40,
      ...(wish.holdSeconds === undefined ? {} : { holdSeconds: wish.holdSeconds }),
      tiers: hall.tiers.map(({ name, label, price }) => ({ name, label, price })),
    },
  });
  await api(url, `/v1/organizer/performances/${performance.id}/publication`, { method: "POST", token });
  return { showId: show.id, performanceId: performance.id, seatMap: performance.seatMap };
}

/** Takes seats off sale, or puts them back. */
export async function block(url: string, { performanceId }: Evening, seats: readonly string[], blocked = true): Promise<void> {
  const token = await signIn(url, "organizer@example.com", "organizer-demo");
  await api(url, `/v1/organizer/performances/${performanceId}/blocks`, { method: "POST", token, body: { seats, blocked } });
}

/** Leaves nothing to buy: every seat is taken off sale. */
export async function sellOut(url: string, evening: Evening): Promise<void> {
  await block(url, evening, await seatIds(url, evening));
}

/** The seats of a price in the map's order, and what is special about each. */
export async function seatsOf(url: string, { seatMap }: Evening, tier: string): Promise<{ id: string; attributes: string[] }[]> {
  const map = await api<SeatMap>(url, seatMap);
  const seats = map.sections.flatMap((section) => section.rows.flatMap((row) => row.seats));
  return seats.filter((seat) => seat.tier === tier).map(({ id, attributes = [] }) => ({ id, attributes }));
}

export interface Bought {
  orderId: string;
  token: string;
}

/** Holds the best seats of the last price. */
export async function hold(url: string, { performanceId }: Evening, count: number): Promise<string> {
  const token = await signIn(url, "buyer@example.com", "buyer-demo");
  const { tiers } = await api<{ tiers: { name: string }[] }>(url, `/v1/performances/${performanceId}`);
  return (await api<{ id: string }>(url, `/v1/performances/${performanceId}/holds`, { method: "POST", token, body: { best: { tier: tiers.at(-1)!.name, count } } })).id;
}

/** Buys the best seats through the public API, as somebody at home would. */
export async function buy(url: string, evening: Evening, count: number): Promise<Bought> {
  const token = await signIn(url, "buyer@example.com", "buyer-demo");
  const post = <T>(path: string, body?: unknown): Promise<T> => api<T>(url, path, { method: "POST", token, body });
  const holdId = await hold(url, evening, count);
  const order = await post<{ id: string }>("/v1/orders", { holdId });
  const payment = await post<{ id: string }>(`/v1/orders/${order.id}/payments`, { provider: "sandbox" });
  await post(`/v1/sandbox/payments/${payment.id}`, { outcome: "succeeded" });
  for (;;) {
    const { status } = await api<{ status: string }>(url, `/v1/orders/${order.id}`, { token });
    if (status === "CONFIRMED") {
      return { orderId: order.id, token };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As many seats as one may hold at once. */
const ARMFUL = 64;
/** Buyers at once. */
const QUEUES = 8;

/**
 * Sells a whole hall, an armful at a time, and answers an order of the last seats once every ticket is issued. The evening's limit
 * must allow one buyer as much.
 *
 * @param told hears how many seats are sold, of how many; it may throw to end the sale
 */
export async function sellWholeHall(url: string, evening: Evening, told: (sold: number, all: number) => void = () => {}): Promise<Bought> {
  const token = await signIn(url, "buyer@example.com", "buyer-demo");
  const post = <T>(path: string, body: unknown): Promise<T> => api<T>(url, path, { method: "POST", token, body });
  const seats = await seatIds(url, evening);
  const orders: string[] = [];
  let next = 0;
  const queue = async (): Promise<void> => {
    while (next < seats.length) {
      const armful = seats.slice(next, next + ARMFUL);
      next += armful.length;
      const { id: holdId } = await post<{ id: string }>(`/v1/performances/${evening.performanceId}/holds`, { seats: armful });
      const { id } = await post<{ id: string }>("/v1/orders", { holdId });
      const payment = await post<{ id: string }>(`/v1/orders/${id}/payments`, { provider: "sandbox" });
      await post(`/v1/sandbox/payments/${payment.id}`, { outcome: "succeeded" });
      orders.push(id);
      told(next, seats.length);
    }
  };
  await Promise.all(Array.from({ length: QUEUES }, queue));
  for (const id of orders) {
    while ((await api<{ status: string }>(url, `/v1/orders/${id}`, { token })).status !== "CONFIRMED") {
      told(seats.length, seats.length);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return { orderId: orders.at(-1)!, token };
}

/** The code that a ticket's owner shows at this moment. */
export async function codeNow(url: string, { orderId, token }: Bought, ticket = 0): Promise<string> {
  return (await api<{ items: { code: string }[] }>(url, `/v1/orders/${orderId}/tickets`, { token })).items[ticket]!.code;
}

interface SeatMap {
  sections: { name: string; standing: boolean; rows: { label: string; seats: { id: string; label: string; tier: string; attributes?: string[] }[] }[] }[];
}

/** Every seat of a performance, in the map's order. */
export async function seatIds(url: string, { seatMap }: Evening): Promise<string[]> {
  const map = await api<SeatMap>(url, seatMap);
  return map.sections.flatMap((section) => section.rows.flatMap((row) => row.seats.map((seat) => seat.id)));
}

export interface NamedSeat {
  id: string;
  section: string;
  row: string;
  seat: string;
}

/** Free seats of a performance in the map's order, with their names; those with attributes only if asked for. */
export async function freeSeats(url: string, { performanceId, seatMap }: Evening, attribute: string | null = null): Promise<NamedSeat[]> {
  const map = await api<SeatMap>(url, seatMap);
  const { states } = await api<{ states: string }>(url, `/v1/performances/${performanceId}/availability`);
  const packed = Buffer.from(states, "base64");
  let index = 0;
  return map.sections.flatMap((section) =>
    section.rows.flatMap((row) =>
      row.seats.flatMap((seat) => {
        const state = (packed[index >> 2]! >> ((index & 3) * 2)) & 3;
        index++;
        const fits = attribute === null ? (seat.attributes ?? []).length === 0 : (seat.attributes ?? []).includes(attribute);
        return state === 0 && !section.standing && fits ? [{ id: seat.id, section: section.name, row: row.label, seat: seat.label }] : [];
      }),
    ),
  );
}

/** Whether the seats lie side by side: in one row of the map, one after the other. */
export async function sideBySide(url: string, seatMap: string, ids: readonly string[]): Promise<boolean> {
  const map = await api<{ sections: { rows: { seats: { id: string }[] }[] }[] }>(url, seatMap);
  const row = map.sections.flatMap((section) => section.rows).find((each) => each.seats.some((seat) => seat.id === ids[0]));
  const places = ids.map((id) => row?.seats.findIndex((seat) => seat.id === id) ?? -1).sort((a, b) => a - b);
  return places[0]! >= 0 && places.every((place, i) => place === places[0]! + i);
}
