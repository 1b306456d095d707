import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { chromiumPath } from "./browser";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server is; empty when there is no browser to visit it with. */
    url: string;
  }
}

/** Building everything from nothing takes minutes on a small machine. */
const READY_WITHIN_MS = 15 * 60_000;
const STOPPED_WITHIN_MS = 20_000;

/** Starts the real server with fresh demo data, or uses the one at ONSALE_URL; stops what it started. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["ONSALE_URL"];
  if (chromiumPath() === null || given !== undefined) {
    project.provide("url", given ?? "");
    return async () => {};
  }
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), "onsale-browser-"));
  mkdirSync("target", { recursive: true });
  const log = createWriteStream("target/server.log");
  // The server takes none of the settings that are these tests' own for its.
  const { ONSALE_ALL: _all, ONSALE_PATIENCE_MS: _patience, ...env } = process.env;
  const server = spawn("../onsale", ["up", "--port", String(port), "--data", join(data, "data")], {
    env,
    // A group of its own, so that the process behind the launcher is stopped with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  const stop = async (): Promise<void> => {
    await stopped(server);
    rmSync(data, { recursive: true, force: true });
  };
  const url = `http://localhost:${port}`;
  try {
    await ready(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("url", url);
  return stop;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("no port");
  }
  return address.port;
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (server.exitCode !== null) {
      throw new Error(`the server ended with ${server.exitCode}; web/target/server.log tells why`);
    }
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("the server was not ready in time; web/target/server.log tells more");
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.pid === undefined) {
    return;
  }
  const ended = new Promise((resolve) => server.once("exit", resolve));
  process.kill(-server.pid, "SIGTERM");
  const timer = setTimeout(() => process.kill(-server.pid!, "SIGKILL"), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
