import { test } from "vitest";
import { cartridgeNames } from "./cartridge-fixture.js";
import { checkMergedAndRepaired } from "./merged-and-repaired.js";
import { temporaryFolder } from "./run-bin.js";

const folder = temporaryFolder();

test.each(cartridgeNames)("%s, merged with itself or repaired, lacks no more than before", (name) =>
  checkMergedAndRepaired(folder, name),
);
