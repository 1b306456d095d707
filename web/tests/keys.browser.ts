import { describe } from "vitest";
import { chromiumPath } from "./browser";
import { LEGS, sellsTwoSeats } from "./purchase";
import { KEYS } from "./ways";

describe.skipIf(chromiumPath() === null)("the storefront by keys alone", () => {
  for (const leg of LEGS.filter(([way]) => way === KEYS)) {
    sellsTwoSeats(leg);
  }
});
