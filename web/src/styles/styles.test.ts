import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCE = join(import.meta.dirname, "..");

/** Every file under a folder with one of these endings. */
function files(folder: string, endings: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => endings.test(name) && !name.includes(".test."))
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

const code = files(SOURCE, /\.tsx?$/).join("\n");
const rules = files(SOURCE, /\.css$/).join("\n");

/** Names that are put together where they are used: `status-${…}`. */
const MADE = [...code.matchAll(/([a-z]+-)\$\{/g)].map((found) => found[1]!);

describe("the styles", () => {
  it("have no class that no page wears", () => {
    const classes = new Set([...rules.replaceAll(/\{[^{}]*\}/g, "{}").matchAll(/\.([a-z][\w-]*)/g)].map((found) => found[1]!));
    const worn = (name: string): boolean => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(code) || MADE.some((head) => name.startsWith(head));
    expect([...classes].filter((name) => !worn(name) && !/^(css|ts)$/.test(name))).toEqual([]);
  });

});
