import { useId, type ReactNode } from "react";
import { useSpeech } from "../words/language";
import { Button } from "./Button";

/** A small number, one up or one down at a time. */
export function Stepper(props: { label: string; value: number; least: number; most: number; onChange: (value: number) => void }): ReactNode {
  const { words } = useSpeech();
  const id = useId();
  return (
    <div className="stepper" role="group" aria-labelledby={id}>
      <span id={id}>{props.label}</span>
      <div>
        <Button className="round" aria-label={words.seats.fewer} off={props.value <= props.least} onClick={() => props.onChange(props.value - 1)}>
          −
        </Button>
        <output aria-live="polite">{props.value}</output>
        <Button className="round" aria-label={words.seats.oneMore} off={props.value >= props.most} onClick={() => props.onChange(props.value + 1)}>
          +
        </Button>
      </div>
    </div>
  );
}
