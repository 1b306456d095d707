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
 * A reload keeps what is shown until the new answer is here; one that is asked for while another is under way follows it, so that
 * asking often of a server that is slow still gets answers.
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
  const underWay = useRef(false);
  const again = useRef(false);

  useEffect(() => {
    if (subject === null) {
      return;
    }
    const abort = new AbortController();
    underWay.current = true;
    again.current = false;
    const ended = (): void => {
      underWay.current = false;
      if (again.current) {
        setRound((n) => n + 1);
      }
    };
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) {
          setState({ subject, value, error: null });
          ended();
        }
      },
      (error: unknown) => {
        if (!abort.signal.aborted) {
          setState((before) => ({ subject, value: before.subject === subject ? before.value : null, error }));
          ended();
        }
      },
    );
    return () => {
      underWay.current = false;
      abort.abort();
    };
  }, [subject, round]);

  const reload = useCallback(() => {
    if (underWay.current) {
      again.current = true;
    } else {
      setRound((n) => n + 1);
    }
  }, []);
  const set = useCallback((value: T) => setState({ subject, value, error: null }), [subject]);
  const mine = state.subject === subject;
  return { value: mine ? state.value : null, error: mine ? state.error : null, reload, set };
}
