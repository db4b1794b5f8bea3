import { describe, test } from "vitest";
import { holesAreExact, holesAreNear, kinds, roundTrip, survivesDamage } from "./round-trip.js";
import { survivesUnknownSizes } from "./unknown-sizes.js";

// What round-trip.property.test.ts does a few times, at length.

describe.each(kinds)("$name", (kind) => {
  test("what is written is read back, whole", () => roundTrip(kind, 50));
  test("with losses no byte that is delivered is wrong", () => survivesDamage(kind, 100));
});

// A frame that spans segments is lost with each of them: its range is not that of one segment.
describe.each(kinds.filter((kind) => !("spanning" in kind)))("$name", (kind) => {
  test("holes are exactly what was lost", () => holesAreExact(kind, 50));
});

describe.each(kinds.filter((kind) => "spanning" in kind))("$name", (kind) => {
  test("holes are where something was lost", () => holesAreNear(kind, 40));
});

test("with sizes that nobody knows no byte that is delivered is wrong", () =>
  survivesUnknownSizes(500));
