import fc from "fast-check";
import { test } from "vitest";
import { anyScript, survive } from "./fault-campaign.js";

test("whatever goes wrong, only good sectors are called good", async () => {
  await fc.assert(fc.asyncProperty(anyScript, survive), { numRuns: 12 });
}, 60_000);
