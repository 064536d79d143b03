import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Spawned CLIs and property runs share two cores with the test workers.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
