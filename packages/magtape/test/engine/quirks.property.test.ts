import { expect, test } from "vitest";
import { behavesAsItShould } from "./behaves.js";
import { consistentPairs, profileWith, type Quirk, quirkNames } from "./quirks.js";

test("a drive without quirks", () => behavesAsItShould(profileWith(), 100));

test.each(quirkNames)("a drive with one quirk: %s", (name) =>
  behavesAsItShould(profileWith(name), 40),
);

test("a drive with any two quirks that agree with each other", async () => {
  expect(consistentPairs.length).toBeGreaterThan(450);
  for (const [a, b] of consistentPairs)
    await behavesAsItShould(profileWith(a, b), 4).catch((error) => {
      throw new Error(`${a} with ${b}: ${error.message}`, { cause: error });
    });
});

test.each<readonly Quirk[][]>([
  [["DEADEND", "rf", "status tells"]],
  [["sticky errors", "rewinds at close", "STSKIP"]],
  [["sticky errors", "rewinds at close", "ir"]],
  [["sticky errors", "fc", "ir", "DEADEND", "wc"]],
  [["sticky errors", "anr", "slow BSF", "se", "status tells"]],
  [["sticky errors", "rewinds at close", "ir", "STREAD", "no BSF"]],
  [["no BSF", "no BSR", "se", "ow", "two marks at close"]],
  [["se", "rf", "ow", "sticky errors", "re"]],
])("a drive with %j", (quirks) => behavesAsItShould(profileWith(...quirks), 60));
