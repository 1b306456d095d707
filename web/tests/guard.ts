import type { Browser } from "playwright-core";
import { PHONE, Visitor, type Tongue } from "./browser";
import type { Evening } from "./house";

/** Somebody at a gate: signed in, at the evening's door, with its manifest. */
export async function guardAt(browser: Browser, url: string, line: string, evening: Evening, name: string, tongue: Tongue, dark = false): Promise<Visitor> {
  const guard = await Visitor.arrive(browser, line, PHONE, tongue, dark);
  await guard.enter(url, "gate@example.com", "gate-demo");
  await guard.page.addInitScript((device) => {
    if (localStorage.getItem("onsale.device") === null) {
      localStorage.setItem("onsale.device", device);
    }
  }, name);
  await guard.page.goto("/gate");
  await guard.page.locator("[data-test=performance]").selectOption(evening.performanceId);
  await hasManifest(guard);
  return guard;
}

export async function hasManifest(guard: Visitor): Promise<void> {
  await guard.page.locator("[data-test=manifest][data-tickets]:not([data-tickets=''])").waitFor();
}

export async function scan(guard: Visitor, code: string): Promise<void> {
  await guard.page.getByLabel(guard.words.gate.code, { exact: true }).fill(code);
  await guard.page.keyboard.press("Enter");
}
