import { useId, useMemo, type ReactNode } from "react";
import { useDark } from "../parts/theme";
import { useSpeech } from "../words/language";
import { formatNumber } from "../words/numbers";
import { ANYTHING, asksNothing, NEEDS, toggled, type FilterCounts, type SeatFilter } from "./filter";
import { COMPANION, RESTRICTED, WHEELCHAIR, type Hall } from "./hall";
import { freeNote } from "./names";
import { corners, palette, tierColour, tierShape } from "./palette";
import type { Pricing } from "./pricing";

interface Props {
  hall: Hall;
  pricing: Pricing;
  filter: SeatFilter;
  counts: FilterCounts | null;
  change: (filter: SeatFilter) => void;
  /** Stands at the head of the second line. */
  children: ReactNode;
}

/** The prices, which are the legend too, the sections and the needs, each with what is left of it. */
export function SeatFilters({ hall, pricing, filter, counts, change, children }: Props): ReactNode {
  const { words, money, locale } = useSpeech();
  const id = useId();
  const bits = useMemo(() => hall.attributes.reduce((all, each) => all | each, 0), [hall]);
  const known = { wheelchair: (bits & WHEELCHAIR) !== 0, companion: (bits & COMPANION) !== 0, "full-view": (bits & RESTRICTED) !== 0 };
  const needs = NEEDS.filter((need) => known[need]);
  const sections = useMemo(
    () =>
      hall.sections.map((section, s) => (
        <option key={section.name} value={s} disabled={counts?.sections[s] === 0 && filter.section !== s}>
          {words.seats.sectionName(section.name)}
          {counts !== null && ` · ${freeNote(counts.sections[s], words)}`}
        </option>
      )),
    [hall, counts, filter.section, words],
  );
  // What is filtered away may be free all the same.
  const none = asksNothing(filter) ? words.seats.soldOut : words.seats.noneFits;
  const left = (n: number): string => (n === 0 ? none : words.seats.left(n));
  return (
    <div className="filters">
      <div className="prices" role="group" aria-label={words.seats.prices}>
        {pricing.tiers.map((tier, place) => (
          <button
            type="button"
            key={tier.name}
            className="price"
            disabled={tier.hallTier < 0}
            aria-pressed={filter.tiers.has(tier.hallTier)}
            onClick={() => change({ ...filter, tiers: toggled(filter.tiers, tier.hallTier) })}
          >
            <TierSign place={place} />
            <span className="price-name">{tier.label}</span>
            <strong>{money(tier.price)}</strong>
            <span className="price-left">{counts === null || tier.hallTier < 0 ? "" : left(counts.tiers[tier.hallTier]!)}</span>
          </button>
        ))}
      </div>
      <div className="filter-line">
        {children}
        {needs.length > 0 && (
          <div className="needs" role="group" aria-label={words.seats.need}>
            {needs.map((need) => (
              <button type="button" key={need} className="need" aria-pressed={filter.needs.has(need)} onClick={() => change({ ...filter, needs: toggled(filter.needs, need) })}>
                {words.seats.needs[need]}
                {counts !== null && <span className="need-left">{formatNumber(counts.needs[need], locale)}</span>}
              </button>
            ))}
          </div>
        )}
        <label className="filter-section">
          <span className="visually-hidden" id={id}>
            {words.seats.section}
          </span>
          <select
            aria-labelledby={id}
            value={filter.section ?? ""}
            onChange={(event) => change({ ...filter, section: event.target.value === "" ? null : Number(event.target.value) })}
          >
            <option value="">{words.seats.allSections}</option>
            {sections}
          </select>
        </label>
      </div>
      {!asksNothing(filter) && (
        <p className="filter-found">
          <span role="status">{counts === null ? "" : words.seats.fitting(counts.total)}</span>
          <button type="button" className="plain" onClick={() => change(ANYTHING)}>
            {words.seats.clearFilters}
          </button>
        </p>
      )}
    </div>
  );
}

/** A tier's colour and shape, as on the map. */
export function TierSign({ place }: { place: number }): ReactNode {
  const colours = palette(useDark());
  const points = corners(tierShape(place));
  const fill = tierColour(colours, place);
  return (
    <svg className="tier-sign" viewBox="-1.3 -1.3 2.6 2.6" width="16" height="16" aria-hidden="true" focusable="false">
      {points.length === 0 ? <circle r="1.05" fill={fill} /> : <polygon points={points.map((point) => point.map((n) => n.toFixed(2)).join(",")).join(" ")} fill={fill} />}
    </svg>
  );
}
