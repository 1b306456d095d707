import { describe, expect, inject } from "vitest";
import { chromiumPath, CHINESE, DESK, ENGLISH, PHONE, Visitor } from "./browser";
import { api, hold, openEvening, signIn } from "./house";
import { it } from "./stage";
import { KEYS } from "./ways";

const url = inject("url");

describe.skipIf(chromiumPath() === null)("paying", () => {
  it("keeps the seats after a declined payment, and sells them on the second try", async ({ browser, evening }) => {
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

  it("offers to look again, and to pay, when a payment is not heard of", async ({ browser, evening }) => {
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

  it("gives more time once", async ({ browser, evening }) => {
    const token = await signIn(url, "buyer@example.com", "buyer-demo");
    const order = await api<{ id: string; expiresAt: string }>(url, "/v1/orders", { method: "POST", token, body: { holdId: await hold(url, evening, 1) } });
    const buyer = await Visitor.arrive(browser, url, DESK, CHINESE);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/orders/${order.id}`);
    const more = page.getByRole("button", { name: words.order.moreTime });
    await more.click();
    await page.getByText(words.order.moreTimeDone).waitFor();
    expect(await more.count()).toBe(0);
    const { expiresAt } = await api<{ expiresAt: string }>(url, `/v1/orders/${order.id}`, { token });
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.parse(order.expiresAt));
    await page.reload();
    await page.getByText(words.order.awaiting).waitFor();
    expect(await more.count()).toBe(0);
    await expect(api(url, `/v1/orders/${order.id}/extension`, { method: "POST", token })).rejects.toThrow("extension-used");
    await buyer.leave();
  });

  it("says kindly that the time is over, before the order and after it, and leads back to the seats", async ({ browser }) => {
    const brief = await openEvening(url, { title: "转瞬 · Brief", capacity: 1200, holdSeconds: 25 });
    const token = await signIn(url, "buyer@example.com", "buyer-demo");
    const [first, second] = [await hold(url, brief, 2), await hold(url, brief, 2)];
    const order = await api<{ id: string }>(url, "/v1/orders", { method: "POST", token, body: { holdId: second } });
    const inTime = await Visitor.arrive(browser, url, PHONE, ENGLISH);
    const ordered = await Visitor.arrive(browser, url, DESK, CHINESE, true);
    for (const visitor of [inTime, ordered]) {
      await visitor.enter(url, "buyer@example.com", "buyer-demo");
    }
    await inTime.page.goto(`/checkout/${first}`);
    await ordered.page.goto(`/orders/${order.id}`);
    // Under two minutes is little enough to be warned.
    await inTime.page.getByText(inTime.words.checkout.warning(1)).waitFor();
    await ordered.page.getByText(ordered.words.checkout.warning(1)).waitFor();

    await inTime.page.getByText(inTime.words.checkout.expired).waitFor();
    await inTime.seesNoBarriers();
    await ordered.page.locator("[data-status=EXPIRED]").waitFor();
    await ordered.page.getByText(ordered.words.order.expired).waitFor();
    await ordered.page.getByText(ordered.words.order.late).waitFor();
    await ordered.seesNoBarriers();

    await inTime.page.getByRole("link", { name: inTime.words.checkout.again }).click();
    await inTime.page.getByRole("button", { name: inTime.words.seats.findBest(2) }).click();
    await inTime.page.waitForURL("**/checkout/**");
    await inTime.page.locator("[data-test=pay]").waitFor();
    await ordered.page.getByRole("link", { name: ordered.words.order.again }).click();
    await ordered.page.getByRole("button", { name: ordered.words.seats.findBest(2) }).waitFor();
    await inTime.leave();
    await ordered.leave();
  });

  it("goes through a declined payment, more time and second thoughts by keys alone", async ({ browser, evening }) => {
    const token = await signIn(url, "buyer@example.com", "buyer-demo");
    const order = await api<{ id: string }>(url, "/v1/orders", { method: "POST", token, body: { holdId: await hold(url, evening, 1) } });
    const buyer = await Visitor.arrive(browser, url, PHONE, CHINESE, true);
    const { page, words } = buyer;
    const cancel = page.getByRole("button", { name: words.order.cancel });
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/orders/${order.id}`);
    await KEYS.press(buyer, page.locator("[data-test=pay]"));
    await KEYS.press(buyer, page.locator("[data-test=decline]"));
    await page.getByText(words.order.declined).waitFor();
    await KEYS.press(buyer, page.getByRole("button", { name: words.order.moreTime }));
    await page.getByText(words.order.moreTimeDone).waitFor();
    await buyer.keepsFocus();
    await KEYS.press(buyer, cancel);
    await KEYS.press(buyer, page.getByRole("button", { name: words.order.no }));
    await page.locator("dialog").waitFor({ state: "detached" });
    expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await KEYS.press(buyer, page.locator("[data-test=yes]"));
    await page.locator("[data-status=CANCELLED]").waitFor();
    await KEYS.press(buyer, page.getByRole("link", { name: words.order.again }));
    await page.waitForURL("**/performances/**");
    await page.locator("[data-test=best]").waitFor();
    await buyer.keepsFocus();
    await buyer.leave();
  });
});
