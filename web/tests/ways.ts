import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Visitor } from "./browser";

/** How somebody does things, from the first page to the gate; whoever goes one way uses no other. */
export interface Way {
  name: "mouse" | "touch" | "keys";
  /** Does what a button, a link or a box to tick is there for. */
  press: (visitor: Visitor, target: Locator) => Promise<void>;
  write: (visitor: Visitor, field: Locator, text: string) => Promise<void>;
  pick: (visitor: Visitor, select: Locator, value: string) => Promise<void>;
  /** Chooses two seats with a full view from the whole hall. */
  chooseTwo: (visitor: Visitor) => Promise<void>;
  /** Looks at what this way needs of a page that has just come. */
  looksRound: (visitor: Visitor) => Promise<void>;
}

interface Point {
  x: number;
  y: number;
}

const chosen = (page: Page): Promise<number> => page.locator(".basket li").count();

/** A point of the map far from the stage, in the middle of a section of the outer ring: its seats see all of the stage. */
async function farFromTheStage(page: Page): Promise<Point> {
  await page.locator("canvas").evaluate((canvas) => canvas.scrollIntoView({ block: "center" }));
  const { x, y, width, height } = (await page.locator("canvas").boundingBox())!;
  const hall = Math.min(0.87 * width, 0.96 * height);
  return { x: x + width / 2 - 0.028 * hall, y: y + height / 2 + 0.38 * hall };
}

/** Points about one, the nearest first. */
function* about({ x, y }: Point): Generator<Point> {
  for (const dy of [0, 18, -18, 36, -36, 54, -54]) {
    for (const dx of [0, 22, -22, 44, -44, 66, -66]) {
      yield { x: x + dx, y: y + dy };
    }
  }
}

/** Until the page has drawn what it was told. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Chooses one more seat by trying points, and tells which one it was at. */
async function chooseOneMore(page: Page, near: Point, act: (at: Point) => Promise<void>): Promise<Point> {
  const before = await chosen(page);
  for (const at of about(near)) {
    await act(at);
    await drawn(page);
    if ((await chosen(page)) > before) {
      return at;
    }
  }
  throw new Error(`no seat to choose about ${near.x}, ${near.y}`);
}

export const MOUSE: Way = {
  name: "mouse",
  press: (_, target) => target.click(),
  async write({ page }, field, text) {
    await field.click();
    await page.keyboard.type(text);
  },
  async pick(_, select, value) {
    await select.selectOption(value);
  },
  async chooseTwo({ page, words }) {
    const { seats } = words;
    const middle = await farFromTheStage(page);
    const told = (): Promise<string[]> => page.locator(".seat-tip span").allTextContents();
    // The wheel goes in as near as one gets; what is under the mouse is told before it is clicked.
    await page.mouse.move(middle.x, middle.y);
    for (let i = 0; i < 30; i++) {
      await page.mouse.wheel(0, -120);
      // Turns that come within one frame are one turn.
      await drawn(page);
    }
    const clickIfFree = async (at: Point): Promise<void> => {
      await page.mouse.move(at.x, at.y);
      await drawn(page);
      const lines = await told();
      if (lines.length > 0 && ![seats.held, seats.sold, seats.blocked, seats.mine, seats.restricted].some((no) => lines.includes(no))) {
        await page.mouse.down();
        await page.mouse.up();
      }
    };
    const first = await chooseOneMore(page, middle, clickIfFree);
    // A drag takes the map along and chooses nothing.
    await page.mouse.move(first.x, first.y);
    const [name] = await told();
    await page.mouse.down();
    for (const step of [1, 2, 3]) {
      await page.mouse.move(first.x + 20 * step, first.y - 15 * step);
    }
    await page.mouse.up();
    expect(await chosen(page)).toBe(1);
    await page.mouse.move(first.x + 61, first.y - 45);
    await expect.poll(told).toContain(name);
    await chooseOneMore(page, { x: first.x + 60, y: first.y - 45 }, clickIfFree);
  },
  looksRound: async () => {},
};

export const TOUCH: Way = {
  name: "touch",
  press: (_, target) => target.tap(),
  async write({ page }, field, text) {
    await field.tap();
    await page.keyboard.type(text);
  },
  async pick(_, select, value) {
    await select.selectOption(value);
  },
  async chooseTwo({ page }) {
    const middle = await farFromTheStage(page);
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...at: Point[]): Promise<unknown> =>
      fingers.send("Input.dispatchTouchEvent", { type, touchPoints: at.map(({ x, y }, id) => ({ x, y, id })) });
    const pinch = async (fromPx: number, toPx: number): Promise<void> => {
      const apart = (px: number): [Point, Point] => [
        { x: middle.x - px / 2, y: middle.y },
        { x: middle.x + px / 2, y: middle.y },
      ];
      await touch("touchStart", ...apart(fromPx));
      for (let step = 1; step <= 8; step++) {
        await touch("touchMove", ...apart(fromPx + ((toPx - fromPx) * step) / 8));
      }
      await touch("touchEnd");
    };
    const drag = async (from: Point, by: Point): Promise<void> => {
      await touch("touchStart", from);
      for (let step = 1; step <= 4; step++) {
        await touch("touchMove", { x: from.x + (by.x * step) / 4, y: from.y + (by.y * step) / 4 });
      }
      await touch("touchEnd");
    };
    const tap = ({ x, y }: Point): Promise<void> => page.touchscreen.tap(x, y);

    // Two fingers go in, so far that seats can be told apart: from afar a tap would go to a section.
    await pinch(40, 300);
    await pinch(80, 280);
    const first = await chooseOneMore(page, middle, tap);
    // One finger takes the map along and chooses nothing: the seat is where the finger is.
    const by = { x: 64, y: -48 };
    await drag(first, by);
    const there = { x: first.x + by.x, y: first.y + by.y };
    expect(await chosen(page)).toBe(1);
    await tap(there);
    await expect.poll(() => chosen(page)).toBe(0);
    await tap(there);
    await expect.poll(() => chosen(page)).toBe(1);
    await chooseOneMore(page, { x: there.x - 28, y: there.y }, tap);
    await fingers.detach();
  },
  looksRound: async () => {},
};

export const KEYS: Way = {
  name: "keys",
  async press(visitor, target) {
    await visitor.tabTo(target);
    const ticks = await target.evaluate((element) => element instanceof HTMLInputElement && element.type === "checkbox");
    await visitor.page.keyboard.press(ticks ? "Space" : "Enter");
  },
  async write(visitor, field, text) {
    await visitor.tabTo(field);
    await visitor.page.keyboard.type(text);
  },
  async pick(visitor, select, value) {
    await visitor.tabTo(select);
    await visitor.page.keyboard.press("Home");
    const options = await select.locator("option").count();
    for (let i = 0; i < options && (await select.inputValue()) !== value; i++) {
      await visitor.page.keyboard.press("ArrowDown");
    }
    expect(await select.inputValue()).toBe(value);
  },
  async chooseTwo(visitor) {
    const { page, words } = visitor;
    const { seats } = words;
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) {
        await page.keyboard.press(key);
        await visitor.seesFocus();
      }
    };
    // One on the map: from section to section, in, and along the row to a free one with a full view.
    const told = async (): Promise<string> => (await page.locator("[data-test=told]").textContent())!;
    await visitor.tabTo("canvas");
    await press("ArrowDown");
    await expect.poll(told).not.toBe("");
    const section = await told();
    await press("Enter");
    await expect.poll(told).not.toBe(section);
    for (let i = 0; (await chosen(page)) === 0; i++) {
      expect(i, "free seats that the arrow keys come by").toBeLessThan(60);
      const seat = await told();
      if ([seats.held, seats.sold, seats.blocked, seats.restricted].some((no) => seat.includes(no))) {
        await press(i % 20 === 19 ? "PageDown" : "ArrowRight");
        await expect.poll(told).not.toBe(seat);
      } else {
        await press("Enter");
        await expect.poll(told).toContain(seats.mine);
      }
    }
    // The other in the list, which is equal to the map: full views only, a section with seats, its first free one.
    await KEYS.press(visitor, page.getByRole("button", { name: seats.list, exact: true }));
    await KEYS.press(visitor, page.getByRole("button", { name: seats.needs["full-view"] }));
    await visitor.tabTo("[data-section][tabindex='0']");
    while (!(await page.evaluate(() => document.activeElement!.hasAttribute("aria-expanded")))) {
      await press("ArrowDown");
    }
    await press("Enter");
    await visitor.tabTo("button.seat[tabindex='0']");
    await press("Enter");
    await expect.poll(() => chosen(page)).toBe(2);
    // Taken out and put in again; the keys stay where they are.
    await press("Space");
    await expect.poll(() => chosen(page)).toBe(1);
    await press("Space");
    await expect.poll(() => chosen(page)).toBe(2);
  },
  looksRound: (visitor) => visitor.goesRound(),
};
