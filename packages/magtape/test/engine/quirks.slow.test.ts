import { test } from "vitest";
import { behavesAsItShould } from "./behaves.js";
import { consistentPairs, profileWith, quirkNames } from "./quirks.js";

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
