import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.browser.ts"],
    globalSetup: "tests/server.ts",
    reporters: ["default", ["junit", { outputFile: "target/vitest-browser.xml" }]],
    // Four browsers at a time, even on two processors: they wait for the server, for timers and for each other's patience half of
    // their time.
    maxWorkers: 4,
    // Conditions are waited for, not times: a machine may be many times slower than the one that this was written on.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: Number(process.env["ONSALE_PATIENCE_MS"] ?? 120_000) } },
  },
});
