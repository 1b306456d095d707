import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { match, ownPath } from "./router";

describe("a path", () => {
  it("is matched part by part", () => {
    expect(match("/shows/:id", "/shows/abc")).toEqual({ id: "abc" });
    expect(match("/orders/:id/tickets", "/orders/o1/tickets/")).toEqual({ id: "o1" });
    expect(match("/shows/:id", "/shows")).toBeNull();
    expect(match("/shows/:id", "/orders/abc")).toBeNull();
    expect(match("/", "/")).toEqual({});
  });

  it("that can't be decoded matches nothing", () => {
    expect(match("/shows/:id", "/shows/%E0%A4%A")).toBeNull();
  });
});

describe("the way back after signing in", () => {
  beforeEach(() => vi.stubGlobal("location", new URL("https://tickets.example/sign-in")));
  afterEach(() => vi.unstubAllGlobals());

  it("leads to this site", () => {
    expect(ownPath("/performances/p1?x=1")).toBe("/performances/p1?x=1");
    expect(ownPath(null)).toBe("/");
  });

  it("never leads to another", () => {
    for (const wish of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"]) {
      expect(ownPath(wish)).toBe("/");
    }
  });
});
