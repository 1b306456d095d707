import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ActionKey } from "./action";
import { address, call } from "./client";
import { Refused, Unreachable, worthRetrying } from "./problem";
import { forgetSession, rememberSession, token } from "./session";

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});

afterEach(() => {
  forgetSession();
  vi.unstubAllGlobals();
});

function answer(status: number, body: unknown, type = "application/json"): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers: { "Content-Type": type } });
}

const session = (expiresAt: string) => ({
  token: "t0ken",
  expiresAt,
  account: { id: "a", email: "a@example.com", name: "A", roles: ["buyer" as const], organizerId: null, organizerName: null, createdAt: expiresAt },
});
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

describe("a call", () => {
  it("fills in the path, adds the query, and leaves out what is not given", () => {
    expect(address("/v1/shows/{id}", { id: "a/b" }, { q: "", city: undefined, limit: 5 })).toBe("/v1/shows/a%2Fb?limit=5");
    expect(address("/v1/shows", undefined, undefined)).toBe("/v1/shows");
  });

  it("carries the token of a living session, and its key", async () => {
    rememberSession(session(tomorrow));
    fetched.mockResolvedValue(answer(201, { id: "o" }));
    await call("post", "/v1/orders", { body: { holdId: "h" }, key: "k" });
    const headers = new Headers(fetched.mock.calls[0]![1]!.headers);
    expect(headers.get("Authorization")).toBe("Bearer t0ken");
    expect(headers.get("Idempotency-Key")).toBe("k");
  });

  it("carries no token of a session that has run out", async () => {
    rememberSession(session(new Date(Date.now() - 1000).toISOString()));
    fetched.mockResolvedValue(answer(200, { items: [], nextCursor: null }));
    await call("get", "/v1/shows");
    expect(new Headers(fetched.mock.calls[0]![1]!.headers).get("Authorization")).toBeNull();
    expect(token()).toBeNull();
  });

  it("that is refused throws the problem with its reason", async () => {
    const problem = { type: "about:blank", title: "Conflict", status: 409, reason: "seats-taken", seats: ["A-1"], offer: ["A-2"] };
    fetched.mockResolvedValue(answer(409, problem, "application/problem+json"));
    const error = await call("post", "/v1/performances/{id}/holds", { path: { id: "p" }, body: { seats: ["A-1"] } }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Refused);
    expect((error as Refused).reason).toBe("seats-taken");
    expect((error as Refused).problem.offer).toEqual(["A-2"]);
  });

  it("answered by something that is not the server is unreachable", async () => {
    fetched.mockResolvedValue(answer(502, "<html>Bad gateway</html>", "text/html"));
    await expect(call("get", "/v1/shows")).rejects.toBeInstanceOf(Unreachable);
  });

  it("without an answer, or with a torn one, is unreachable", async () => {
    fetched.mockRejectedValue(new TypeError("network"));
    await expect(call("get", "/v1/shows")).rejects.toBeInstanceOf(Unreachable);
    fetched.mockResolvedValue(answer(200, '{"items": ['));
    await expect(call("get", "/v1/shows")).rejects.toBeInstanceOf(Unreachable);
  });

  it("whose token is no longer taken signs out", async () => {
    rememberSession(session(tomorrow));
    fetched.mockResolvedValue(answer(401, { type: "about:blank", title: "Unauthorized", status: 401, reason: "token-expired" }));
    await expect(call("get", "/v1/orders")).rejects.toBeInstanceOf(Refused);
    expect(token()).toBeNull();
  });

  it("that gives nothing back answers nothing", async () => {
    fetched.mockResolvedValue(new Response(null, { status: 204 }));
    await expect(call("delete", "/v1/holds/{id}", { path: { id: "h" } })).resolves.toBeUndefined();
  });
});

describe("an action's key", () => {
  let n = 0;
  const key = () => new ActionKey(() => `k${++n}`);

  it("stays the same while the same thing is tried", () => {
    const action = key();
    expect(action.of({ seats: ["A"] })).toBe(action.of({ seats: ["A"] }));
  });

  it("is another for another content, and after the server has decided", () => {
    const action = key();
    const first = action.of({ seats: ["A"] });
    const second = action.of({ seats: ["B"] });
    action.decided();
    expect(new Set([first, second, action.of({ seats: ["B"] })]).size).toBe(3);
  });

  it("is kept when the answer was lost, and given up when it was no", () => {
    const refused = (status: number, reason: "sold-out" | "unavailable" | "slow-down") =>
      new Refused({ type: "about:blank", title: "", status, reason });
    expect(worthRetrying(new Unreachable())).toBe(true);
    expect(worthRetrying(refused(503, "unavailable"))).toBe(true);
    expect(worthRetrying(refused(429, "slow-down"))).toBe(true);
    expect(worthRetrying(refused(409, "sold-out"))).toBe(false);
  });
});
