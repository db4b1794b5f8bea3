import { describe, test } from "vitest";
import { setKinds } from "./file-set-cartridge.js";
import { isAccountedFor, isFoundWithoutTable, isListedAndRead } from "./file-set-properties.js";

const numRuns = 40;

describe.each(setKinds)("$name", ({ name: _, ...kind }) => {
  test("whatever is written to a cartridge is listed and read", () =>
    isListedAndRead(kind, numRuns));
  test("without a volume table it is found", () => isFoundWithoutTable(kind, numRuns));
  test("of a damaged cartridge every byte is accounted for", () => isAccountedFor(kind, numRuns));
});
