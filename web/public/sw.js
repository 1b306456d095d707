// Keeps what one needs where there is no network: the pages' own files, the halls, and the tickets of whoever is signed in.
// All that is kept of a person is forgotten at signing out (src/api/session.ts).
const FILES = "onsale-files";
const HALLS = "onsale-halls";
const OWN = "onsale-own";
const HALLS_MOST = 6;
/** A network that does not answer for so long is away, in milliseconds. */
const PATIENCE_MS = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) {
    return;
  }
  const { pathname } = url;
  if (request.mode === "navigate") {
    if (!pathname.startsWith("/v1/") && !pathname.startsWith("/sandbox/")) {
      // Every page is the one document, whose script knows the addresses.
      event.respondWith(newest(request, FILES, new Request("/")));
    }
  } else if (/^\/assets\/|^\/(favicon\.svg|icon-\d+\.png|gate\.webmanifest)$/.test(pathname)) {
    event.respondWith(kept(request, FILES));
  } else if (pathname.startsWith("/v1/seat-maps/")) {
    event.respondWith(kept(request, HALLS, HALLS_MOST));
  } else if (/^\/v1\/(orders|orders\/[^/]+|orders\/[^/]+\/tickets|performances\/[^/]+|gates)$/.test(pathname) && request.headers.has("Authorization")) {
    event.respondWith(newest(request, OWN, new Request(url.href)));
  }
});

/** From what is kept, since it never changes; else from the network, and kept. */
async function kept(request, name, most = Infinity) {
  const cache = await caches.open(name);
  const known = await cache.match(request, { ignoreVary: true });
  if (known !== undefined) {
    return known;
  }
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(0, keys.length - most))) {
      await cache.delete(old);
    }
  }
  return answer;
}

/** From the network, and kept; where there is none, as it was last, marked with the time of that. */
async function newest(request, name, key) {
  const cache = await caches.open(name);
  try {
    const known = await cache.match(key, { ignoreVary: true });
    const answer = await fetch(request, known === undefined ? {} : { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) {
      await cache.put(key, answer.clone());
    }
    return answer;
  } catch (error) {
    const last = await cache.match(key, { ignoreVary: true });
    if (last === undefined) {
      throw error;
    }
    // Its date says nothing of the server's clock now.
    const headers = new Headers(last.headers);
    headers.set("X-Kept", headers.get("Date") ?? "");
    headers.delete("Date");
    return new Response(last.body, { status: last.status, headers });
  }
}
