import { describe, expect, it } from "vitest";
import { calendarFile } from "./calendar";

const entry = {
  id: "o1",
  title: "回声; a tour, on and on and on and on and on and on and on and on and on and on",
  place: "浦江体育馆, 上海",
  notes: "Row 3\nSeat 4",
  address: "https://example.com/orders/o1",
  startsAt: "2026-05-01T12:00:00Z",
  madeAtMs: Date.parse("2026-04-01T00:00:00Z"),
};

describe("a calendar file", () => {
  it("tells when, what and where, with signs escaped", () => {
    const text = calendarFile(entry).replaceAll("\r\n ", "");
    expect(text).toContain("\r\nDTSTART:20260501T120000Z\r\n");
    expect(text).toContain("SUMMARY:回声\\; a tour\\, on");
    expect(text).toContain("LOCATION:浦江体育馆\\, 上海");
    expect(text).toContain("DESCRIPTION:Row 3\\nSeat 4");
    expect(text).toContain("UID:o1@onsale");
  });

  it("has no line of more than 75 bytes, and breaks no character", () => {
    const lines = calendarFile({ ...entry, title: "座".repeat(80) }).split("\r\n");
    expect(Math.max(...lines.map((line) => new TextEncoder().encode(line).length))).toBeLessThanOrEqual(75);
    expect(lines.join("\n").replaceAll("\n ", "")).toContain("座".repeat(80));
  });
});
