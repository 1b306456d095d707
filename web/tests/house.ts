/** What a story needs before it begins, made through the public API as an organiser would. */

export interface Evening {
  showTitle: string;
  performanceId: string;
  seatMap: string;
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

/** An evening in the arena whose doors are open: the demo's own may be weeks away, and gates admit nobody so early. */
export async function openEvening(url: string): Promise<Evening> {
  const token = await signIn(url, "organizer@example.com", "organizer-demo");
  const maps = await api<{ items: { digest: string; seats: number; tiers: string[] }[] }>(url, "/v1/organizer/seat-maps?limit=100", { token });
  const arena = maps.items.reduce((largest, map) => (map.seats > largest.seats ? map : largest));
  const showTitle = `Tonight ${Date.now().toString(36)}`;
  const show = await api<{ id: string }>(url, "/v1/organizer/shows", {
    method: "POST",
    token,
    body: { title: showTitle, description: "One evening, all seats.", city: "Shanghai", venue: "Harbour Arena" },
  });
  const now = Date.now();
  const iso = (ms: number): string => new Date(ms).toISOString();
  const performance = await api<{ id: string; seatMap: string }>(url, `/v1/organizer/shows/${show.id}/performances`, {
    method: "POST",
    token,
    body: {
      startsAt: iso(now + 3 * HOUR_MS),
      timeZone: "Asia/Shanghai",
      seatMap: arena.digest,
      onSaleFrom: iso(now - HOUR_MS),
      onSaleUntil: iso(now + 2 * HOUR_MS),
      limitPerBuyer: 40,
      tiers: arena.tiers.map((name, i) => ({ name, price: { amount: 128_000 - i * 20_000, currency: "CNY" } })),
    },
  });
  await api(url, `/v1/organizer/performances/${performance.id}/publication`, { method: "POST", token });
  return { showTitle, performanceId: performance.id, seatMap: performance.seatMap };
}

/** Whether the seats lie side by side: in one row of the map, one after the other. */
export async function sideBySide(url: string, seatMap: string, ids: readonly string[]): Promise<boolean> {
  const map = await api<{ sections: { rows: { seats: { id: string }[] }[] }[] }>(url, seatMap);
  const row = map.sections.flatMap((section) => section.rows).find((each) => each.seats.some((seat) => seat.id === ids[0]));
  const places = ids.map((id) => row?.seats.findIndex((seat) => seat.id === id) ?? -1).sort((a, b) => a - b);
  return places[0]! >= 0 && places.every((place, i) => place === places[0]! + i);
}
