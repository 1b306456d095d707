import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.browser.ts"],
    globalSetup: "tests/server.ts",
    reporters: ["default", ["junit", { outputFile: "target/vitest-browser.xml" }]],
    // Two browsers at a time: each waits for the other's server half of its time.
    maxWorkers: 2,
    // Conditions are waited for, not times: a machine may be many times slower than the one that this was written on.
    testTimeout: 600_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: Number(process.env["ONSALE_PATIENCE_MS"] ?? 120_000) } },
  },
});
