import { mkdtempSync, rmSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import type { CDPSession } from "playwright-core";
import { describe, expect, inject } from "vitest";
import type { Manifest } from "../src/api/types";
import { ALL, chromiumPath, CHINESE, ENGLISH, launch, Visitor } from "./browser";
import { filmOf } from "./film";
import { guardAt, scan } from "./guard";
import { api, buy, codeNow, openEvening, seatIds, sellWholeHall, signIn, type Evening } from "./house";
import { it } from "./stage";

const url = inject("url");
/** One scan at this pace, in milliseconds, is 2,000 an hour. */
const PACE_MS = 1800;
/** The most bytes that the manifest of the largest hall may have on the wire. */
const MANIFEST_MAX = 5_000_000;
const LARGEST_HALL = 50_000;
/** The page's idea of the server's clock and its own, on one machine, in milliseconds. */
const CLOCKS_DIFFER_MS = 500;

declare global {
  interface Window {
    tones: number[];
  }
}

describe.skipIf(chromiumPath() === null)("at the gate", () => {
  it("reads a ticket through the camera", async ({ evening }) => {
    const bought = await buy(url, evening, 1);
    const folder = mkdtempSync(join(tmpdir(), "onsale-film-"));
    const film = join(folder, "ticket.y4m");
    filmOf(await codeNow(url, bought), film);
    const filming = await launch(["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`]);
    try {
      const guard = await guardAt(filming, url, url, evening, "film", ENGLISH);
      await guard.page.getByRole("button", { name: guard.words.gate.cameraOn }).click();
      // On a slow machine the code in the film is out of date before anybody looks: read it was all the same.
      const verdict = guard.page.locator("[data-result=ADMITTED], [data-result=STALE]");
      await verdict.waitFor();
      expect(await verdict.locator(".verdict-seat").textContent()).not.toBe("");
      await guard.seesNoBarriers();
      await guard.picture("gate-camera");
      await guard.page.getByRole("button", { name: guard.words.gate.cameraOff }).click();
      await expect.poll(() => guard.page.locator("video").count()).toBe(0);
      await guard.leave();
    } finally {
      await filming.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("says how to go on without a camera", async ({ browser, evening }) => {
    const guard = await guardAt(browser, url, url, evening, "blind", CHINESE, true);
    await guard.page.getByRole("button", { name: guard.words.gate.cameraOn }).click();
    await guard.page.getByText(guard.words.gate.noCamera).waitFor();
    await guard.seesNoBarriers();
    await guard.leave();
  });

  it("takes thirty tickets from a handheld scanner faster than two thousand an hour, wherever the focus is", async ({ browser, evening }) => {
    const orders: string[] = [];
    for (let i = 0; i < 3; i++) {
      orders.push((await buy(url, evening, 10)).orderId);
    }
    const guard = await guardAt(browser, url, url, evening, "wedge", ENGLISH);
    const { page } = guard;
    await page.locator("[data-test=performance]").focus();
    const token = await signIn(url, "buyer@example.com", "buyer-demo");
    let scanned = 0;
    let spentMs = 0;
    for (const orderId of orders) {
      // Of this moment: a slow machine would let older ones go stale.
      const { items } = await api<{ items: { code: string }[] }>(url, `/v1/orders/${orderId}/tickets`, { token });
      const began = performance.now();
      for (const { code } of items) {
        // A wedge types as a keyboard does, only faster; typed in the page, since a key at a time over the wire would be slower. Keys
        // bear the time at which they were pressed, however long the page then takes to hear of them.
        await page.evaluate((text) => {
          const began = performance.now();
          [...text, "Enter"].forEach((key, i) => {
            const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            Object.defineProperty(press, "timeStamp", { value: began + i });
            (document.activeElement ?? document.body).dispatchEvent(press);
          });
        }, code);
        scanned++;
        const told = (): Promise<string> =>
          page.evaluate(() => {
            const verdict = document.querySelector("[data-test=verdict]")?.getAttribute("data-result") ?? "no verdict";
            return `${document.querySelector("[data-test=here]")?.textContent} here, ${verdict}`;
          });
        await expect.poll(told).toBe(`${scanned} here, ADMITTED`);
        await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      }
      spentMs += performance.now() - began;
    }
    expect(scanned).toBe(30);
    expect(spentMs / scanned, "ms a scan").toBeLessThan(PACE_MS);
    await guard.leave();
  });

  it("judges what is scanned while it asks about another, in turn, once, and as of when it was scanned", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 1);
    const guard = await guardAt(browser, url, url, evening, "queue", ENGLISH);
    const { page, words } = guard;
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const asked: { code: string; scannedAt: string }[] = [];
    await page.route("**/v1/gates/*/scans", async (route) => {
      asked.push(route.request().postDataJSON());
      await held;
      await route.continue();
    });
    const code = await codeNow(url, bought);
    await scan(guard, code);
    await expect.poll(() => asked.length).toBe(1);
    for (const next of ["not a ticket", code, "nor this one", "not a ticket"]) {
      await scan(guard, next);
      expect(await page.getByLabel(words.gate.code, { exact: true }).inputValue()).toBe("");
    }
    const scannedBy = await page.evaluate(() => Date.now());
    await page.locator(".gate-verdict").getByText(words.wait).waitFor();
    answer();
    // Each verdict is there to be seen though others wait.
    await page.locator("[data-result=ADMITTED]").waitFor();
    await expect.poll(() => asked.map((each) => each.code)).toEqual([code, "not a ticket", "nor this one"]);
    await page.locator("[data-result=INVALID]").waitFor();
    expect(await page.locator("[data-test=here]").textContent()).toBe("1");
    for (const { scannedAt } of asked) {
      expect(Date.parse(scannedAt)).toBeLessThanOrEqual(scannedBy + CLOCKS_DIFFER_MS);
    }
    await guard.leave();
  });

  it("shows no verdict on somebody else when the server refuses to judge", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 2);
    const guard = await guardAt(browser, url, url, evening, "refused", CHINESE);
    const { page, words } = guard;
    await scan(guard, await codeNow(url, bought, 0));
    await page.locator("[data-result=ADMITTED]").waitFor();
    let refused = 0;
    await page.route("**/v1/gates/*/scans", (route) =>
      refused++ === 0
        ? route.fulfill({
            status: 429,
            contentType: "application/problem+json",
            body: JSON.stringify({ type: "about:blank", title: "Too many requests", status: 429, reason: "slow-down" }),
          })
        : route.continue(),
    );
    await scan(guard, "not a ticket");
    await page.getByRole("alert").waitFor();
    await page.locator(".gate-verdict").getByText(words.gate.ready).waitFor();
    expect(await page.locator("[data-test=verdict]").count()).toBe(0);
    await scan(guard, await codeNow(url, bought, 1));
    await page.locator("[data-result=ADMITTED]").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    guard.expectRefusal(429);
    await guard.leave();
  });

  it("sounds up for yes and low for no", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 1);
    const guard = await guardAt(browser, url, url, evening, "ears", ENGLISH);
    const { page } = guard;
    await page.evaluate(() => {
      window.tones = [];
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (when): void {
        window.tones.push(this.frequency.value);
        start.call(this, when);
      };
    });
    const heard = (): Promise<number[]> => page.evaluate(() => window.tones.splice(0));
    await scan(guard, await codeNow(url, bought));
    await page.locator("[data-result=ADMITTED]").waitFor();
    expect(await heard()).toEqual([880, 1320]);
    await scan(guard, "not a ticket");
    await page.locator("[data-result=INVALID]").waitFor();
    expect(await heard()).toEqual([160]);
    await guard.leave();
  });

  for (const [seconds, ahead] of [
    [90, true],
    [-90, false],
  ] as const) {
    it(`notices a clock that is ${ahead ? "ahead" : "behind"}, and judges by the server's all the same`, async ({ browser, evening }) => {
      const bought = await buy(url, evening, 1);
      const guard = await Visitor.arrive(browser, url, { name: "phone", width: 390, height: 844, touch: true }, ahead ? ENGLISH : CHINESE, ahead);
      const { page, words } = guard;
      await guard.enter(url, "gate@example.com", "gate-demo");
      await page.addInitScript((off) => {
        const real = Date.now;
        Date.now = () => real() + off * 1000;
      }, seconds);
      await page.goto("/gate");
      await page.locator("[data-test=performance]").selectOption(evening.performanceId);
      const notice = page.locator("[data-test=clock]");
      await notice.waitFor();
      const told = [88, 89, 90, 91, 92].map((each) => words.gate.clockOff(each, ahead));
      expect(told).toContain(await notice.textContent());
      await guard.seesNoBarriers();
      await scan(guard, await codeNow(url, bought));
      await page.locator("[data-result=ADMITTED]").waitFor();
      await guard.leave();
    });
  }

  it("takes the manifest of a sold-out hall, no larger than a gate may keep, and lets its last buyer in without a network", async ({ browser }) => {
    // On demand the arena, whose 50,000 tickets take a minute or two to sell; the bench of the web files measures that one.
    const evening = await openEvening(url, { title: "座无虚席 · Full House", limitPerBuyer: 100_000, ...(ALL ? {} : { capacity: 1200 }) });
    const last = await sellWholeHall(url, evening);
    const token = await signIn(url, "gate@example.com", "gate-demo");
    const { bytes, manifest } = await overTheWire(evening, token);
    const seats = await seatIds(url, evening);
    expect(bytes).toBeLessThan(MANIFEST_MAX * (seats.length / LARGEST_HALL));
    expect(manifest.tickets.map(({ seat }) => seat).sort()).toEqual(seats.sort());
    expect(new Set(manifest.tickets.map(({ id }) => id)).size).toBe(seats.length);
    expect(manifest.tickets.some(({ admitted }) => admitted)).toBe(false);

    const guard = await guardAt(browser, url, url, evening, "large", ENGLISH);
    const { page } = guard;
    await page.locator(`[data-test=manifest][data-tickets='${seats.length}']`).waitFor();
    expect(await page.locator("[data-test=inside]").textContent()).toContain(seats.length.toLocaleString("en"));
    // The line is cut when the page is kept, and not while it is being kept.
    await guard.keptForOffline();
    const code = await codeNow(url, last);
    await page.context().setOffline(true);
    await scan(guard, code);
    // Where the machine is slow the code is out of date before it is read: known to the door it is all the same.
    await page.locator("[data-result=ADMITTED], [data-result=STALE]").waitFor();
    await page.context().setOffline(false);
    guard.forgetCutLine();
    await guard.leave();
  });

  it("can be installed as an app of its own", async ({ browser, evening }) => {
    const guard = await guardAt(browser, url, url, evening, "app", ENGLISH);
    const { page } = guard;
    await guard.keptForOffline();
    const session: CDPSession = await page.context().newCDPSession(page);
    const { errors } = await session.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // The test's own window is a private one, and those install nothing.
    expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
    await guard.leave();
  });

  it("keeps its name, and other gates tell it", async ({ browser, evening }) => {
    const bought = await buy(url, evening, 1);
    const first = await guardAt(browser, url, url, evening, "nameless", ENGLISH);
    await first.page.getByLabel(first.words.gate.deviceName).fill("West door");
    await first.page.getByRole("button", { name: first.words.gate.rename }).click();
    await first.page.locator("[data-test=manifest]").waitFor();
    await scan(first, await codeNow(url, bought));
    await first.page.locator("[data-result=ADMITTED]").waitFor();
    const second = await guardAt(browser, url, url, evening, "second", CHINESE, true);
    await scan(second, await codeNow(url, bought));
    await second.page.locator("[data-result=ALREADY_ADMITTED]").waitFor();
    expect(await second.page.locator("[data-test=verdict]").textContent()).toContain("West door");
    await second.seesNoBarriers();
    await first.page.reload();
    expect(await first.page.getByLabel(first.words.gate.deviceName).inputValue()).toBe("West door");
    await first.leave();
    await second.leave();
  });
});

/** The manifest as a device gets it: how many bytes come over the wire, and what is in them. */
async function overTheWire({ performanceId }: Evening, token: string): Promise<{ bytes: number; manifest: Manifest }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}`, "Accept-Encoding": "gzip" };
    get(`${url}/v1/gates/${performanceId}/manifest`, { headers }, resolve).on("error", reject);
  });
  const body = await buffer(answer);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-encoding"]).toBe("gzip");
  return { bytes: body.length, manifest: JSON.parse(gunzipSync(body).toString("utf8")) as Manifest };
}
