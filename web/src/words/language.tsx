import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Money } from "../api/types";
import { Refused } from "../api/problem";
import { en, type Words } from "./en";
import { zh } from "./zh";
import { formatMoney } from "./money";

export type Language = "en" | "zh";

const DICTIONARIES: Record<Language, Words> = { en, zh };
/** What `lang` and `Intl` are told; the dates of English are the house's own, day before month. */
const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };
const KEY = "onsale.language";

interface Speech {
  language: Language;
  words: Words;
  locale: string;
  /** Sums that stand below each other are all told whole, or none. */
  money: (money: Money, whole?: boolean) => string;
  switchLanguage: () => void;
}

const SpeechContext = createContext<Speech | null>(null);

/** The remembered language, else the first of the browser's that we speak, else English. */
export function firstLanguage(remembered: string | null, preferred: readonly string[]): Language {
  if (remembered === "en" || remembered === "zh") {
    return remembered;
  }
  for (const tag of preferred) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === "en" || language === "zh") {
      return language;
    }
  }
  return "en";
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Speaks one language to everything inside. */
export function Speaking({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(() => firstLanguage(remembered(), navigator.languages));
  useEffect(() => {
    document.documentElement.lang = LOCALES[language];
  }, [language]);
  const switchLanguage = useCallback(() => {
    setLanguage((before) => {
      const next = before === "en" ? "zh" : "en";
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // it holds for this page only
      }
      return next;
    });
  }, []);
  const speech = useMemo<Speech>(
    () => ({
      language,
      words: DICTIONARIES[language],
      locale: LOCALES[language],
      money: (money, whole) => formatMoney(money, LOCALES[language], whole),
      switchLanguage,
    }),
    [language, switchLanguage],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (speech === null) {
    throw new Error("outside of Speaking");
  }
  return speech;
}

/** What went wrong, in words that say what to do. A reason newer than this page is told by the server's own sentence. */
export function explain(error: unknown, words: Words): string {
  if (error instanceof Refused) {
    const known = (words.reasons as Record<string, string | undefined>)[error.reason];
    if (known === undefined) {
      return error.problem.detail ?? error.problem.title;
    }
    // These reasons only say that some field is wrong; the faults say which.
    const faults = (error.problem.faults ?? []).map((fault) => `${fault.pointer} ${fault.message}`);
    return faults.length === 0 ? known : `${known} (${faults.slice(0, 3).join("; ")})`;
  }
  return words.unreachable;
}
