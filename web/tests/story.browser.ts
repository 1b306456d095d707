import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { chromiumPath, CHINESE, DESK, ENGLISH, launch, PHONE, Visitor } from "./browser";
import { api, buy, freeSeats, openEvening, sideBySide, signIn, type Evening } from "./house";

const url = inject("url");

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

  for (const device of [PHONE, DESK]) {
    for (const tongue of [ENGLISH, CHINESE]) {
      it(`sells two seats side by side and lets their owner in once, on a ${device.name} in ${tongue === ENGLISH ? "English" : "Chinese"}`, async () => {
        // Each language is seen in both themes, and so is each screen.
        const dark = (device === PHONE) === (tongue === ENGLISH);
        const buyer = await Visitor.arrive(browser, url, device, tongue, dark);
        const { page, words } = buyer;
        const suffix = `${device === PHONE ? "-phone" : ""}${tongue === CHINESE ? ".zh" : ""}`;

        await page.goto("/");
        await page.locator(".card").first().waitFor();
        expect(await page.locator("html").getAttribute("lang")).toBe(tongue.locale);
        expect(await page.title()).toContain(words.shows.title);
        await buyer.seesNoBarriers();
        await buyer.picture(`storefront${suffix}`);
        await page.getByLabel(words.shows.search).fill("night ferry");
        await page.getByRole("button", { name: words.shows.find, exact: true }).click();
        await page.waitForURL("**/?q=*");
        await page.locator(`a.card[href="/shows/${evening.showId}"]`).click();
        await page.getByRole("link", { name: words.show.choose }).waitFor();
        await buyer.seesNoBarriers();
        await page.getByRole("link", { name: words.show.choose }).click();

        await page.getByText(words.seats.live, { exact: true }).waitFor();
        const find = page.getByRole("button", { name: words.seats.findBest(2) });
        await buyer.seesNoBarriers();
        await buyer.picture(`seat-map${suffix}`);
        await find.click();
        await page.waitForURL("**/sign-in?**");
        await buyer.seesNoBarriers();
        await buyer.signIn("buyer@example.com", "buyer-demo");
        await page.waitForURL(`**/performances/${evening.performanceId}`);
        await find.click();

        await page.waitForURL("**/checkout/**");
        await page.getByRole("timer").waitFor();
        await expect.poll(() => page.locator(".seat-names li").count()).toBe(2);
        await buyer.seesNoBarriers();
        await page.getByRole("button", { name: /^(Pay|支付)/ }).click();

        await page.waitForURL("**/sandbox/payments/**");
        await page.locator("[data-test=succeed]").waitFor();
        await buyer.seesNoBarriers();
        await page.locator("[data-test=succeed]").click();
        await page.waitForURL("**/orders/**");
        await page.locator("[data-status=CONFIRMED]").waitFor();
        await buyer.seesNoBarriers();
        const orderId = new URL(page.url()).pathname.split("/")[2]!;
        await page.getByRole("link", { name: words.order.tickets }).click();

        await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
        await buyer.seesNoBarriers();
        await buyer.picture(`ticket${suffix}`);
        const token = await signIn(url, "buyer@example.com", "buyer-demo");
        const tickets = await api<{ items: { seat: string }[] }>(url, `/v1/orders/${orderId}/tickets`, { token });
        expect(await sideBySide(url, evening.seatMap, tickets.items.map((ticket) => ticket.seat))).toBe(true);

        await page.getByText(words.tickets.codeText).first().click();
        const code = await page.locator("[data-test=code]").first().textContent();

        const guard = await Visitor.arrive(browser, url, device, tongue, dark);
        await guard.page.goto("/gate");
        await guard.page.locator("main").getByRole("link", { name: words.nav.signIn }).click();
        await guard.signIn("gate@example.com", "gate-demo");
        await guard.page.getByLabel(words.gate.choose).selectOption(evening.performanceId);
        for (const result of ["ADMITTED", "ALREADY_ADMITTED"] as const) {
          await guard.page.getByLabel(words.gate.code, { exact: true }).fill(code!);
          await guard.page.getByRole("button", { name: words.gate.check, exact: true }).click();
          await guard.page.locator(`[data-result=${result}]`).waitFor();
          expect(await guard.page.locator("[data-test=verdict]").textContent()).toContain(words.gate.results[result]);
          await guard.seesNoBarriers();
        }
        await guard.leave();

        await page.getByText(words.tickets.admitted).waitFor();
        expect(await page.locator("svg.qr").count()).toBe(1);
        await buyer.leave();
      });
    }
  }

  it("sells to those who use the keyboard alone", async () => {
    const buyer = await Visitor.arrive(browser, url, DESK, ENGLISH);
    const { page } = buyer;
    const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await page.goto("/");
    await page.locator(".card").first().waitFor();
    await buyer.tabTo("input[type=search]");
    await page.keyboard.type("night ferry");
    await press("Enter");
    await page.waitForURL("**/?q=*");
    const card = `a.card[href="/shows/${evening.showId}"]`;
    await page.locator(card).waitFor();
    await buyer.tabTo(card);
    await press("Enter");
    await page.getByRole("link", { name: buyer.words.show.choose }).waitFor();
    await buyer.tabTo(".date a.button");
    await press("Enter");
    await page.getByText(buyer.words.seats.live, { exact: true }).waitFor();

    // by the list: full views only, a section with seats, its first free one, and the next
    await buyer.tabTo(".switch button:last-child");
    await press("Enter");
    await buyer.tabTo(".need:last-child");
    await press("Enter");
    await buyer.tabTo("[data-section]");
    while (!(await page.evaluate(() => document.activeElement!.hasAttribute("aria-expanded")))) {
      await press("ArrowDown");
    }
    await press("Enter");
    await page.locator("button.seat").first().waitFor();
    await buyer.tabTo("button.seat");
    await press("Enter");
    for (let i = 0; i < 30 && (await page.locator(".basket li").count()) < 2; i++) {
      await press("ArrowRight", "Enter");
    }
    await expect.poll(() => page.locator(".basket li").count()).toBe(2);
    await buyer.seesNoBarriers();
    await buyer.tabTo("[data-test=hold]");
    await press("Enter");

    await page.waitForURL("**/sign-in?**");
    await buyer.tabTo("input[type=email]");
    await page.keyboard.type("buyer@example.com");
    await buyer.tabTo("input[type=password]");
    await page.keyboard.type("buyer-demo");
    await press("Enter");
    await page.locator("[data-test=hold]").waitFor();
    await buyer.tabTo("[data-test=hold]");
    await press("Enter");

    await page.waitForURL("**/checkout/**");
    await page.locator("[data-test=pay]").waitFor();
    await buyer.tabTo("[data-test=pay]");
    await press("Enter");
    await page.locator("[data-test=succeed]").waitFor();
    await buyer.tabTo("[data-test=succeed]");
    await press("Enter");
    await page.locator("[data-test=tickets]").waitFor();
    await buyer.tabTo("[data-test=tickets]");
    await press("Enter");
    await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
    await buyer.leave();
  });

  it("lets one choose seats on the map by keys alone", async () => {
    const buyer = await Visitor.arrive(browser, url, DESK, ENGLISH);
    const { page, words } = buyer;
    await page.goto(`/performances/${evening.performanceId}`);
    await page.locator(".price-left").first().waitFor();
    await buyer.tabTo("canvas");
    const told = (): Promise<string | null> => page.locator("[data-test=told]").textContent();
    const saysWhere = (text: string) => expect.poll(told).toContain(text);

    // From afar: section by section, and Enter goes into one.
    await page.keyboard.press("ArrowUp");
    await saysWhere(words.seats.sectionSummary(7).replace(/\d+/, "").trim());
    const section = (await told())!;
    await page.keyboard.press("ArrowUp");
    await expect.poll(told).not.toBe(section);
    await page.keyboard.press("Enter");
    await saysWhere("seat ");

    // A typed name, its neighbours, the ends of its row, and the next row.
    const free = await freeSeats(url, evening);
    const wanted = free[Math.floor(free.length / 2)]!;
    await page.keyboard.type(`${wanted.section} ${wanted.row} ${wanted.seat}`);
    const name = words.seats.sectionRowSeat(wanted.section, wanted.row, wanted.seat);
    await saysWhere(name);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".basket li").count()).toBe(1);
    await saysWhere(words.seats.mine);
    await page.keyboard.press("End");
    const end = (await told())!;
    await page.keyboard.press("Home");
    await expect.poll(told).not.toBe(end);
    await saysWhere(`row ${wanted.row},`);
    const home = (await told())!;
    await page.keyboard.press("PageDown");
    await expect.poll(told).not.toBe(home);
    for (let i = 0; i < 40 && (await page.locator(".basket li").count()) < 2; i++) {
      await page.keyboard.press("ArrowRight");
      if (!(await told())!.includes(words.seats.restricted)) {
        await page.keyboard.press("Enter");
      }
    }
    await expect.poll(() => page.locator(".basket li").count()).toBe(2);
    await buyer.seesNoBarriers();
    await page.keyboard.press("0");
    await page.keyboard.press("-");
    await saysWhere(words.seats.sectionSummary(7).replace(/\d+/, "").trim());
    await buyer.leave();
  });

  it("warns of a restricted view before such a seat is chosen, and shows those without on demand", async () => {
    const buyer = await Visitor.arrive(browser, url, PHONE, ENGLISH, true);
    const { page, words } = buyer;
    await page.goto(`/performances/${evening.performanceId}`);
    await page.locator(".price-left").first().waitFor();
    const [restricted] = await freeSeats(url, evening, "restricted-view");
    await page.locator("canvas").focus();
    await page.keyboard.type(`${restricted!.section} ${restricted!.row} ${restricted!.seat}`);
    const name = words.seats.sectionRowSeat(restricted!.section, restricted!.row, restricted!.seat);
    await expect.poll(() => page.locator("[data-test=told]").textContent()).toContain(name);
    await page.keyboard.press("Enter");
    await page.getByText(words.seats.restrictedAsk(name)).waitFor();
    await buyer.seesNoBarriers();
    await page.getByRole("button", { name: words.seats.restrictedNo }).click();
    expect(await page.locator(".basket li").count()).toBe(0);
    await page.locator("canvas").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: words.seats.restrictedYes }).click();
    await expect.poll(() => page.locator(".basket li").count()).toBe(1);
    await page.getByText(words.seats.restrictedNote).waitFor();

    // The filters: the list shows what the map shows, with the same numbers.
    const need = page.getByRole("button", { name: words.seats.needs["full-view"] });
    const fitting = Number((await need.locator(".need-left").textContent())!.replaceAll(",", ""));
    await need.click();
    await page.getByText(words.seats.fitting(fitting)).waitFor();
    await page.getByRole("button", { name: words.seats.list }).click();
    await buyer.seesNoBarriers();
    await page.getByRole("button", { name: words.seats.needs.wheelchair }).click();
    await page.locator("[data-section][aria-expanded]").first().click();
    const labels = await page.locator("button.seat").evaluateAll((seats) => seats.map((seat) => seat.getAttribute("aria-label")!));
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.filter((label) => !label.includes(words.seats.wheelchair))).toEqual([]);
    await page.getByRole("button", { name: words.seats.clearFilters }).click();
    await page.getByText(words.seats.fitting(fitting)).waitFor({ state: "detached" });
    await buyer.leave();
  });

  it("offers to look again, and to pay, when a payment is not heard of", async () => {
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE);
    const { page, words } = buyer;
    await page.goto(`/sign-in?next=/performances/${evening.performanceId}`);
    await buyer.signIn("buyer@example.com", "buyer-demo");
    await page.getByRole("button", { name: words.seats.findBest(2) }).click();
    await page.locator("[data-test=pay]").click();
    await page.locator("[data-test=leave]").waitFor();
    const back = new URL((await page.locator("[data-test=leave]").getAttribute("href"))!, url);
    // The provider sends one back as paid, but its message never comes.
    await page.goto(`${back.pathname}?payment=succeeded`);
    await page.getByText(words.order.confirming).waitFor();
    await page.getByText(words.order.unheard).waitFor();
    await buyer.seesNoBarriers();
    await page.locator("[data-test=check-again]").click();
    await page.getByText(words.order.confirming).waitFor();
    await page.goto(back.pathname);
    await page.locator("[data-test=pay]").click();
    await page.locator("[data-test=succeed]").click();
    await page.locator("[data-status=CONFIRMED]").waitFor();
    await buyer.leave();
  });

  it("lets one choose a seat on the map by a tap", async () => {
    const touch = await Visitor.arrive(browser, url, PHONE, CHINESE);
    await touch.page.goto(`/performances/${evening.performanceId}`);
    await touch.page.getByText(touch.words.seats.live, { exact: true }).waitFor();
    const box = (await touch.page.locator("canvas").boundingBox())!;
    for (let i = 0; i < 60 && (await touch.page.locator(".basket li").count()) === 0; i++) {
      await touch.page.touchscreen.tap(box.x + box.width * (0.2 + 0.1 * (i % 7)), box.y + box.height * (0.25 + 0.06 * Math.floor(i / 7)));
    }
    expect(await touch.page.locator(".basket li").count()).toBe(1);
    await touch.leave();
  });

  it("says in place that seats were taken, and sells others by one click", async () => {
    const buyer = await Visitor.arrive(browser, url, DESK, ENGLISH);
    const { page, words } = buyer;
    await page.goto("/sign-in");
    await buyer.signIn("buyer@example.com", "buyer-demo");
    await page.waitForURL(`${url}/`);
    // The changes are kept away from this page, so that it is out of date as in a rush.
    await page.route("**/availability/stream**", (route) => route.abort());
    await page.goto(`/performances/${evening.performanceId}`);
    await page.getByRole("button", { name: words.seats.list }).click();
    await page.getByRole("button", { name: words.seats.needs["full-view"] }).click();
    await page.locator("[data-section][aria-expanded]").first().click();
    const seat = page.locator("button.seat[aria-disabled=false]:not(.seat-special)").first();
    const name = (await seat.getAttribute("aria-label"))!.split(",").slice(0, 3).join(",");
    await seat.click();

    const rival = await Visitor.arrive(browser, url, DESK, ENGLISH);
    await rival.page.goto("/sign-in");
    await rival.signIn("organizer@example.com", "organizer-demo");
    await rival.page.waitForURL(`${url}/`);
    await rival.page.goto(`/performances/${evening.performanceId}`);
    await rival.page.getByRole("button", { name: words.seats.list }).click();
    await rival.page.getByRole("button", { name: words.seats.needs["full-view"] }).click();
    await rival.page.locator("[data-section][aria-expanded]").first().click();
    await rival.page.getByRole("button", { name: new RegExp(`^${name},`) }).click();
    await rival.page.locator("[data-test=hold]").click();
    await rival.page.waitForURL("**/checkout/**");

    await page.locator("[data-test=hold]").click();
    await page.getByText(words.seats.taken(name)).waitFor();
    await page.getByRole("button", { name: words.seats.takeOffer }).click();
    await page.waitForURL("**/checkout/**");
    await rival.page.getByRole("button", { name: words.checkout.giveBack }).click();
    await rival.page.waitForURL("**/performances/**");
    await rival.leave();
    await page.getByRole("button", { name: words.checkout.giveBack }).click();
    await page.waitForURL("**/performances/**");
    buyer.expectRefusal(409);
    await buyer.leaveDespite(/availability\/stream|ERR_FAILED/);
  });

  it("keeps the seats after a declined payment, and sells them on the second try", async () => {
    const buyer = await Visitor.arrive(browser, url, PHONE, ENGLISH, true);
    const { page, words } = buyer;
    await page.goto(`/sign-in?next=/performances/${evening.performanceId}`);
    await buyer.signIn("buyer@example.com", "buyer-demo");
    await page.getByRole("button", { name: words.seats.findBest(2) }).click();
    await page.locator("[data-test=pay]").click();
    await page.locator("[data-test=decline]").click();
    await page.getByText(words.order.declined).waitFor();
    await buyer.seesNoBarriers();
    await page.getByRole("button", { name: words.order.moreTime }).click();
    await page.getByText(words.order.moreTimeDone).waitFor();
    await page.getByRole("button", { name: words.order.payAgain }).click();
    await page.locator("[data-test=leave]").click();
    await page.getByText(words.order.walkedAway).waitFor();
    await page.locator("[data-test=pay]").click();
    await page.locator("[data-test=succeed]").click();
    await page.locator("[data-status=CONFIRMED]").waitFor();

    await page.getByRole("button", { name: words.order.refund }).click();
    await page.locator("[data-test=yes]").click();
    await page.locator("[data-status=REFUNDED]").waitFor();
    await buyer.seesNoBarriers();
    await buyer.leave();
  });

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
    const block = page.locator("[data-test=block]:enabled");
    const blocked = (await block.textContent())!;
    await block.click();
    await page.locator("[data-test=unblock]:enabled").waitFor();
    await organizer.seesNoBarriers();
    await page.locator("[data-test=unblock]:enabled").click();
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
    await organizer.seesNoBarriers();
    await organizer.picture("board.zh");
    await order.getByRole("button", { name: words.order.refund }).click();
    await page.locator("[data-test=yes]").click();
    await order.getByText(words.orders.status.REFUNDED).waitFor();
    await organizer.leave();
  });
});
