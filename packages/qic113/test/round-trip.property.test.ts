import { describe, test } from "vitest";
import { holesAreExact, holesAreNear, kinds, roundTrip, survivesDamage } from "./round-trip.js";
import { survivesUnknownSizes } from "./unknown-sizes.js";

// A few runs of what round-trip.slow.test.ts does at length.

describe.each(kinds)("$name", (kind) => {
  test("what is written is read back, whole", () => roundTrip(kind, 6));
  test("with losses no byte that is delivered is wrong", () => survivesDamage(kind, 8));
});

// A frame that spans segments is lost with each of them: its range is not that of one segment.
describe.each(kinds.filter((kind) => !("spanning" in kind)))("$name", (kind) => {
  test("holes are exactly what was lost", () => holesAreExact(kind, 6));
});

describe.each(kinds.filter((kind) => "spanning" in kind))("$name", (kind) => {
  test("holes are where something was lost", () => holesAreNear(kind, 6));
});

test("with sizes that nobody knows no byte that is delivered is wrong", () =>
  survivesUnknownSizes(30));
