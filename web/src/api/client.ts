import type { paths } from "./contract";
import { serverClock } from "./clock";
import { refusal, Unreachable } from "./problem";
import { forgetSession, token } from "./session";

type Verb = "get" | "post" | "delete" | "patch";

type Operation<P extends keyof paths, V extends Verb> = Exclude<paths[P][V], undefined>;

/** The operations that the contract has: only these paths answer to the verb. */
type PathOf<V extends Verb> = {
  [P in keyof paths]: [Operation<P, V>] extends [never] ? never : P;
}[keyof paths];

type Path<O> = O extends { parameters: { path: infer T } } ? T : undefined;
type Query<O> = O extends { parameters: { query?: infer T } } ? T : undefined;
type Body<O> = O extends { requestBody: { content: { "application/json": infer T } } } ? T : undefined;
type Answer<O> = O extends { responses: infer R }
  ? { [S in keyof R & (200 | 201 | 202)]: R[S] extends { content: { "application/json": infer T } } ? T : never }[keyof R &
      (200 | 201 | 202)]
  : never;

interface Request<O> {
  path?: Path<O>;
  query?: Query<O>;
  body?: Body<O>;
  /** The `Idempotency-Key`: the same for each try of one action of the user. */
  key?: string;
  signal?: AbortSignal;
}

/** How long an answer is waited for, in milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * Calls the public API. The types are the contract's.
 *
 *     const show = await call("get", "/v1/shows/{id}", { path: { id } });
 *
 * @throws Refused when the server says no, Unreachable when no answer comes
 */
export async function call<V extends Verb, P extends PathOf<V>>(
  verb: V,
  path: P,
  request: Request<Operation<P, V>> = {},
): Promise<Answer<Operation<P, V>>> {
  const headers = new Headers({ Accept: "application/json, application/problem+json" });
  const sentToken = token();
  if (sentToken !== null) {
    headers.set("Authorization", `Bearer ${sentToken}`);
  }
  if (request.key !== undefined) {
    headers.set("Idempotency-Key", request.key);
  }
  const init: RequestInit = { method: verb.toUpperCase(), headers, signal: patience(request.signal) };
  if (request.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(request.body);
  }
  const sentMs = Date.now();
  let response: Response;
  try {
    response = await fetch(address(path, request.path, request.query), init);
  } catch (cause) {
    if (request.signal?.aborted) {
      throw cause;
    }
    throw new Unreachable("no answer came", { cause });
  }
  // An answer from this device's own cache has an old date and says nothing of the server's clock now.
  if (!path.startsWith("/v1/seat-maps/")) {
    serverClock.heard(sentMs, Date.now(), response.headers.get("Date"));
  }
  if (!response.ok) {
    const error = await refusal(response);
    if (response.status === 401 && sentToken !== null && path !== "/v1/sessions") {
      // The server no longer takes this token: whoever asks next is asked to sign in.
      forgetSession();
    }
    throw error;
  }
  if (response.status === 204) {
    return undefined as Answer<Operation<P, V>>;
  }
  try {
    const answer = (await response.json()) as Answer<Operation<P, V>>;
    if (response.headers.has("X-Kept")) {
      fromStore.add(answer as object);
    }
    return answer;
  } catch (cause) {
    throw new Unreachable("the answer was cut off", { cause });
  }
}

const fromStore = new WeakSet<object>();

/** Whether an answer came from what this device had kept, because the server could not be reached. */
export function wasKept(answer: object | null): boolean {
  return answer !== null && fromStore.has(answer);
}

function patience(signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(PATIENCE_MS);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

/** Fills the path's parameters in and adds the query; nothing given stays out. */
export function address(path: string, parameters: unknown, query: unknown): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((parameters as Record<string, unknown>)[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== "") {
      search.set(name, String(value));
    }
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}
