import { expect, test } from "vitest";
import { behavesAsItShould } from "./behaves.js";
import { consistentPairs, profileWith, quirkNames } from "./quirks.js";

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
