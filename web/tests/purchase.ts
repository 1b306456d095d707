import { expect, inject } from "vitest";
import { ALL, CHINESE, DESK, ENGLISH, PHONE, TABLE, Visitor, type Device, type Tongue } from "./browser";
import { hasManifest } from "./guard";
import { it } from "./stage";
import { KEYS, MOUSE, TOUCH, type Way } from "./ways";

const url = inject("url");
const PASSWORD = "correct horse";

type Leg = readonly [Way, Device, Tongue];

/** Each way on each screen in each language: some that have them all by default, all twelve on demand. */
export const LEGS: readonly Leg[] = ALL
  ? [MOUSE, TOUCH, KEYS].flatMap((way) => [PHONE, way === TOUCH ? TABLE : DESK].flatMap((device) => [ENGLISH, CHINESE].map((tongue): Leg => [way, device, tongue])))
  : [
      [MOUSE, DESK, ENGLISH],
      [TOUCH, PHONE, CHINESE],
      [KEYS, DESK, CHINESE],
    ];

/** From the first page to the gate, one way, on one screen, in one language. */
export function sellsTwoSeats([way, device, tongue]: Leg): void {
  it(`sells two seats to somebody new and lets them in once, by ${way.name} on a ${device.name} in ${tongue === ENGLISH ? "English" : "Chinese"}`, async ({ browser, evening }) => {
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
