import { expect, test } from "vitest";
import { checkRecorded } from "./recorded-cartridges.js";
import { manifestOf, recordedNames } from "./recorded-images.js";

test("all recorded cartridges are here", () => {
  expect(recordedNames.length).toBe(27);
});

for (const name of recordedNames) if (manifestOf(name).segments < 2000) checkRecorded(name);
