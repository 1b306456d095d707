import { useCallback, useEffect, useRef, useState } from "react";

/** What a page reads: still coming, here, or not to be had. */
export interface Loading<T> {
  value: T | null;
  error: unknown;
  reload: () => void;
  set: (value: T) => void;
}

/**
 * Reads when `subject` changes; null reads nothing. A later subject's answer is never replaced by an earlier one's.
 * A reload keeps what is shown until the new answer is here.
 */
export function useLoading<T>(subject: string | null, read: (signal: AbortSignal) => Promise<T>): Loading<T> {
  const [state, setState] = useState<{ subject: string | null; value: T | null; error: unknown }>({
    subject: null,
    value: null,
    error: null,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(read);
  latest.current = read;

  useEffect(() => {
    if (subject === null) {
      return;
    }
    const abort = new AbortController();
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) {
          setState({ subject, value, error: null });
        }
      },
      (error: unknown) => {
        if (!abort.signal.aborted) {
          setState((before) => ({ subject, value: before.subject === subject ? before.value : null, error }));
        }
      },
    );
    return () => abort.abort();
  }, [subject, round]);

  const reload = useCallback(() => setRound((n) => n + 1), []);
  const set = useCallback((value: T) => setState({ subject, value, error: null }), [subject]);
  const mine = state.subject === subject;
  return { value: mine ? state.value : null, error: mine ? state.error : null, reload, set };
}
