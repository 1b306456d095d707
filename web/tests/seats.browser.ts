import { describe, expect, inject } from "vitest";
import { chromiumPath, CHINESE, DESK, ENGLISH, PHONE, Visitor } from "./browser";
import { api, block, freeSeats, openEvening, seatsOf, sellOut, sideBySide, signIn, type NamedSeat } from "./house";
import { it } from "./stage";
import { KEYS } from "./ways";

const url = inject("url");

describe.skipIf(chromiumPath() === null)("choosing seats", () => {
  it("finds the best seats together with a full view, and offers others only with a warning", async ({ browser }) => {
    // Of the boxes are left: four places with a restricted view by the stage, two with a full one, and one more by itself.
    const small = await openEvening(url, { title: "双人间 · Two Boxes", capacity: 1200 });
    const boxes = await seatsOf(url, small, "box");
    const open = boxes.filter((seat) => !seat.attributes.includes("restricted-view")).map((seat) => seat.id);
    const [full, alone] = [open.slice(0, 2), open.at(-1)];
    const blind = boxes.filter((seat) => seat.attributes.includes("restricted-view")).slice(0, 4).map((seat) => seat.id);
    await block(url, small, boxes.map((seat) => seat.id).filter((id) => !full.includes(id) && id !== alone && !blind.includes(id)));

    const buyer = await Visitor.arrive(browser, url, PHONE, ENGLISH);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    const held = async (): Promise<string[]> => {
      await page.waitForURL("**/checkout/**");
      await page.locator("[data-test=pay]").waitFor();
      const token = await signIn(url, "buyer@example.com", "buyer-demo");
      return (await api<{ seats: string[] }>(url, `/v1/holds/${new URL(page.url()).pathname.split("/")[2]}`, { token })).seats;
    };
    const ask = async (): Promise<void> => {
      await page.goto(`/performances/${small.performanceId}`);
      await page.locator(".price-left:not(:empty)").first().waitFor();
      await page.locator(".best select").selectOption("box");
      await page.locator("[data-test=best]").click();
    };
    await ask();
    expect((await held()).sort()).toEqual([...full].sort());
    expect(await sideBySide(url, small.seatMap, full)).toBe(true);
    expect(await page.getByText(words.seats.restrictedNote).count()).toBe(0);

    // Now there are no two with a full view: whoever says no has nothing, and the seats are as free as before.
    const freeBoxes = async (): Promise<number> => (await freeSeats(url, small, "restricted-view")).filter((seat) => blind.includes(seat.id)).length;
    await ask();
    const asked = page.getByRole("dialog");
    await asked.waitFor();
    expect(await asked.textContent()).toContain(words.seats.restrictedBest(2, "").split(":")[0]);
    await buyer.seesNoBarriers();
    await asked.getByRole("button", { name: words.seats.restrictedNo }).click();
    await asked.waitFor({ state: "detached" });
    expect(await freeBoxes()).toBe(4);
    // Whoever needs a full view is not even asked.
    await page.getByRole("button", { name: words.seats.needs["full-view"] }).click();
    await page.locator("[data-test=best]").click();
    await page.getByText(words.seats.noFullView(2)).waitFor();
    expect(await asked.count()).toBe(0);
    expect(await freeBoxes()).toBe(4);
    await page.getByRole("button", { name: words.seats.needs["full-view"] }).click();
    await page.locator("[data-test=best]").click();
    await asked.getByRole("button", { name: words.seats.restrictedTake(2) }).click();
    for (const id of await held()) {
      expect(blind).toContain(id);
    }
    await page.getByText(words.seats.restrictedNote).waitFor();
    await buyer.seesNoBarriers();
    await buyer.leave();
  });

  it("finds a wheelchair place with a companion seat beside it, by one click or one by one", async ({ browser }) => {
    const small = await openEvening(url, { title: "平地 · Step-free", capacity: 1200 });
    const buyer = await Visitor.arrive(browser, url, DESK, CHINESE, true);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/performances/${small.performanceId}`);
    await page.locator(".price-left:not(:empty)").first().waitFor();
    const wheelchair = page.getByRole("button", { name: words.seats.needs.wheelchair });
    const companion = page.getByRole("button", { name: words.seats.needs.companion });
    const kinds = [(await freeSeats(url, small, "wheelchair")).length, (await freeSeats(url, small, "companion")).length];
    expect(await wheelchair.locator(".need-left").textContent()).toBe(String(kinds[0]));
    expect(await companion.locator(".need-left").textContent()).toBe(String(kinds[1]));
    await wheelchair.click();
    await page.getByText(words.seats.fitting(kinds[0]!)).waitFor();
    await companion.click();
    await page.getByText(words.seats.fitting(kinds[0]! + kinds[1]!)).waitFor();

    // One by one, from the list, which has no others now.
    await page.getByRole("button", { name: words.seats.list, exact: true }).click();
    await page.locator("[data-section][aria-expanded]").first().click();
    const seats = page.locator("button.seat");
    await expect.poll(() => seats.count()).toBe(kinds[0]! + kinds[1]!);
    for (const note of [words.seats.wheelchair, words.seats.companion]) {
      await page.locator(`button.seat[aria-label*="${note}"]`).first().click();
    }
    await expect.poll(() => page.locator(".basket li").count()).toBe(2);
    await page.getByText(words.seats.wheelchairNote).waitFor();
    await page.getByText(words.seats.companionNote).waitFor();
    await buyer.seesNoBarriers();
    await page.getByRole("button", { name: words.seats.clear }).click();

    // By one click: at the price that has such seats, though it is not the first.
    await page.locator("[data-test=best]").click();
    await page.waitForURL("**/checkout/**");
    await page.getByText(words.seats.wheelchairNote).waitFor();
    const token = await signIn(url, "buyer@example.com", "buyer-demo");
    const held = await api<{ seats: string[] }>(url, `/v1/holds/${new URL(page.url()).pathname.split("/")[2]}`, { token });
    const special = await seatsOf(url, small, "stalls");
    const of = (id: string): string[] => special.find((seat) => seat.id === id)!.attributes;
    expect(held.seats.map((id) => of(id).join()).sort()).toEqual(["companion", "wheelchair"]);
    expect(await sideBySide(url, small.seatMap, held.seats)).toBe(true);
    await buyer.leave();
  });

  it("tells at once that a chosen seat was taken by somebody else, and keeps the others", async ({ browser, evening }) => {
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE);
    const { page, words } = buyer;
    await page.goto(`/performances/${evening.performanceId}`);
    await page.getByText(words.seats.live, { exact: true }).waitFor();
    await page.locator(".price-left:not(:empty)").first().waitFor();
    const free = await freeSeats(url, evening);
    const [lost, kept] = [free.at(-12)!, free.at(-11)!];
    for (const [i, { section, row, seat }] of [lost, kept].entries()) {
      await page.locator("canvas").focus();
      await page.keyboard.type(`${section} ${row} ${seat}`);
      await expect.poll(() => page.locator("[data-test=told]").textContent()).toContain(words.seats.sectionRowSeat(section, row, seat));
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".basket li").count()).toBe(i + 1);
    }
    const token = await signIn(url, "organizer@example.com", "organizer-demo");
    const rival = await api<{ id: string }>(url, `/v1/performances/${evening.performanceId}/holds`, { method: "POST", token, body: { seats: [lost.id] } });
    await page.getByText(words.seats.lostPick(words.seats.sectionRowSeat(lost.section, lost.row, lost.seat))).waitFor();
    await expect.poll(() => page.locator(".basket li").count()).toBe(1);
    await buyer.seesNoBarriers();
    await fetch(`${url}/v1/holds/${rival.id}`, { method: "DELETE", headers: { Authorization: `Bearer ${token}` } });
    await buyer.leave();
  });

  it("looks by price and by section, with the same numbers on the map and in the list", async ({ browser, evening }) => {
    const buyer = await Visitor.arrive(browser, url, DESK, ENGLISH);
    const { page, words } = buyer;
    await page.goto(`/performances/${evening.performanceId}`);
    await page.locator(".price-left:not(:empty)").first().waitFor();
    const seats = await seatsOf(url, evening, "upper-back");
    const free = new Set((await freeSeats(url, evening)).map((seat) => seat.id));
    const price = page.locator(".price").filter({ hasText: "Upper, back" });
    await price.click();
    const left = Number((await price.locator(".price-left").textContent())!.replaceAll(/\D/g, ""));
    expect(left).toBeGreaterThanOrEqual(seats.filter((seat) => free.has(seat.id)).length);
    await page.getByText(words.seats.fitting(left), { exact: true }).waitFor();
    // The best seats are looked for there too.
    expect(await page.locator(".best select").inputValue()).toBe("upper-back");
    await page.getByLabel(words.seats.section, { exact: true }).selectOption({ index: 30 });
    await expect.poll(() => page.locator(".filter-found [role=status]").textContent()).not.toBe(words.seats.fitting(left));
    const fitting = (await page.locator(".filter-found [role=status]").textContent())!;
    await page.getByRole("button", { name: words.seats.list, exact: true }).click();
    const sections = page.locator("[data-section]");
    await expect.poll(() => sections.count()).toBe(1);
    expect((await sections.textContent())!).toContain(fitting.replace(/\D+$/, ""));
    await sections.click();
    expect(await page.locator("button.seat[aria-disabled=false]").count()).toBe(Number(fitting.replaceAll(/\D/g, "")));
    await buyer.seesNoBarriers();
    await buyer.leave();
  });

  it("sells places in a standing area by number", async ({ browser, evening }) => {
    const buyer = await Visitor.arrive(browser, url, PHONE, ENGLISH, true);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/performances/${evening.performanceId}`);
    await page.locator(".price-left:not(:empty)").first().waitFor();
    await page.locator("canvas").evaluate((canvas) => canvas.scrollIntoView({ block: "center" }));
    const box = (await page.locator("canvas").boundingBox())!;
    // The floor is in the middle of the hall.
    await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByRole("heading", { name: "Floor" }).waitFor();
    await buyer.seesNoBarriers();
    await page.getByRole("button", { name: words.seats.oneMore }).tap();
    await page.getByRole("button", { name: words.seats.addStanding(3) }).tap();
    await page.waitForURL("**/checkout/**");
    await expect.poll(() => page.locator(".seat-names li").count()).toBe(3);
    await expect.poll(() => page.locator(".seat-names").textContent()).toContain("place");
    await page.getByRole("button", { name: words.checkout.giveBack }).tap();
    await page.waitForURL("**/performances/**");
    await buyer.leave();
  });

  it("says that nothing is left, and sells what is given back at once", async ({ browser }) => {
    const small = await openEvening(url, { title: "客满 · Full House", capacity: 1200 });
    await sellOut(url, small);
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/performances/${small.performanceId}`);
    await page.getByText(words.seats.allGone).waitFor();
    expect(new Set(await page.locator(".price-left").allTextContents())).toEqual(new Set([words.seats.soldOut]));
    expect(await page.locator("[data-test=best]").count()).toBe(0);
    await buyer.seesNoBarriers();
    await block(url, small, (await seatsOf(url, small, "stalls")).slice(0, 2).map((seat) => seat.id), false);
    await page.locator("[data-test=best]").click();
    await page.waitForURL("**/checkout/**");
    await expect.poll(() => page.locator(".seat-names li").count()).toBe(2);
    await buyer.leave();
  });

  it("lets one choose seats on the map by keys alone", async ({ browser, evening }) => {
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

  it("warns of a restricted view before such a seat is chosen, and shows those without on demand", async ({ browser, evening }) => {
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

  it("says in place that seats were taken, and sells others by one click", async ({ browser, evening }) => {
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

  it("keeps the keyboard's place where things come and go", async ({ browser, evening }) => {
    const buyer = await Visitor.arrive(browser, url, DESK, ENGLISH, true);
    const { page, words } = buyer;
    const basket = page.locator(".basket li");
    const at = (selector: string): Promise<boolean> => page.evaluate((wanted) => document.activeElement!.matches(wanted), selector);
    const goTo = async ({ section, row, seat }: NamedSeat): Promise<void> => {
      await page.keyboard.type(`${section} ${row} ${seat}`);
      await expect.poll(() => page.locator("[data-test=told]").textContent()).toContain(words.seats.sectionRowSeat(section, row, seat));
    };
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/performances/${evening.performanceId}`);
    await page.locator(".price-left:not(:empty)").first().waitFor();
    const [restricted] = await freeSeats(url, evening, "restricted-view");
    const free = await freeSeats(url, evening);

    // A question takes the focus and gives it back, whichever way it ends.
    await buyer.tabTo("canvas");
    await goTo(restricted!);
    await page.keyboard.press("Enter");
    await page.locator("dialog").waitFor();
    expect(await at("dialog button")).toBe(true);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await at("canvas")).toBe(true);
    await page.keyboard.press("Enter");
    await KEYS.press(buyer, page.locator("[data-test=yes]"));
    await expect.poll(() => basket.count()).toBe(1);
    expect(await at("canvas")).toBe(true);
    await goTo(free.at(-5)!);
    await page.keyboard.press("Enter");
    await expect.poll(() => basket.count()).toBe(2);

    // What has the focus goes away, and what stands there now has it.
    await KEYS.press(buyer, basket.first().getByRole("button"));
    await expect.poll(() => basket.count()).toBe(1);
    expect(await at(".basket li button")).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => basket.count()).toBe(0);
    expect(await at(".dock :is(button, select)")).toBe(true);
    await KEYS.press(buyer, page.getByRole("button", { name: words.seats.needs["full-view"] }));
    await KEYS.press(buyer, page.getByRole("button", { name: words.seats.clearFilters }));
    await page.locator(".filter-found").waitFor({ state: "detached" });
    expect(await at(".filter-line :is(button, select)")).toBe(true);
    // What may not be pressed any more keeps the focus.
    await KEYS.press(buyer, page.getByRole("button", { name: words.seats.fewer }));
    await page.keyboard.press("Enter");
    expect(await page.locator(".stepper output").textContent()).toBe("1");
    expect(await at("button[aria-disabled=true]")).toBe(true);
    await KEYS.press(buyer, page.locator("[data-test=best]"));
    await page.waitForURL("**/checkout/**");
    await KEYS.press(buyer, page.getByRole("button", { name: words.checkout.giveBack }));
    await page.waitForURL("**/performances/**");
    await page.locator("[data-test=best]").waitFor();
    await buyer.keepsFocus();
    await buyer.leave();
  });
});
