import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.browser.ts"],
    globalSetup: "tests/server.ts",
    reporters: ["default", ["junit", { outputFile: "target/vitest-browser.xml" }]],
    // One browser, one story after another: two cores have the server to run too.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
