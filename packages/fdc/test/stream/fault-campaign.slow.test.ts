import fc from "fast-check";
import { test } from "vitest";
import { anyScript, survive } from "./fault-campaign.js";

const scripts = Number(process.env.FLOPPYTAPE_SEEDS ?? 50);

test(`${scripts} scripts of faults: only good sectors are called good, and nothing hangs`, async () => {
  await fc.assert(fc.asyncProperty(anyScript, survive), { numRuns: scripts, seed: 20261121 });
});
