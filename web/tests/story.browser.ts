import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ALL, chromiumPath, CHINESE, DESK, ENGLISH, launch, PHONE, TABLE, Visitor, type Device, type Tongue } from "./browser";
import { hasManifest } from "./guard";
import { buy, openEvening, type Evening } from "./house";
import { KEYS, MOUSE, TOUCH, type Way } from "./ways";

const url = inject("url");
const PASSWORD = "correct horse";

/** Each way on each screen in each language: some that have them all by default, all twelve on demand. */
const LEGS: readonly [Way, Device, Tongue][] = ALL
  ? [MOUSE, TOUCH, KEYS].flatMap((way) => [PHONE, way === TOUCH ? TABLE : DESK].flatMap((device) => [ENGLISH, CHINESE].map((tongue): [Way, Device, Tongue] => [way, device, tongue])))
  : [
      [MOUSE, DESK, ENGLISH],
      [TOUCH, PHONE, CHINESE],
      [KEYS, PHONE, ENGLISH],
      [KEYS, DESK, CHINESE],
    ];

describe.skipIf(chromiumPath() === null)("the storefront", () => {
  let browser: Browser;
  let evening: Evening;

  beforeAll(async () => {
    browser = await launch();
    evening = await openEvening(url);
  });
  afterAll(async () => {
    await browser?.close();
  });

  for (const [way, device, tongue] of LEGS) {
    it(`sells two seats to somebody new and lets them in once, by ${way.name} on a ${device.name} in ${tongue === ENGLISH ? "English" : "Chinese"}`, async () => {
      // Each language is seen in both themes, and so is each screen.
      const dark = (device === PHONE) === (tongue === ENGLISH);
      const buyer = await Visitor.arrive(browser, url, device, tongue, dark);
      const { page, words } = buyer;
      const email = `${way.name}-${device.name}-${tongue.name}-${Date.now()}@example.com`;
      const picture = async (name: string): Promise<void> => {
        if (way === MOUSE) {
          await buyer.picture(`${name}${device === PHONE ? "-phone" : ""}${tongue === CHINESE ? ".zh" : ""}`);
        }
      };
      const isThere = async (visitor: Visitor): Promise<void> => {
        await visitor.seesNoBarriers();
        await way.looksRound(visitor);
      };

      await page.goto("/");
      await page.locator(".card").first().waitFor();
      expect(await page.locator("html").getAttribute("lang")).toBe(tongue.locale);
      expect(await page.title()).toContain(words.shows.title);
      await picture("storefront");
      await isThere(buyer);
      await way.write(buyer, page.getByLabel(words.shows.search), "night ferry");
      await way.press(buyer, page.getByRole("button", { name: words.shows.find, exact: true }));
      await page.waitForURL("**/?q=*");
      await way.press(buyer, page.locator(`a.card[href="/shows/${evening.showId}"]`));
      await page.getByRole("link", { name: words.show.choose }).waitFor();
      await isThere(buyer);
      await way.press(buyer, page.getByRole("link", { name: words.show.choose }));

      await page.getByText(words.seats.live, { exact: true }).waitFor();
      await page.locator(".price-left:not(:empty)").first().waitFor();
      await page.waitForFunction(() => performance.getEntriesByName("hall-painted").length > 0);
      await picture("seat-map");
      await isThere(buyer);
      await way.chooseTwo(buyer);
      await isThere(buyer);
      await way.press(buyer, page.locator("[data-test=hold]"));

      await page.waitForURL("**/sign-in?**");
      await way.press(buyer, page.getByRole("link", { name: words.account.toSignUp }));
      await page.waitForURL("**/sign-up?**");
      await page.getByLabel(words.account.name).waitFor();
      await isThere(buyer);
      await way.write(buyer, page.getByLabel(words.account.name), tongue === ENGLISH ? "Ada Ferry" : "王小舟");
      await way.write(buyer, page.getByLabel(words.account.email), email);
      await way.write(buyer, page.getByLabel(words.account.password, { exact: true }), PASSWORD);
      await way.press(buyer, page.locator("main").getByRole("button", { name: words.account.signUp, exact: true }));
      await page.waitForURL(`**/performances/${evening.performanceId}`);
      // What was chosen is still there.
      await expect.poll(() => page.locator(".basket li").count()).toBe(2);
      await way.press(buyer, page.locator("[data-test=hold]"));

      await page.waitForURL("**/checkout/**");
      await page.getByRole("timer").waitFor();
      await expect.poll(() => page.locator(".seat-names li").count()).toBe(2);
      await expect.poll(() => page.locator(".receipt > div").count()).toBeGreaterThan(1);
      await isThere(buyer);
      const guests = page.locator("fieldset input[maxlength='100']");
      await way.write(buyer, guests.nth(0), "Ada");
      await way.write(buyer, guests.nth(1), "Grace");
      await way.press(buyer, page.getByLabel(words.checkout.substitute));
      expect(await page.getByLabel(words.checkout.substitute).isChecked()).toBe(true);
      await way.press(buyer, page.locator("[data-test=pay]"));

      await page.waitForURL("**/sandbox/payments/**");
      await page.locator("[data-test=succeed]").waitFor();
      await isThere(buyer);
      await way.press(buyer, page.locator("[data-test=succeed]"));
      await page.waitForURL("**/orders/**");
      await page.locator("[data-status=CONFIRMED]").waitFor();
      await page.locator("[data-test=calendar]").waitFor();
      await isThere(buyer);
      await way.press(buyer, page.locator("[data-test=tickets]"));

      await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
      await expect.poll(() => page.locator(".ticket-seat").first().textContent()).toContain(tongue === ENGLISH ? "seat" : "座");
      await picture("ticket");
      await isThere(buyer);
      await page.getByText(words.order.attendee("Grace")).waitFor();
      await way.press(buyer, page.locator("summary").first());
      const code = await page.locator("[data-test=code]").first().textContent();

      const guard = await Visitor.arrive(browser, url, device, tongue, dark);
      await guard.page.goto("/gate");
      await way.press(guard, guard.page.locator("main").getByRole("link", { name: words.nav.signIn }));
      await way.write(guard, guard.page.getByLabel(words.account.email), "gate@example.com");
      await way.write(guard, guard.page.getByLabel(words.account.password, { exact: true }), "gate-demo");
      await way.press(guard, guard.page.locator("main").getByRole("button", { name: words.account.signIn, exact: true }));
      await way.pick(guard, guard.page.getByLabel(words.gate.choose), evening.performanceId);
      await hasManifest(guard);
      await isThere(guard);
      for (const result of ["ADMITTED", "ALREADY_ADMITTED"] as const) {
        await way.write(guard, guard.page.getByLabel(words.gate.code, { exact: true }), code!);
        await way.press(guard, guard.page.getByRole("button", { name: words.gate.check, exact: true }));
        await guard.page.locator(`[data-result=${result}]`).waitFor();
        expect(await guard.page.locator("[data-test=verdict]").textContent()).toContain(words.gate.results[result]);
        await isThere(guard);
      }
      await guard.leave();

      await page.getByText(words.tickets.admitted).waitFor();
      expect(await page.locator("svg.qr").count()).toBe(1);
      await buyer.leave();
    });
  }

  it("signs people up and tells them what is wrong", async () => {
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE, true);
    const { page, words } = buyer;
    const email = `new-${Date.now()}@example.com`;
    await page.goto("/sign-up");
    await page.getByLabel(words.account.name).fill("王小明");
    await page.getByLabel(words.account.email).fill(email);
    await page.getByLabel(words.account.password, { exact: true }).fill("correct horse");
    await page.locator("main").getByRole("button", { name: words.account.signUp, exact: true }).click();
    await page.getByRole("button", { name: words.nav.signOut }).click();
    await page.getByRole("link", { name: words.nav.signIn }).first().click();
    await buyer.signIn(email, "wrong horse");
    await page.getByText(words.reasons["wrong-credentials"]).waitFor();
    await buyer.seesNoBarriers();
    buyer.expectRefusal(401);
    await buyer.signIn(email, "correct horse");
    await page.getByRole("link", { name: words.nav.orders }).click();
    await page.getByText(words.orders.none).waitFor();
    await buyer.seesNoBarriers();
    await buyer.leave();
  });

  it("lets an organiser make a show and a date, publish it, and see how it sells", async () => {
    const organizer = await Visitor.arrive(browser, url, DESK, ENGLISH);
    const { page, words } = organizer;
    await page.goto("/organizer");
    await page.locator("main").getByRole("link", { name: words.nav.signIn }).click();
    await organizer.signIn("organizer@example.com", "organizer-demo");
    const title = `Made by hand ${Date.now().toString(36)}`;
    const making = page.locator("form").filter({ has: page.getByRole("heading", { name: words.organizer.newShow }) });
    await making.getByLabel(words.organizer.showTitle).fill(title);
    await making.getByLabel(words.organizer.venue).fill("Lakeside Theatre");
    await making.getByLabel(words.organizer.city).fill("Hangzhou");
    await making.getByRole("button", { name: words.organizer.create }).click();
    const show = page.locator("article").filter({ has: page.getByRole("heading", { name: title }) });
    await show.getByText(words.organizer.newPerformance).click();
    await organizer.seesNoBarriers();
    for (const price of await show.locator("input[min='0']").all()) {
      await price.fill("99.50");
    }
    await show.getByRole("button", { name: words.organizer.create }).click();
    await show.getByRole("button", { name: words.organizer.publish }).click();
    await show.getByRole("link", { name: words.organizer.report }).click();
    await page.locator("dt").getByText(words.organizer.revenue).waitFor();
    const section = page.locator(".filling select");
    await section.selectOption({ index: 1 });
    const block = page.locator("[data-test=block][aria-disabled=false]");
    const blocked = (await block.textContent())!;
    await block.click();
    await page.locator("[data-test=unblock][aria-disabled=false]").waitFor();
    await organizer.seesNoBarriers();
    await page.locator("[data-test=unblock][aria-disabled=false]").click();
    await block.getByText(blocked, { exact: true }).waitFor();
    await organizer.leave();
  });

  it("shows an organiser an imported plan, the sale as it goes, and refunds an order", async () => {
    const bought = await buy(url, evening, 2);
    const organizer = await Visitor.arrive(browser, url, DESK, CHINESE, true);
    const { page, words } = organizer;
    await organizer.enter(url, "organizer@example.com", "organizer-demo");
    await page.goto("/organizer");
    await page.getByLabel(words.organizer.importPlan).setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"name": "x", "zones": 3}') });
    await page.getByText(words.reasons["broken-plan"]).waitFor();
    organizer.expectRefusal(422);
    const plan = {
      name: `Cellar ${Date.now().toString(36)}`,
      size: { width: 400, height: 300 },
      categories: [{ name: "all", color: "#336699" }],
      zones: [{ name: "A", position: { x: 20, y: 20 }, rows: [{ row_number: "1", position: { x: 0, y: 0 }, seats: Array.from({ length: 8 }, (_, i) => ({ seat_guid: `c-${i}`, seat_number: String(i + 1), position: { x: i * 20, y: 0 }, category: "all" })) }], areas: [] }],
    };
    await page.getByLabel(words.organizer.importPlan).setInputFiles({ name: "cellar.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(plan)) });
    await page.locator(".plan-seen canvas").waitFor();
    await organizer.seesNoBarriers();

    await page.goto(`/organizer/performances/${evening.performanceId}`);
    const order = page.locator(`[data-test=order]`).filter({ hasText: bought.orderId });
    await order.getByRole("button", { name: words.order.refund }).waitFor();
    await page.getByText(words.seats.live, { exact: true }).waitFor();
    await page.waitForFunction(() => performance.getEntriesByName("hall-painted").length > 0);
    await organizer.seesNoBarriers();
    await organizer.picture("board.zh");
    await order.getByRole("button", { name: words.order.refund }).click();
    await page.locator("[data-test=yes]").click();
    await order.getByText(words.orders.status.REFUNDED).waitFor();
    await organizer.leave();
  });
});
