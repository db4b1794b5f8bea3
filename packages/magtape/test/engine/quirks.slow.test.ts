import fc from "fast-check";
import { test } from "vitest";
import { behavesAsItShould } from "./behaves.js";
import { agree, consistentPairs, profileWith, quirkNames } from "./quirks.js";

test.each(quirkNames)("a drive with one quirk, at length: %s", (name) =>
  behavesAsItShould(profileWith(name), 1000),
);

test.each(quirkNames)("a drive with two quirks, at length: %s and each other one", async (name) => {
  for (const [a, b] of consistentPairs)
    if (a === name)
      await behavesAsItShould(profileWith(a, b), 150).catch((error) => {
        throw new Error(`${a} with ${b}: ${error.message}`, { cause: error });
      });
});

test("a drive with three to seven quirks", async () => {
  const some = fc.uniqueArray(fc.constantFrom(...quirkNames), { minLength: 3, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(some.filter(agree), (chosen) => behavesAsItShould(profileWith(...chosen), 20)),
    { numRuns: 3000 },
  );
});
