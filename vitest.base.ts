import { defineConfig } from "vitest/config";

/**
 * What every package's vitest.config.ts exports: tests run from the sources of all packages, and
 * `--mode slow` runs the `*.slow.test.ts` files instead of the others.
 */
export default defineConfig(({ mode }) => {
  const slow = mode === "slow";
  return {
    ssr: { resolve: { conditions: ["@floppytape/source"] } },
    test: {
      include: [slow ? "test/**/*.slow.test.ts" : "test/**/*.test.ts"],
      exclude: slow ? [] : ["test/**/*.slow.test.ts"],
      testTimeout: slow ? 900_000 : 30_000,
      hookTimeout: slow ? 900_000 : 60_000,
      // Tests share what they import: half of their time went into loading it again for each file.
      isolate: false,
      maxWorkers: 2,
      maxConcurrency: 3,
      reporters: ["default", "json"],
      outputFile: { json: slow ? "test-results/slow.json" : "test-results/fast.json" },
    },
  };
});
