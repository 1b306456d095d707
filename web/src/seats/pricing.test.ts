import { describe, expect, it } from "vitest";
import { readHall } from "./hall";
import { priceHall, tierOf } from "./pricing";
import { smallMap } from "./testing";

const money = (amount: number) => ({ amount, currency: "CNY" });

describe("prices", () => {
  const hall = readHall(smallMap());
  const pricing = priceHall(hall, [
    { name: "silver", label: "Silver", price: money(38000), color: "#aaaaaa" },
    { name: "gold", label: "Gold", price: money(68000), color: "#d4af37" },
  ]);

  it("come with the dearest first", () => {
    expect(pricing.tiers.map((tier) => tier.name)).toEqual(["gold", "silver"]);
  });

  it("belong to the seats of their tier", () => {
    expect(tierOf(hall, pricing, 0)?.name).toBe("gold");
    expect(tierOf(hall, pricing, 6)?.price).toEqual(money(38000));
  });

  it("leave a tier without a price unsold", () => {
    expect(tierOf(hall, pricing, hall.indexOf.get("P-1")!)).toBeNull();
  });
});
