import { useSyncExternalStore } from "react";
import { useMedia } from "./media";
import { keepHere, recallHere } from "./memory";

/** As the device has it, or as somebody chose. */
export type Theme = "system" | "light" | "dark";

export const THEMES: readonly Theme[] = ["system", "light", "dark"];

const listeners = new Set<() => void>();
let current = known(recallHere("theme"));

function known(text: string | null): Theme {
  return THEMES.find((theme) => theme === text) ?? "system";
}

function wear(): void {
  document.documentElement.dataset["theme"] = current;
  // The browser's own bar takes its colour from the document's head, one for each scheme.
  document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]").forEach((meta) => {
    const scheme = meta.dataset["scheme"];
    meta.media = current === "system" ? `(prefers-color-scheme: ${scheme})` : current === scheme ? "all" : "not all";
  });
}

/** Puts on what was chosen before, and follows a choice that is made in another tab. */
export function wearTheme(): void {
  wear();
  window.addEventListener("storage", (event) => {
    if (event.key === "onsale.theme" || event.key === null) {
      choose(known(event.newValue));
    }
  });
}

export function choose(theme: Theme): void {
  current = theme;
  keepHere("theme", theme);
  wear();
  listeners.forEach((listener) => listener());
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** Whether the page is dark, by choice or as the device is. */
export function useDark(): boolean {
  const system = useMedia("(prefers-color-scheme: dark)");
  const theme = useTheme();
  return theme === "system" ? system : theme === "dark";
}
