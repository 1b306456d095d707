import type { PriceTier } from "../api/types";
import type { Hall } from "./hall";

/** The tiers of a performance on the tiers of its hall. */
export interface Pricing {
  /** The performance's tiers, the dearest first. */
  tiers: PricedTier[];
  /** By the hall's tier index: the place in `tiers`, or -1 when that part of the hall is not for sale. */
  ofHall: Int16Array;
}

export interface PricedTier extends PriceTier {
  /** Its index in the hall, or -1 when the hall has no such seats. */
  hallTier: number;
}

export function priceHall(hall: Hall, tiers: readonly PriceTier[]): Pricing {
  const sorted = tiers
    .map((tier) => ({ ...tier, hallTier: hall.tiers.indexOf(tier.name) }))
    .sort((a, b) => b.price.amount - a.price.amount);
  const ofHall = new Int16Array(hall.tiers.length).fill(-1);
  sorted.forEach((tier, i) => {
    if (tier.hallTier >= 0) {
      ofHall[tier.hallTier] = i;
    }
  });
  return { tiers: sorted, ofHall };
}

/** A seat's tier with its price, or null when it is not for sale. */
export function tierOf(hall: Hall, pricing: Pricing, seat: number): PricedTier | null {
  return pricing.tiers[pricing.ofHall[hall.tier[seat]!] ?? -1] ?? null;
}
