import { describe, inject } from "vitest";
import { chromiumPath, CHINESE, DESK, ENGLISH, PHONE, Visitor } from "./browser";
import { buy } from "./house";
import { LEGS, sellsTwoSeats } from "./purchase";
import { it } from "./stage";
import { KEYS } from "./ways";

const url = inject("url");

describe.skipIf(chromiumPath() === null)("the storefront", () => {
  for (const leg of LEGS.filter(([way]) => way !== KEYS)) {
    sellsTwoSeats(leg);
  }

  it("signs people up and tells them what is wrong", async ({ browser }) => {
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

  it("lets an organiser make a show and a date, publish it, and see how it sells", async ({ browser }) => {
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

  it("shows an organiser an imported plan, the sale as it goes, and refunds an order", async ({ browser, evening }) => {
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
