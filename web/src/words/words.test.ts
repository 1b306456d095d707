import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Refused, Unreachable } from "../api/problem";
import { clockText, dayBeginsAnywhere, instantAt, localAt, venueDate, venueDateTime, venueTime } from "./dates";
import { en, type Words } from "./en";
import { explain, firstLanguage } from "./language";
import { zh } from "./zh";

/** Every text of a dictionary by its path; functions are called with something that shows up in what they say. */
function texts(dictionary: object, path = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(dictionary)) {
    if (typeof value === "string") {
      all.set(path + key, value);
    } else if (typeof value === "function") {
      all.set(path + key, (value as (...args: unknown[]) => string)(7, 8, 9, 10));
    } else {
      texts(value as object, `${path}${key}.`).forEach((text, name) => all.set(name, text));
    }
  }
  return all;
}

describe("the dictionaries", () => {
  it("have the same keys, as their type demands", () => {
    const same: Words = zh;
    expect([...texts(same).keys()].sort()).toEqual([...texts(en).keys()].sort());
  });

  it("say something everywhere", () => {
    for (const [key, text] of [...texts(en), ...texts(zh)]) {
      expect(text.trim(), key).not.toBe("");
    }
  });

  it("are both written in their own language", () => {
    const chinese = /[\u4e00-\u9fff]/;
    for (const [key, text] of texts(en)) {
      expect(key === "otherLanguage" || !chinese.test(text), `${key}: ${text}`).toBe(true);
    }
    for (const [key, text] of texts(zh)) {
      expect(key === "otherLanguage" || chinese.test(text), `${key}: ${text}`).toBe(true);
    }
  });
});

describe("a word", () => {
  it("is said somewhere", () => {
    const folder = join(import.meta.dirname, "..");
    const code = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|(en|zh)\.ts$/.test(name))
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("\n");
    const said = (key: string): boolean => new RegExp(`(\\.|["'\\[])${key}\\b`).test(code);
    // Reasons, states and results are looked up by what the server says.
    const looked = /^reasons\.|\.(status|deliveryStatus|results|advice|done)\./;
    const silent = [...texts(en).keys()].filter((path) => !looked.test(path) && !said(path.slice(path.lastIndexOf(".") + 1)));
    expect(silent).toEqual([]);
  });
});

describe("the language", () => {
  it("is the remembered one, else the browser's first that we speak, else English", () => {
    expect(firstLanguage("zh", ["en-GB"])).toBe("zh");
    expect(firstLanguage(null, ["de-DE", "zh-TW", "en"])).toBe("zh");
    expect(firstLanguage("klingon", ["fr"])).toBe("en");
  });
});

describe("an error", () => {
  const problem = { type: "about:blank", title: "Conflict", status: 409 };

  it("is told by its reason", () => {
    expect(explain(new Refused({ ...problem, reason: "sold-out" }), en)).toBe(en.reasons["sold-out"]);
    expect(explain(new Refused({ ...problem, reason: "sold-out" }), zh)).toBe(zh.reasons["sold-out"]);
  });

  it("of a reason that is newer than this page is told by its detail", () => {
    const newer = { ...problem, reason: "moon-in-wrong-phase", detail: "Wait for the new moon." } as never;
    expect(explain(new Refused(newer), en)).toBe("Wait for the new moon.");
  });

  it("names the faults that came with it", () => {
    const faults = [{ pointer: "/email", message: "must have an @" }];
    expect(explain(new Refused({ ...problem, reason: "invalid-request", faults }), en)).toContain("/email must have an @");
  });

  it("of the network says what to do", () => {
    expect(explain(new Unreachable(), en)).toBe(en.unreachable);
  });
});

describe("times", () => {
  it("are told by the clock at the venue", () => {
    expect(venueTime("2026-05-01T12:00:00Z", "Asia/Shanghai", "en-GB")).toBe("20:00");
    expect(venueDateTime("2026-05-01T18:30:00Z", "Asia/Shanghai", "en-GB")).toContain("2 May 2026");
  });

  it("of a zone that the browser does not know are told in UTC", () => {
    expect(venueTime("2026-05-01T12:00:00Z", "Mars/Olympus", "en-GB")).toBe("12:00");
  });

  it("lie on the day that the venue has", () => {
    expect(venueDate("2026-05-01T18:30:00Z", "Asia/Shanghai")).toBe("2026-05-02");
    expect(venueDate("2026-05-02T02:00:00Z", "America/New_York")).toBe("2026-05-01");
    expect(dayBeginsAnywhere("2026-05-02")).toBe("2026-05-01T10:00:00.000Z");
  });

  it("written in a field are meant by the venue's clock, in summer and winter", () => {
    expect(instantAt("2026-05-02T19:30", "Asia/Shanghai")).toBe("2026-05-02T11:30:00.000Z");
    expect(instantAt("2026-07-01T20:00", "Europe/London")).toBe("2026-07-01T19:00:00.000Z");
    expect(instantAt("2026-12-01T20:00", "America/New_York")).toBe("2026-12-02T01:00:00.000Z");
    expect(localAt(Date.parse("2026-05-02T11:30:00Z"), "Asia/Shanghai")).toBe("2026-05-02T19:30");
  });

  it("that a clock shows twice are the first, and one that it skips is told all the same", () => {
    expect(instantAt("2026-10-25T01:30", "Europe/London")).toBe("2026-10-25T00:30:00.000Z");
    expect(instantAt("2026-03-29T01:30", "Europe/London")).toBe("2026-03-29T01:30:00.000Z");
    expect(instantAt("2026-03-29T02:30", "Europe/London")).toBe("2026-03-29T01:30:00.000Z");
  });

  it("that are left are never negative", () => {
    expect(clockText(545_000)).toBe("9:05");
    expect(clockText(3_723_000)).toBe("1:02:03");
    expect(clockText(-5)).toBe("0:00");
  });
});
