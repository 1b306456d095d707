import { useSyncExternalStore } from "react";

/** Lets the pages work without a network from the next visit on, this one's files included. */
export function prepareOffline(): void {
  if (!("serviceWorker" in navigator)) {
    // an old browser, or plain HTTP
    return;
  }
  const keep = async (): Promise<void> => {
    await idle();
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const wanted = loaded.filter((url) => url.origin === location.origin && url.pathname.startsWith("/assets/")).map((url) => url.pathname);
    const files = await caches.open("onsale-files");
    // One by one and in idle moments: together they would hold up the page that somebody is looking at.
    for (const path of new Set(["/", ...wanted])) {
      await idle();
      if ((await files.match(path)) === undefined) {
        await files.add(path);
      }
    }
  };
  // After what people wait for; without it, pages work as long as there is a network.
  const later = (): void => void setTimeout(() => void keep().catch(() => undefined), 1000);
  if (document.readyState === "complete") {
    later();
  } else {
    window.addEventListener("load", later, { once: true });
  }
}

function idle(): Promise<unknown> {
  return new Promise((resolve) => (typeof requestIdleCallback === "undefined" ? setTimeout(resolve, 50) : requestIdleCallback(resolve, { timeout: 2000 })));
}

/** Whether this device has a network at all; a server may be away all the same. */
export function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
      return () => {
        window.removeEventListener("online", listener);
        window.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
}
