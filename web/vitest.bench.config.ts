import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["bench/**/*.frames.ts"],
    globalSetup: "tests/server.ts",
    reporters: ["dot"],
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
