import type { Money } from "../api/types";
import { formatNumber } from "./numbers";

/** Minor units per ISO 4217 where they are not two; the browser's own table follows local custom, which may differ. */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

/** How many digits a currency's minor unit has. */
export function minorDigits(currency: string): number {
  return DIGITS[currency] ?? 2;
}

/** Whether a sum has no minor units. */
export function isWhole({ amount, currency }: Money): boolean {
  return amount % 10 ** minorDigits(currency) === 0;
}

/**
 * Money for people, the sign as the language writes it.
 *
 * @param whole without minor units; left out where there are none
 */
export function formatMoney(money: Money, locale: string, whole = isWhole(money)): string {
  const digits = minorDigits(money.currency);
  return formatNumber(money.amount / 10 ** digits, locale, {
    style: "currency",
    currency: money.currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  });
}

/** The sum; all must be of one currency. */
export function sum(moneys: readonly Money[]): Money | null {
  const first = moneys[0];
  if (first === undefined) {
    return null;
  }
  return moneys.slice(1).reduce((total, money) => {
    if (money.currency !== total.currency) {
      throw new Error(`${money.currency} can't be added to ${total.currency}`);
    }
    return { amount: total.amount + money.amount, currency: total.currency };
  }, first);
}
