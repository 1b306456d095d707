import { useEffect, useSyncExternalStore, type AnchorHTMLAttributes, type ReactNode } from "react";

const listeners = new Set<() => void>();

function changed(): void {
  listeners.forEach((listener) => listener());
}

if (typeof window !== "undefined") {
  window.addEventListener("popstate", changed);
}

/** The address within this site: path and query. */
export function useAddress(): URL {
  const href = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.href,
  );
  return new URL(href);
}

/** Goes to a page of this site, without loading it anew. */
export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) {
    history.replaceState(null, "", to);
  } else {
    history.pushState(null, "", to);
    window.scrollTo(0, 0);
  }
  changed();
}

/** A link to a page of this site; modified clicks and new tabs are the browser's. */
export function Link({ to, ...rest }: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">): ReactNode {
  return (
    <a
      {...rest}
      href={to}
      onClick={(event) => {
        if (event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
          event.preventDefault();
          go(to);
        }
      }}
    />
  );
}

/** The parameters of a path by its pattern, `/shows/:id`, or null when it is another path. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/+$/, "").split("/");
  if (wanted.length !== given.length && !(pattern === "/" && given.length === 1)) {
    return null;
  }
  const parameters: Record<string, string> = {};
  for (let i = 0; i < given.length; i++) {
    const want = wanted[i] ?? "";
    const got = given[i] ?? "";
    if (want.startsWith(":")) {
      try {
        parameters[want.slice(1)] = decodeURIComponent(got);
      } catch {
        return null;
      }
    } else if (want !== got) {
      return null;
    }
  }
  return parameters;
}

/** A path of this site to come back to, from a query that anybody may have written; never another site's. */
export function ownPath(wish: string | null): string {
  if (wish === null) {
    return "/";
  }
  try {
    const url = new URL(wish, location.origin);
    return url.origin === location.origin && wish.startsWith("/") ? url.pathname + url.search : "/";
  } catch {
    return "/";
  }
}

/** Names the page for the tab, the history and the screen reader. */
export function useTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? "Onsale" : `${title} · Onsale`;
  }, [title]);
}
