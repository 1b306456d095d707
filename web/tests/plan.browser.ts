import { beforeAll, describe, expect, inject } from "vitest";
import { chromiumPath, CHINESE, DESK, ENGLISH, PHONE, Visitor } from "./browser";
import { api, signIn } from "./house";
import { it } from "./stage";

const url = inject("url");
const HOUR_MS = 3_600_000;

interface SeatMap {
  sections: { name: string; rows: { label: string; seats: { id: string; attributes?: string[] }[] }[] }[];
}

describe.skipIf(chromiumPath() === null)("a seating plan in the organiser's hands", () => {
  let token: string;

  beforeAll(async () => {
    token = await signIn(url, "organizer@example.com", "organizer-demo");
  });

  /** A plan of its own, and a published date on it. */
  async function dateOn(name: string): Promise<{ digest: string; id: string }> {
    const seats = (row: string): object[] =>
      Array.from({ length: 10 }, (_, i) => ({ seat_guid: `${row}-${i + 1}`, seat_number: String(i + 1), position: { x: i * 25, y: 0 }, category: "all" }));
    const plan = {
      name: `${name} ${Date.now().toString(36)}`,
      categories: [{ name: "all", color: "#336699" }],
      zones: [
        {
          name: "Stalls",
          position: { x: 50, y: 100 },
          rows: ["A", "B", "C"].map((row, i) => ({ row_number: row, position: { x: 0, y: i * 30 }, seats: seats(row) })),
          areas: [{ shape: "rectangle", position: { x: 25, y: -80 }, color: "#999999", rectangle: { width: 180, height: 40 }, text: { text: "Stage" } }],
        },
        { name: "Circle", position: { x: 50, y: 230 }, rows: [{ row_number: "D", position: { x: 0, y: 0 }, seats: seats("D") }] },
      ],
    };
    const { digest } = await api<{ digest: string }>(url, "/v1/organizer/seat-maps", { method: "POST", token, body: plan });
    const show = await api<{ id: string }>(url, "/v1/organizer/shows", { method: "POST", token, body: { title: plan.name, city: "Hangzhou", venue: "Lakeside" } });
    const now = Date.now();
    const iso = (ms: number): string => new Date(ms).toISOString();
    const { id } = await api<{ id: string }>(url, `/v1/organizer/shows/${show.id}/performances`, {
      method: "POST",
      token,
      body: {
        startsAt: iso(now + 30 * HOUR_MS),
        seatMap: digest,
        onSaleFrom: iso(now - HOUR_MS),
        onSaleUntil: iso(now + 29 * HOUR_MS),
        limitPerBuyer: 4,
        tiers: [{ name: "all", price: { amount: 5000, currency: "CNY" } }],
      },
    });
    await api(url, `/v1/organizer/performances/${id}/publication`, { method: "POST", token });
    return { digest, id };
  }

  async function attributesOf(id: string): Promise<Record<string, string[]>> {
    const { seatMap } = await api<{ seatMap: string }>(url, `/v1/performances/${id}`);
    const map = await api<SeatMap>(url, seatMap);
    const special = map.sections.flatMap((section) => section.rows.flatMap((row) => row.seats.filter((seat) => seat.attributes !== undefined)));
    return Object.fromEntries(special.map((seat) => [seat.id, seat.attributes!]));
  }

  for (const [device, tongue, dark] of [
    [DESK, ENGLISH, false],
    [PHONE, CHINESE, true],
  ] as const) {
    it(`says what is special about seats, on a ${device.name}, and buyers find it`, async ({ browser }) => {
      const { digest, id } = await dateOn(`Special ${device.name}`);
      const organizer = await Visitor.arrive(browser, url, device, tongue, dark);
      const { page, words } = organizer;
      await organizer.enter(url, "organizer@example.com", "organizer-demo");
      await page.goto(`/organizer/seat-maps/${digest}`);
      await page.locator(".filling canvas").waitFor();
      await organizer.seesNoBarriers();

      // A row, by its name.
      await page.locator("[data-test=section]").selectOption("Stalls");
      await page.locator("[data-test=row]").selectOption({ label: "C" });
      await page.locator("[data-test=chosen][data-count='10']").waitFor();
      await page.locator("[data-test=set-restricted-view]").click();
      // A section.
      await page.locator("[data-test=section]").selectOption("Circle");
      await page.locator("[data-test=chosen][data-count='10']").waitFor();
      await page.locator("[data-test=set-companion]").click();
      await page.locator("[data-test=unset-companion]").click();
      // All that a frame around the whole hall has.
      await page.getByRole("button", { name: words.organizer.clear }).click();
      await page.getByRole("button", { name: words.seats.whole }).click();
      await page.locator("[data-test=frame]").click();
      await page.locator(".filling canvas").evaluate((canvas) => canvas.scrollIntoView({ block: "center" }));
      const box = (await page.locator(".filling canvas").boundingBox())!;
      await page.mouse.move(box.x + 4, box.y + 4);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.move(box.x + box.width - 4, box.y + box.height - 4);
      await page.mouse.up();
      await page.locator("[data-test=chosen][data-count='40']").waitFor();
      // One seat, by the keyboard alone: its name is typed on the map.
      await page.getByRole("button", { name: words.organizer.clear }).click();
      await page.locator(".filling canvas").focus();
      await page.keyboard.type("Stalls A 1");
      await page.keyboard.press("Enter");
      await page.locator("[data-test=chosen][data-count='1']").waitFor();
      await organizer.tabTo("[data-test=set-wheelchair]");
      await page.keyboard.press("Enter");
      // Wherever the keys have scrolled to, the head of the page hides a part of what lies below it.
      await page.evaluate(() => scrollTo(0, 0));
      await organizer.seesNoBarriers();
      await organizer.picture(`plan${device === PHONE ? "-phone" : ""}${tongue === CHINESE ? ".zh" : ""}`);

      await page.locator("[data-test=save]").click();
      await page.locator("[data-test=saved]").waitFor();
      expect(await page.locator("[data-test=saved]").textContent()).toBe(words.organizer.saved(1));
      await page.locator("[data-test=count-restricted-view]").getByText("10", { exact: true }).waitFor();
      await organizer.seesNoBarriers();
      const special = await attributesOf(id);
      expect(special["A-1"]).toEqual(["wheelchair"]);
      expect(Object.keys(special).sort()).toEqual(["A-1", ...Array.from({ length: 10 }, (_, i) => `C-${i + 1}`)].sort());
      await organizer.leave();

      // The seats are sold as what they are now.
      const buyer = await signIn(url, "buyer@example.com", "buyer-demo");
      const hold = await api<{ seats: string[] }>(url, `/v1/performances/${id}/holds`, { method: "POST", token: buyer, body: { best: { tier: "all", count: 1, attributes: ["wheelchair"] } } });
      expect(hold.seats).toEqual(["A-1"]);
    });
  }

  it("shows how a sale goes also where answers take longer than it is asked", async ({ browser }) => {
    const { id } = await dateOn("Slow");
    const organizer = await Visitor.arrive(browser, url, DESK, CHINESE);
    const { page, words } = organizer;
    await organizer.enter(url, "organizer@example.com", "organizer-demo");
    await page.route("**/report", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue().catch(() => undefined);
    });
    await page.goto(`/organizer/performances/${id}`);
    await page.locator("dt").getByText(words.organizer.revenue).waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await organizer.leave();
  });
});
