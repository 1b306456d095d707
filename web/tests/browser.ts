import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { expect } from "vitest";
import { en, type Words } from "../src/words/en";
import { zh } from "../src/words/zh";
import { api } from "./house";

/** The browser to test with, or null when this machine has none. */
export function chromiumPath(): string | null {
  const places = [
    process.env["ONSALE_CHROMIUM"],
    process.env["ONSALE_BROWSER"],
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return places.find((place) => place !== undefined && existsSync(place)) ?? null;
}

/** @param more flags of this browser alone */
export function launch(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath()!,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
}

export interface Device {
  name: string;
  width: number;
  height: number;
  touch: boolean;
}

export const PHONE: Device = { name: "phone", width: 390, height: 844, touch: true };
export const DESK: Device = { name: "desk", width: 1440, height: 900, touch: false };

export interface Tongue {
  name: "en" | "zh";
  locale: string;
  words: Words;
}

export const ENGLISH: Tongue = { name: "en", locale: "en-GB", words: en };
export const CHINESE: Tongue = { name: "zh", locale: "zh-CN", words: zh };

/** A person with a device, a language, and an eye on what the page says behind the scenes. */
export class Visitor {
  private readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly words: Words,
    private readonly context: BrowserContext,
    private readonly leg: string,
  ) {
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.complaints.push(`${page.url()}: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
  }

  static async arrive(browser: Browser, url: string, device: Device, tongue: Tongue, dark = false): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: { width: device.width, height: device.height },
      locale: tongue.locale,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
      hasTouch: device.touch,
      isMobile: device.touch,
      deviceScaleFactor: device.touch ? 2 : 1,
    });
    context.setDefaultTimeout(Number(process.env["ONSALE_PATIENCE_MS"] ?? 120_000));
    return new Visitor(await context.newPage(), tongue.words, context, `${device.name}-${tongue.name}-${dark ? "dark" : "light"}`);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel(this.words.account.email).fill(email);
    await this.page.getByLabel(this.words.account.password, { exact: true }).fill(password);
    await this.page.locator("main").getByRole("button", { name: this.words.account.signIn, exact: true }).click();
  }

  /** Signs in without the form, where the form is not what is looked at. */
  async enter(url: string, email: string, password: string): Promise<void> {
    const session = await api(url, "/v1/sessions", { method: "POST", body: { email, password } });
    await this.page.addInitScript((text) => {
      if (localStorage.getItem("onsale.session") === null) {
        localStorage.setItem("onsale.session", text);
      }
    }, JSON.stringify(session));
  }

  /** Waits until the page would come again without a network. */
  async keptForOffline(): Promise<void> {
    const kept = (): Promise<boolean> =>
      this.page.evaluate(async () => {
        const files = await caches.open("onsale-files");
        const wanted = [...document.scripts].map((script) => script.src).filter((src) => src !== "");
        const known = await Promise.all(["/", ...wanted].map((address) => files.match(address)));
        return navigator.serviceWorker.controller !== null && known.every((each) => each !== undefined);
      });
    await expect.poll(kept).toBe(true);
  }

  /** Forgets what the browser wrote down of calls that failed because the line was cut. */
  forgetCutLine(): void {
    const others = this.complaints.filter((text) => !/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_FAILED|ERR_NETWORK|Failed to fetch|ERR_INCOMPLETE/.test(text));
    this.complaints.splice(0, this.complaints.length, ...others);
  }

  /** Moves the focus by the Tab key alone to what the selector names. */
  async tabTo(selector: string): Promise<void> {
    for (let i = 0; i < 120; i++) {
      if (await this.page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the Tab key does not reach ${selector}`);
  }

  /** What axe finds against WCAG 2.2 A and AA, in words. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async () => {
      const axe = (window as unknown as { axe: { run: (o: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> } }).axe;
      const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
    });
  }

  async seesNoBarriers(): Promise<void> {
    expect(await this.barriers(), this.page.url()).toEqual([]);
  }

  /**
   * A page as it should be in any state: no barrier that axe finds, one heading of the first rank, one main part, nothing that
   * sticks out sideways. Its picture goes to `target/pages`, when pictures are asked for.
   */
  async isWellMade(name: string): Promise<void> {
    if (process.env["UPDATE_PICTURES"] === "1") {
      const folder = join("target", "pages", this.leg);
      mkdirSync(folder, { recursive: true });
      await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
    }
    const shape = await this.page.evaluate(() => ({
      headings: document.querySelectorAll("h1").length,
      mains: document.querySelectorAll("main").length,
      tooWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }));
    expect({ name, ...shape, barriers: await this.barriers() }).toEqual({ name, headings: 1, mains: 1, tooWide: false, barriers: [] });
  }

  /** Keeps a picture for the documentation, when asked to. */
  async picture(name: string): Promise<void> {
    if (process.env["UPDATE_PICTURES"] === "1") {
      const folder = join("..", "docs", "pictures");
      mkdirSync(folder, { recursive: true });
      await this.page.screenshot({ path: join(folder, `${name}.png`) });
    }
  }

  /** Leaves; what the browser complained about meanwhile is the test's business. */
  async leave(): Promise<void> {
    await this.context.close();
    expect(this.complaints).toEqual([]);
  }

  /** Leaves when only such complaints are expected as the test itself has provoked. */
  async leaveDespite(provoked: RegExp): Promise<void> {
    const others = this.complaints.filter((text) => !provoked.test(text));
    this.complaints.splice(0, this.complaints.length, ...others);
    await this.leave();
  }

  /** Forgets one expected complaint: a refusal with that status, which the browser writes down too. */
  expectRefusal(status: number): void {
    const at = this.complaints.findIndex((text) => text.includes(`status of ${status}`));
    expect(at, `a refusal with ${status} among ${this.complaints.join("; ")}`).toBeGreaterThanOrEqual(0);
    this.complaints.splice(at, 1);
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
