import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["bench/**/*.frames.ts", "bench/**/*.times.ts"],
    globalSetup: "tests/server.ts",
    // One after another: they measure.
    fileParallelism: false,
    reporters: ["dot"],
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
