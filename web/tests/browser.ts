import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { en, type Words } from "../src/words/en";
import { zh } from "../src/words/zh";
import { api } from "./house";

const PICTURES = process.env["UPDATE_PICTURES"] === "1";
/** Every way, screen, language and theme with every other, on demand and for pictures; by default each of them at least once. */
export const ALL = PICTURES || process.env["ONSALE_ALL"] === "1";

/** The browser to test with, or null when this machine has none. */
export function chromiumPath(): string | null {
  const places = [
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
/** As large as a desk's screen, and made for fingers. */
export const TABLE: Device = { name: "table", width: 1440, height: 900, touch: true };

export interface Tongue {
  name: "en" | "zh";
  locale: string;
  words: Words;
}

export const ENGLISH: Tongue = { name: "en", locale: "en-GB", words: en };
export const CHINESE: Tongue = { name: "zh", locale: "zh-CN", words: zh };

/** More stops of the Tab key than any page has. */
const FAR_TOO_FAR = 250;

declare global {
  interface Window {
    /** Whether anything in this document has had the focus. */
    everFocused?: boolean;
  }
}

/** Whether something in the page has the focus, and what is wrong with it. */
function focusSeen(): { inside: boolean; fault: string | null } {
  const at = document.activeElement;
  if (at === null || at === document.body) {
    return { inside: false, fault: null };
  }
  const box = at.getBoundingClientRect();
  const label = at.closest("label");
  const rings = (element: Element | null): boolean => {
    const style = element === null ? null : getComputedStyle(element);
    return style !== null && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const shares = [0.02, 0.25, 0.5, 0.75, 0.98];
  const uncovered = shares.some((x) =>
    shares.some((y) => {
      const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return top !== null && (at.contains(top) || label?.contains(top) === true);
    }),
  );
  const fault = !uncovered ? "is hidden" : !rings(at) && !rings(label) ? "shows no focus" : null;
  return { inside: true, fault: fault === null ? null : `${at.outerHTML.slice(0, 300)} ${fault} at ${JSON.stringify(box)}` };
}

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
      isMobile: device === PHONE,
      deviceScaleFactor: device === PHONE ? 2 : 1,
    });
    context.setDefaultTimeout(Number(process.env["ONSALE_PATIENCE_MS"] ?? 120_000));
    await context.addInitScript(() =>
      addEventListener("focusin", (event) => {
        window.everFocused = true;
        (event.target as Element).setAttribute("data-seen", "");
      }),
    );
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
    const others = this.complaints.filter((text) => !/ERR_CONNECTION|ERR_INTERNET_DISCONNECTED|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_FAILED|ERR_NETWORK|Failed to fetch|ERR_INCOMPLETE/.test(text));
    this.complaints.splice(0, this.complaints.length, ...others);
  }

  /** Moves the focus by the Tab key alone, from where it is: it must be somewhere, be seen all the way, and arrive. */
  async tabTo(target: string | Locator): Promise<void> {
    const wanted = typeof target === "string" ? this.page.locator(target).first() : target;
    await wanted.waitFor();
    await this.keepsFocus();
    const back = await wanted.evaluate((element) => (document.activeElement!.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0);
    for (let i = 0; i < FAR_TOO_FAR; i++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) {
        return;
      }
      await this.page.keyboard.press(back ? "Shift+Tab" : "Tab");
      await this.seesFocus();
    }
    throw new Error(`the Tab key does not reach ${wanted}`);
  }

  /** Once there has been a focus in this document, it is never lost: whoever goes by keys would begin at the top again. */
  async keepsFocus(): Promise<void> {
    expect(await this.page.evaluate(() => window.everFocused !== true || document.activeElement !== document.body), `the focus is somewhere on ${this.page.url()}`).toBe(true);
  }

  /** Goes round the page by the Tab key, forwards and back: it reaches all there is, and comes out where it went in. */
  async goesRound(): Promise<void> {
    await this.keepsFocus();
    for (const key of ["Tab", "Shift+Tab"]) {
      await this.page.evaluate(() => document.querySelectorAll("[data-seen]").forEach((each) => each.removeAttribute("data-seen")));
      let came = 0;
      let outside = 0;
      for (; outside < 2; came++) {
        expect(came, `${key} comes round on ${this.page.url()}`).toBeLessThan(FAR_TOO_FAR);
        await this.page.keyboard.press(key);
        outside += (await this.seesFocus()) ? 0 : 1;
      }
      const missed = await this.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, [tabindex='0']")]
          .filter((each) => each.tabIndex >= 0 && each.checkVisibility({ visibilityProperty: true }) && !each.hasAttribute("data-seen"))
          .filter((each) => !(each instanceof HTMLInputElement && each.type === "radio" && !each.checked))
          .map((each) => each.outerHTML),
      );
      expect(missed, `what ${key} reaches on ${this.page.url()}`).toEqual([]);
    }
    await this.comesIn();
  }

  /**
   * Comes back into the page by the Tab key. Outside of it is the browser's own frame, which gives the focus back when it pleases: a
   * key pressed just after may find it on the page's last stop, and leave once more.
   */
  private async comesIn(): Promise<void> {
    let inside = false;
    for (let tries = 0; !inside; tries++) {
      expect(tries, `Tab comes into ${this.page.url()}`).toBeLessThan(5);
      await this.page.keyboard.press("Tab");
      inside = await this.seesFocus();
    }
  }

  /** What has the focus shows it, within the screen and under nothing else; whether anything has it. */
  async seesFocus(): Promise<boolean> {
    let seen = await this.page.evaluate(focusSeen);
    if (seen.fault !== null) {
      // What has to scroll into sight may take a frame or two.
      await expect.poll(async () => (seen = await this.page.evaluate(focusSeen)).fault, { message: this.page.url(), timeout: 10_000 }).toBe(null);
    }
    return seen.inside;
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
    if (PICTURES) {
      await this.takePicture(join("target", "pages", this.leg), name, true);
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
    if (PICTURES) {
      await this.takePicture(join("..", "docs", "pictures"), name, false);
    }
  }

  /** Once the typeface is there: until then the page and the worker that paints the map show another. */
  private async takePicture(folder: string, name: string, fullPage: boolean): Promise<void> {
    mkdirSync(folder, { recursive: true });
    for (const painter of this.page.workers().filter((worker) => /easel|far/.test(worker.url()))) {
      await expect.poll(() => painter.evaluate(() => (self as unknown as { fonts: FontFaceSet }).fonts.size)).toBeGreaterThan(0);
    }
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      // The map is lettered anew when the face has come.
      for (let frame = 0; frame < 30; frame++) {
        await new Promise(requestAnimationFrame);
      }
    });
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage });
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
