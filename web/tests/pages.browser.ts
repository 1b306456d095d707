import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { ALL, chromiumPath, CHINESE, DESK, ENGLISH, PHONE, Visitor, type Device, type Tongue } from "./browser";
import { api, buy, freeSeats, hold, openEvening, sellOut, type Bought, type Evening } from "./house";
import { it } from "./stage";

const url = inject("url");

/** Each screen, language and theme: two that have all six by default, one for strangers and one for buyers; all eight on demand. */
const LEGS: readonly [Device, Tongue, dark: boolean][] =
  ALL
    ? [PHONE, DESK].flatMap((device) => [ENGLISH, CHINESE].flatMap((tongue) => [false, true].map((dark): [Device, Tongue, boolean] => [device, tongue, dark])))
    : [
        [PHONE, CHINESE, true],
        [DESK, ENGLISH, false],
      ];

describe.skipIf(chromiumPath() === null)("every page in every state", () => {
  let coming: Evening;
  let soldOut: Evening;
  let hurried: Evening;
  let bought: Bought;

  it.beforeAll(async ({ evening }) => {
    coming = await openEvening(url, { title: "春分 · Equinox", capacity: 1200, opensInMs: 3_725_000 });
    soldOut = await openEvening(url, { title: "末班车 · Last Train", capacity: 1200 });
    await sellOut(url, soldOut);
    hurried = await openEvening(url, { title: "快闪 · In a Hurry", capacity: 1200, holdSeconds: 110 });
    bought = await buy(url, evening, 2);
  });

  for (const [device, tongue, dark] of LEGS) {
    const leg = `on a ${device.name} in ${tongue === ENGLISH ? "English" : "Chinese"}, ${dark ? "dark" : "light"}`;

    it.skipIf(!ALL && device === PHONE)(`is well made for a stranger, ${leg}`, async ({ browser, evening }) => {
      const visitor = await Visitor.arrive(browser, url, device, tongue, dark);
      const { page, words } = visitor;
      await page.goto("/");
      await page.locator(".card").first().waitFor();
      await visitor.isWellMade("01-shows");
      await page.goto("/?q=nothing-is-called-so&from=2030-01-01");
      await page.getByText(words.shows.none).waitFor();
      await visitor.isWellMade("02-shows-none");
      await page.goto(`/shows/${evening.showId}`);
      await page.getByRole("link", { name: words.show.choose }).waitFor();
      await visitor.isWellMade("03-show");
      await page.goto(`/shows/${coming.showId}`);
      await page.getByRole("link", { name: words.show.look }).waitFor();
      await visitor.isWellMade("04-show-before-the-sale");

      await page.goto(`/performances/${coming.performanceId}`);
      await hallIsThere(page);
      await visitor.isWellMade("05-map-before-the-sale");
      await page.goto(`/performances/${soldOut.performanceId}`);
      await hallIsThere(page);
      await visitor.isWellMade("06-map-sold-out");
      await page.goto(`/performances/${evening.performanceId}`);
      await hallIsThere(page);
      await visitor.isWellMade("07-map");

      const [restricted] = await freeSeats(url, evening, "restricted-view");
      const [wheelchair] = await freeSeats(url, evening, "wheelchair");
      const free = await freeSeats(url, evening);
      const seat = free[Math.floor(free.length / 3)]!;
      const go = async ({ section, row, seat: label }: { section: string; row: string; seat: string }): Promise<void> => {
        await page.locator("canvas").focus();
        await page.keyboard.type(`${section} ${row} ${label}`);
        await expect.poll(() => page.locator("[data-test=told]").textContent()).toContain(words.seats.sectionRowSeat(section, row, label));
        await page.keyboard.press("Enter");
      };
      await go(seat);
      await expect.poll(() => page.locator(".basket li").count()).toBe(1);
      await visitor.isWellMade("08-map-seat-chosen");
      await go(wheelchair!);
      await expect.poll(() => page.locator(".basket li").count()).toBe(2);
      await go(restricted!);
      await page.locator("[data-test=yes]").waitFor();
      await visitor.isWellMade("09-map-restricted-view");
      await page.locator("[data-test=yes]").click();
      await expect.poll(() => page.locator(".basket li").count()).toBe(3);
      await visitor.isWellMade("10-map-warnings");
      await page.getByRole("button", { name: words.seats.clear }).click();
      await page.locator(".need").first().click();
      await page.locator(".filter-found").waitFor();
      await visitor.isWellMade("11-map-filtered");
      await page.getByRole("button", { name: words.seats.clearFilters }).click();
      await page.getByRole("button", { name: words.seats.list }).click();
      await page.locator("[data-section][aria-expanded]").first().click();
      await page.locator("button.seat").first().waitFor();
      await visitor.isWellMade("12-list");
      await page.locator("[data-section]:not([aria-expanded])").first().click();
      await page.locator("#standing-title").waitFor();
      await visitor.isWellMade("13-standing");

      await page.goto("/sign-in");
      await page.getByLabel(words.account.email).waitFor();
      await visitor.isWellMade("14-sign-in");
      await page.goto("/sign-up");
      await page.getByLabel(words.account.name).waitFor();
      await visitor.isWellMade("15-sign-up");
      await page.goto("/no/such/page");
      await page.getByText(words.notFound.body).waitFor();
      await visitor.isWellMade("16-not-found");
      await page.route("**/v1/shows?**", (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "Internal", status: 500, reason: "internal" }) }));
      await page.goto("/?q=a");
      await page.getByText(words.reasons.internal).waitFor();
      await visitor.isWellMade("17-server-broken");
      await page.unroute("**/v1/shows?**");
      await page.route("**/v1/shows?**", (route) => route.abort());
      await page.goto("/?q=b");
      await page.getByText(words.unreachable).waitFor();
      await visitor.isWellMade("18-no-network");
      await visitor.leaveDespite(/status of 500|ERR_FAILED/);
    });

    it.skipIf(!ALL && device === DESK)(`is well made for a buyer, ${leg}`, async ({ browser, evening }) => {
      const buyer = await Visitor.arrive(browser, url, device, tongue, dark);
      const { page, words } = buyer;
      await buyer.enter(url, "buyer@example.com", "buyer-demo");

      // A page that is out of date, as in a rush: somebody else was quicker.
      await page.route("**/availability/stream**", (route) => route.abort());
      await page.goto(`/performances/${evening.performanceId}`);
      await hallIsThere(page);
      const free = await freeSeats(url, evening);
      const [first, second] = [free[free.length - 2]!, free[free.length - 1]!];
      for (const { section, row, seat } of [first, second]) {
        await page.locator("canvas").focus();
        await page.keyboard.type(`${section} ${row} ${seat}`);
        await expect.poll(() => page.locator("[data-test=told]").textContent()).toContain(words.seats.sectionRowSeat(section, row, seat));
        await page.keyboard.press("Enter");
      }
      await expect.poll(() => page.locator(".basket li").count()).toBe(2);
      const rival = await api<{ token: string }>(url, "/v1/sessions", { method: "POST", body: { email: "organizer@example.com", password: "organizer-demo" } });
      const taken = await api<{ id: string }>(url, `/v1/performances/${evening.performanceId}/holds`, { method: "POST", token: rival.token, body: { seats: [first.id] } });
      await page.locator("[data-test=hold]").click();
      await page.locator(".conflict").waitFor();
      await buyer.isWellMade("20-map-conflict");
      buyer.expectRefusal(409);
      await fetch(`${url}/v1/holds/${taken.id}`, { method: "DELETE", headers: { Authorization: `Bearer ${rival.token}` } });
      await page.unroute("**/availability/stream**");

      const short = await hold(url, hurried, 2);
      await page.goto(`/checkout/${short}`);
      await page.locator(".timer-short").waitFor();
      await buyer.isWellMade("21-checkout-time-runs-out");
      await page.getByRole("button", { name: words.checkout.giveBack }).click();
      await page.waitForURL("**/performances/**");
      await page.goto(`/checkout/${short}`);
      await page.getByText(words.checkout.released).waitFor();
      await buyer.isWellMade("22-checkout-given-back");
      const quick = await openEvening(url, { title: "弹指 · A Blink", capacity: 1200, holdSeconds: 1 });
      await page.goto(`/checkout/${await hold(url, quick, 2)}`);
      await page.getByText(words.checkout.expired).waitFor();
      await buyer.isWellMade("23-checkout-expired");

      await page.goto(`/checkout/${await hold(url, evening, 2)}`);
      await page.locator("[data-test=pay]").waitFor();
      await expect.poll(() => page.locator(".receipt > div").count()).toBe(4);
      await buyer.isWellMade("24-checkout");
      await page.getByText(words.checkout.courier).click();
      await page.getByLabel(words.checkout.recipient).waitFor();
      await buyer.isWellMade("25-checkout-courier");
      await page.getByText(words.checkout.mobile, { exact: false }).first().click();
      await page.locator("[data-test=pay]").click();
      await page.locator("[data-test=decline]").waitFor();
      await buyer.isWellMade("26-payment");
      await page.locator("[data-test=decline]").click();
      await page.getByText(words.order.declined).waitFor();
      await buyer.isWellMade("27-order-declined");
      await page.getByRole("button", { name: words.order.moreTime }).click();
      await page.getByText(words.order.moreTimeDone).waitFor();
      await buyer.isWellMade("28-order-more-time");
      await page.getByRole("button", { name: words.order.cancel }).click();
      await page.locator("[data-test=yes]").waitFor();
      await buyer.isWellMade("29-order-cancel-sure");
      await page.locator("[data-test=yes]").click();
      await page.locator("[data-status=CANCELLED]").waitFor();
      await buyer.isWellMade("30-order-cancelled");

      await page.goto(`/orders/${bought.orderId}`);
      await page.locator("[data-test=tickets]").waitFor();
      await page.locator("[data-test=calendar]").waitFor();
      await buyer.isWellMade("31-order-confirmed");
      await page.goto("/orders");
      await page.locator(".order-card .when").first().waitFor();
      await buyer.isWellMade("32-orders");
      await page.goto(`/orders/${bought.orderId}/tickets`);
      await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
      await buyer.isWellMade("33-tickets");
      await page.goto("/orders/0000000000000/tickets");
      await page.getByText(words.reasons["not-found"]).waitFor();
      await buyer.isWellMade("34-tickets-of-nobody");
      await buyer.leaveDespite(/status of 404|availability\/stream|ERR_FAILED/);
    });
  }

  it("turns the countdown into the sale by itself", async ({ browser }) => {
    const soon = await openEvening(url, { title: "破晓 · Daybreak", capacity: 1200, opensInMs: 20_000 });
    const visitor = await Visitor.arrive(browser, url, PHONE, ENGLISH);
    const { page, words } = visitor;
    await page.goto(`/performances/${soon.performanceId}`);
    await page.locator(".sale-opens").waitFor();
    expect(await page.getByRole("button", { name: words.seats.findBest(2) }).count()).toBe(0);
    await page.getByRole("button", { name: words.seats.findBest(2) }).waitFor();
    await page.locator(".sale-open").waitFor();
    await visitor.leave();
  });

  it("wears the colours that somebody chose, from visit to visit", async ({ browser }) => {
    const visitor = await Visitor.arrive(browser, url, DESK, CHINESE, true);
    const { page, words } = visitor;
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto("/");
    await page.locator(".card").first().waitFor();
    const night = await paper();
    await page.getByRole("button", { name: words.theme.light }).click();
    await expect.poll(paper).not.toBe(night);
    const day = await paper();
    await visitor.seesNoBarriers();
    await page.reload();
    await page.locator(".card").first().waitFor();
    expect(await paper()).toBe(day);
    await page.getByRole("button", { name: words.theme.system }).click();
    await expect.poll(paper).toBe(night);
    await visitor.leave();
  });

  it("gives a calendar what it understands, in the seats' own words", async ({ browser, evening }) => {
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE);
    const { page } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/orders/${bought.orderId}`);
    await expect.poll(() => page.locator(".seat-prices li").first().textContent()).toContain("座");
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("[data-test=calendar]").click()]);
    expect(file.suggestedFilename()).toBe(`${bought.orderId}.ics`);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) {
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString("utf8");
    expect(text.endsWith("\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const lines = text.replaceAll("\r\n ", "").trimEnd().split("\r\n");
    const names = lines.map((line) => line.slice(0, line.indexOf(":")));
    expect(names[0]).toBe("BEGIN");
    for (const once of ["VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "SUMMARY"]) {
      expect(names.filter((name) => name === once), once).toHaveLength(1);
    }
    const { startsAt } = await api<{ startsAt: string }>(url, `/v1/performances/${evening.performanceId}`);
    expect(lines).toContain(`DTSTART:${startsAt.replace(/[-:]|\.\d+/g, "")}`);
    expect(lines.find((line) => line.startsWith("DESCRIPTION:"))).toContain("座");
    await buyer.leave();
  });

  it("keeps its place at double size, and lets nothing move for those who want no motion", async ({ browser, evening }) => {
    const visitor = await Visitor.arrive(browser, url, { name: "zoomed", width: 720, height: 450, touch: false }, ENGLISH);
    const { page } = visitor;
    for (const path of ["/", `/shows/${evening.showId}`, `/performances/${evening.performanceId}`, "/sign-in"]) {
      await page.goto(path);
      await page.locator("h1").waitFor();
      await visitor.isWellMade(path.replaceAll("/", "-"));
      expect(await page.evaluate(() => document.getAnimations().length), path).toBe(0);
    }
    await visitor.leave();
  });
});

async function hallIsThere(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName("hall-painted").length > 0);
  await page.locator(".price-left:not(:empty)").first().waitFor();
}
