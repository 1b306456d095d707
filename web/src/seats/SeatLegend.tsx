import { useMemo, type ReactNode } from "react";
import { useSpeech } from "../words/language";
import { COMPANION, RESTRICTED, WHEELCHAIR, type Hall } from "./hall";

/** What the signs on the map mean; only those that this hall has. */
export function SeatLegend({ hall }: { hall: Hall }): ReactNode {
  const { words } = useSpeech();
  const bits = useMemo(() => hall.attributes.reduce((all, each) => all | each, 0), [hall]);
  return (
    <ul className="legend" aria-label={words.seats.legend}>
      <Sign text={words.seats.free}>
        <circle cx="8" cy="8" r="6" className="sign-free" />
      </Sign>
      <Sign text={words.seats.mine}>
        <circle cx="8" cy="8" r="7" className="sign-mine" />
        <path d="M5 8.3 7.2 10.5 11 5.8" className="sign-tick" />
      </Sign>
      <Sign text={words.seats.held}>
        <circle cx="8" cy="8" r="4.5" className="sign-held" />
      </Sign>
      <Sign text={words.seats.sold}>
        <circle cx="8" cy="8" r="3.5" className="sign-taken" />
      </Sign>
      {(bits & WHEELCHAIR) !== 0 && (
        <Sign text={words.seats.wheelchair}>
          <rect x="1" y="1" width="14" height="14" rx="3" className="sign-free" />
          <circle cx="7" cy="4" r="1.3" className="sign-on" />
          <path d="M7 6v3h3.4M9.6 11.2A3 3 0 1 1 6 7.4" className="sign-line" />
        </Sign>
      )}
      {(bits & COMPANION) !== 0 && (
        <Sign text={words.seats.companion}>
          <rect x="1" y="1" width="14" height="14" rx="3" className="sign-free" />
          <path d="M4.5 8h7M8 4.5v7" className="sign-line" />
        </Sign>
      )}
      {(bits & RESTRICTED) !== 0 && (
        <Sign text={words.seats.restricted}>
          <circle cx="8" cy="8" r="6" className="sign-free" />
          <path d="M8 3.2a4.8 4.8 0 0 1 0 9.6z" className="sign-hidden" />
        </Sign>
      )}
    </ul>
  );
}

function Sign({ text, children }: { text: string; children: ReactNode }): ReactNode {
  return (
    <li>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        {children}
      </svg>
      {text}
    </li>
  );
}
