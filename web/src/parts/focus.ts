const STOPS = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, summary, canvas[tabindex]";

/**
 * Keeps a keyboard's place: what gets the focus comes into sight, in a line that scrolls too, where browsers leave it half
 * outside. When it is taken away, what stands there now gets the focus, or else what stood beside it: without this one would be
 * at the top of the page again.
 *
 * @returns what ends it
 */
export function keepFocus(): () => void {
  let byKeys = false;
  let focused: Element | null = null;
  const pressed = (): void => {
    byKeys = true;
  };
  const pointed = (): void => {
    byKeys = false;
  };
  const came = (event: FocusEvent): void => {
    focused = event.target as Element;
    if (byKeys && focused.matches(STOPS)) {
      focused.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  };
  const observer = new MutationObserver((changes) => {
    if (!byKeys || focused === null || focused.isConnected || document.activeElement !== document.body) {
      return;
    }
    const lost = focused;
    const change = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    if (change?.target instanceof HTMLElement) {
      nearest(change.target, change.previousSibling)?.focus();
    }
  });
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("pointerdown", pointed, true);
  document.addEventListener("focusin", came);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("keydown", pressed, true);
    document.removeEventListener("pointerdown", pointed, true);
    document.removeEventListener("focusin", came);
    observer.disconnect();
  };
}

/** The first stop of the Tab key in a box that comes after one of its children, else the last before; else one of a larger box. */
function nearest(within: HTMLElement, after: Node | null): HTMLElement | null {
  for (let box: HTMLElement | null = within, edge = after; box !== null; edge = box, box = box.parentElement) {
    const stops = [...box.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.tabIndex >= 0 && stop.checkVisibility());
    const follows = (stop: HTMLElement): boolean => edge === null || (edge.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    const next = stops.find((stop) => follows(stop) && edge?.contains(stop) !== true) ?? stops.at(-1);
    if (next !== undefined) {
      return next;
    }
  }
  return null;
}
