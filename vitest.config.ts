import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // By itself vitest leaves one core alone: on two, files would run one after the other.
    maxWorkers: availableParallelism(),
    // Spawned CLIs and property runs share two cores with the test workers.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
