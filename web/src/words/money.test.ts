import { describe, expect, it } from "vitest";
import { formatMoney, minorDigits, sum } from "./money";

const plain = (text: string): string => text.replace(/\s/g, " ");

describe("money", () => {
  it("shows no minor units where there are none", () => {
    expect(formatMoney({ amount: 68000, currency: "CNY" }, "zh-CN")).toBe("¥680");
    expect(formatMoney({ amount: 68050, currency: "CNY" }, "zh-CN")).toBe("¥680.50");
    // Beside a sum that has some, all have them.
    expect(formatMoney({ amount: 68000, currency: "CNY" }, "zh-CN", false)).toBe("¥680.00");
  });

  it("is written as the language writes it", () => {
    expect(plain(formatMoney({ amount: 123456700, currency: "EUR" }, "de-DE"))).toBe("1.234.567 €");
    expect(formatMoney({ amount: 123450, currency: "GBP" }, "en-GB")).toBe("£1,234.50");
  });

  it("has the minor units of its currency", () => {
    expect(formatMoney({ amount: 12000, currency: "JPY" }, "en-GB")).toContain("12,000");
    expect(formatMoney({ amount: 1500, currency: "KWD" }, "en-GB")).toContain("1.500");
    expect(minorDigits("CNY")).toBe(2);
  });

  it("is added up, but never across currencies", () => {
    expect(sum([])).toBeNull();
    expect(sum([{ amount: 1, currency: "CNY" }, { amount: 2, currency: "CNY" }])).toEqual({ amount: 3, currency: "CNY" });
    expect(() => sum([{ amount: 1, currency: "CNY" }, { amount: 2, currency: "EUR" }])).toThrow(/EUR/);
  });
});
