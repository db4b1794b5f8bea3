import { describe, expect, test } from "vitest";
import { createEccEngine } from "../src/index.js";
import { repairEveryPattern } from "./erasure-patterns.js";
import { randomCodeword, sectorCounts } from "./segments.js";

describe.each(["typescript", "wasm"] as const)("%s", (name) => {
  const engine = createEccEngine(name);

  test.each(sectorCounts)("repairs every pattern of one to three erasures of %i", (sectorCount) => {
    repairEveryPattern(engine, sectorCount);
  });

  test("flags every single wrong bit of a full segment", () => {
    const segment = randomCodeword(1, 32);
    for (let bit = 0; bit < segment.length * 8; bit++) {
      segment[bit >> 3]! ^= 1 << (bit & 7);
      if (engine.check(segment, 32)) expect.fail(`bit ${bit}`);
      segment[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(engine.check(segment, 32)).toBe(true);
  });
});
