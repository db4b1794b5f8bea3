import fc from "fast-check";
import { test } from "vitest";
import { anySequence, checkSequence } from "./crash-campaign.js";

test("what was flushed survives a crash at any moment", async () => {
  await fc.assert(fc.asyncProperty(anySequence, checkSequence), { numRuns: 30 });
});
