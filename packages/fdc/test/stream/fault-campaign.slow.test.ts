import fc from "fast-check";
import { test } from "vitest";
import { anyScript, survive } from "./fault-campaign.js";

test("1,000 scripts of faults: only good sectors are called good, and nothing hangs", async () => {
  await fc.assert(fc.asyncProperty(anyScript, survive), { numRuns: 1000, seed: 20261121 });
});
