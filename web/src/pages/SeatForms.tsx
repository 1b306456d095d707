import { useEffect, useState, type ReactNode } from "react";
import type { NewHold, Performance } from "../api/types";
import { Button } from "../parts/Button";
import { Stepper } from "../parts/Stepper";
import { keep, recall } from "../parts/memory";
import type { FilterCounts, SeatFilter } from "../seats/filter";
import type { Hall, Section } from "../seats/hall";
import { tierOf, type Pricing } from "../seats/pricing";
import type { FreeCounts } from "../seats/states";
import { wheelchairWithCompanion } from "../seats/together";
import { useSpeech } from "../words/language";

interface FormProps {
  performance: Performance;
  hall: Hall;
  pricing: Pricing;
  counts: FreeCounts | null;
  running: boolean;
  hold: (body: NewHold) => void;
}

/** What the best seats are asked for; the rest of the wish is the filter's. */
interface Wish {
  count: number;
  tier: string | null;
}

/** The best seats side by side, by number and price, within what the filter asks for. */
export function BestForm(props: FormProps & { filter: SeatFilter; choices: FilterCounts | null; wanted: Uint8Array | null; states: Uint8Array | null; refuse: (why: string) => void; onTier: (hallTier: number) => void }): ReactNode {
  const { words, money } = useSpeech();
  const { performance, hall, pricing, counts, choices, filter } = props;
  const most = Math.min(performance.limitPerBuyer, 64);
  const [wish, setWish] = useState<Wish>(() => ({ tier: null, count: Math.min(2, most), ...recall<Partial<Wish>>(`best.${performance.id}`) }));
  useEffect(() => keep(`best.${performance.id}`, wish), [performance.id, wish]);
  const left = (hallTier: number): number => (choices === null || hallTier < 0 ? 1 : choices.tiers[hallTier]!);
  const looked = pricing.tiers.filter((tier) => filter.tiers.size === 0 || filter.tiers.has(tier.hallTier));
  const fitting = looked.filter((each) => left(each.hallTier) > 0);
  const tier = fitting.find((each) => each.name === wish.tier) ?? fitting[0] ?? looked.find((each) => each.name === wish.tier) ?? looked[0];
  if (tier === undefined) {
    return null;
  }
  if (counts?.total === 0) {
    return <p className="note">{words.seats.allGone}</p>;
  }
  const count = Math.min(wish.count, most);
  const section = filter.section === null ? null : hall.sections[filter.section]!.name;
  const needs = (["wheelchair", "companion"] as const).filter((need) => filter.needs.has(need));
  return (
    <form
      className="best"
      aria-labelledby="best-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (needs.length < 2 || count < 2) {
          props.hold({ best: { tier: tier.name, count, section, attributes: needs.slice(0, 1) } });
          return;
        }
        const seats = props.states === null ? null : wheelchairWithCompanion(hall, props.states, props.wanted, tier.hallTier, count);
        if (seats === null) {
          props.refuse(words.seats.noCompanion);
        } else {
          props.hold({ seats: seats.map((seat) => hall.ids[seat]!) });
        }
      }}
    >
      <h2 id="best-title" className="best-title">{words.seats.best}</h2>
      <p className="fine best-lead">{section === null ? words.seats.bestLead : words.seats.bestIn(words.seats.sectionName(section))}</p>
      <div className="best-fields">
        <Stepper label={words.seats.howMany} value={count} least={1} most={most} onChange={(n) => setWish({ ...wish, count: n })} />
        <label>
          <span>{words.seats.price}</span>
          <select
            value={tier.name}
            onChange={(event) => {
              setWish({ ...wish, tier: event.target.value });
              props.onTier(pricing.tiers.find((each) => each.name === event.target.value)?.hallTier ?? -1);
            }}
          >
            {pricing.tiers.map((each) => (
              <option key={each.name} value={each.name} disabled={left(each.hallTier) === 0}>
                {money(each.price)} · {each.label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Button type="submit" off={props.running || left(tier.hallTier) === 0} data-test="best">
        {words.seats.findBest(count)} · {money({ amount: tier.price.amount * count, currency: tier.price.currency })}
      </Button>
    </form>
  );
}

/** Places in a standing area, by number. */
export function StandingForm(props: FormProps & { section: Section; close: () => void }): ReactNode {
  const { words, money } = useSpeech();
  const { section, performance, hall, pricing, counts } = props;
  const [count, setCount] = useState(Math.min(2, performance.limitPerBuyer));
  const s = hall.sections.indexOf(section);
  const tier = tierOf(hall, pricing, section.first);
  const free = counts?.sections[s] ?? 0;
  return (
    <form
      className="best"
      aria-labelledby="standing-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (tier !== null) {
          props.hold({ best: { tier: tier.name, count, section: section.name, attributes: [] } });
        }
      }}
    >
      <h2 id="standing-title">{section.name}</h2>
      <p className="fine">{words.seats.standingLead}</p>
      <p>{free === 0 ? words.seats.noneFree : words.seats.left(free)}</p>
      <Stepper label={words.seats.howMany} value={count} least={1} most={Math.min(performance.limitPerBuyer, 64)} onChange={setCount} />
      <div className="basket-act">
        <Button type="submit" off={props.running || tier === null || free < count}>
          {words.seats.addStanding(count)}
          {tier !== null && ` · ${money({ amount: tier.price.amount * count, currency: tier.price.currency })}`}
        </Button>
        <button type="button" className="quiet" onClick={props.close}>
          {words.close}
        </button>
      </div>
    </form>
  );
}
