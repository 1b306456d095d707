import type { ReactNode } from "react";
import type { Money } from "../api/types";
import { useSpeech } from "../words/language";
import { isWhole } from "../words/money";

/** What is paid, line by line, and in all. */
export function Receipt({ lines, total }: { lines: readonly { kind: "face" | "fee" | "tax"; amount: Money }[]; total: Money }): ReactNode {
  const { words, money } = useSpeech();
  const whole = [total, ...lines.map((line) => line.amount)].every(isWhole);
  return (
    <dl className="receipt">
      {lines.map((line, i) => (
        <div key={i}>
          <dt>{words.checkout[line.kind]}</dt>
          <dd>{money(line.amount, whole)}</dd>
        </div>
      ))}
      <div className="receipt-total">
        <dt>{words.checkout.total}</dt>
        <dd>{money(total, whole)}</dd>
      </div>
    </dl>
  );
}
