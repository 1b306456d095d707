import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject } from "vitest";
import { chromiumPath, CHINESE, ENGLISH, PHONE, Visitor, type Tongue } from "./browser";
import { guardAt, hasManifest, scan } from "./guard";
import { Line } from "./line";
import { buy, codeNow, type Bought, type Evening } from "./house";
import { it } from "./stage";

const url = inject("url");

describe.skipIf(chromiumPath() === null)("without a network", () => {
  /** One for each device: each may be cut by itself. */
  let lines: Record<"home" | "north" | "south", Line>;

  beforeAll(async () => {
    lines = { home: await Line.to(url), north: await Line.to(url), south: await Line.to(url) };
  });
  afterAll(async () => {
    await Promise.all(Object.values(lines ?? {}).map((line) => line.cut()));
  });

  it("tickets show on, and their codes live", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 2);
    const buyer = await Visitor.arrive(browser, lines.home.url, PHONE, CHINESE);
    const { page, words } = buyer;
    await buyer.enter(url, "buyer@example.com", "buyer-demo");
    await page.goto(`/orders/${bought.orderId}/tickets`);
    await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
    await buyer.keptForOffline();
    await page.reload();
    await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
    // The seat's id becomes its name when the hall is there.
    const seat = (): Promise<string | null> => page.locator(".ticket-seat").first().textContent();
    await expect.poll(seat).toContain("座");

    await lines.home.cut();
    await page.reload();
    await expect.poll(() => page.locator("svg.qr").count()).toBe(2);
    await page.locator("[data-test=offline]").waitFor();
    await expect.poll(seat).toContain("座");
    await buyer.seesNoBarriers();

    // What this device makes without a network opens the gate.
    await page.getByText(words.tickets.codeText).first().click();
    const guard = await gateAt(browser, evening, "north", ENGLISH);
    const code = await page.locator("[data-test=code]").first().textContent();
    await scan(guard, code!);
    await guard.page.locator("[data-result=ADMITTED]").waitFor();
    await guard.leave();
    await lines.home.mend();
    await page.getByText(words.tickets.admitted).waitFor();
    buyer.forgetCutLine();
    await buyer.leave();
  });

  it("two gates let people in, send what they did, and are told of a ticket that was used twice", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 2);
    const north = await gateAt(browser, evening, "north", ENGLISH);
    const south = await gateAt(browser, evening, "south", CHINESE);
    for (const [gate, line] of [
      [north, lines.north],
      [south, lines.south],
    ] as const) {
      await gate.keptForOffline();
      await gate.page.reload();
      await hasManifest(gate);
      await line.cut();
    }
    await admits(north, bought, 0);
    await north.picture("gate-phone");
    await scan(north, await codeNow(url, bought, 0));
    await north.page.locator("[data-result=ALREADY_ADMITTED]").waitFor();
    await north.seesNoBarriers();
    await admits(south, bought, 0);
    await admits(south, bought, 1);
    await south.picture("gate-phone.zh");
    await scan(south, "not a ticket");
    await south.page.locator("[data-result=INVALID]").waitFor();

    // A page that is opened anew without a network knows what it knew.
    await north.page.reload();
    await north.page.locator("[data-test=waiting][data-count='1']").waitFor();
    await scan(north, await codeNow(url, bought, 0));
    await north.page.locator("[data-result=ALREADY_ADMITTED][data-alone=true]").waitFor();

    await lines.north.mend();
    await north.page.locator("[data-test=waiting][data-count='0']").waitFor();
    expect(await north.page.locator("[data-test=discords]").count()).toBe(0);
    await lines.south.mend();
    await south.page.locator("[data-test=waiting][data-count='0']").waitFor();
    // Both are told: the gate that was second at once, and the one that was first when it asks.
    for (const [gate, other] of [
      [south, "north"],
      [north, "south"],
    ] as const) {
      const discords = gate.page.locator("[data-test=discords]");
      await discords.waitFor();
      expect(await discords.locator("li").count()).toBe(1);
      expect(await discords.textContent()).toContain(other);
      await gate.seesNoBarriers();
      await gate.picture(`gate-twice${gate === south ? ".zh" : ""}`);
      await discords.getByRole("button", { name: gate.words.gate.note }).click();
      await gate.page.locator("[data-test=noted]").waitFor();
      expect(await discords.count()).toBe(0);
      await gate.seesNoBarriers();
    }
    // What was noted stays noted when the page is opened anew.
    await north.page.reload();
    await north.page.locator("[data-test=noted]").waitFor();
    expect(await north.page.locator("[data-test=discords]").count()).toBe(0);
    await scan(south, await codeNow(url, bought, 1));
    await south.page.locator("[data-result=ALREADY_ADMITTED][data-alone=false]").waitFor();
    for (const gate of [north, south]) {
      gate.forgetCutLine();
      await gate.leave();
    }
  });

  function gateAt(browser: Browser, evening: Evening, name: "north" | "south", tongue: Tongue): Promise<Visitor> {
    return guardAt(browser, url, lines[name].url, evening, name, tongue, name === "south");
  }

  async function admits(guard: Visitor, bought: Bought, ticket: number): Promise<void> {
    await scan(guard, await codeNow(url, bought, ticket));
    const verdict = guard.page.locator("[data-test=verdict]");
    await expect.poll(async () => `${await verdict.getAttribute("data-result")} ${await verdict.getAttribute("data-alone")}`).toBe("ADMITTED true");
  }
});
