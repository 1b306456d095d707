import type { ReactNode } from "react";
import { Refused } from "../api/problem";
import { explain, useSpeech } from "../words/language";

/** What went wrong and what to do, told at once to screen readers too. */
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const { words } = useSpeech();
  if (error === null || error === undefined) {
    return null;
  }
  return (
    <div className="note note-bad" role="alert">
      <p>{explain(error, words)}</p>
      {retry !== undefined && (
        <button type="button" className="quiet" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

/** Something is on its way. */
export function Waiting({ text }: { text?: string }): ReactNode {
  const { words } = useSpeech();
  return (
    <p className="waiting" role="status">
      <span className="waiting-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text ?? words.wait}
    </p>
  );
}

export function isReason(error: unknown, ...reasons: string[]): error is Refused {
  return error instanceof Refused && reasons.includes(error.reason);
}
