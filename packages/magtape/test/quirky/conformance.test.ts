import { expect, test } from "vitest";
import {
  ScsiTapeTraits,
  type TapeUnitTraits,
  tapeUnitConformance,
} from "../../src/conformance/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";
import { createQuirkyTape } from "../../src/quirky/index.js";

// What the suite asks of every drive: an end that can be gone to, a status that tells, counts that hold.
const wellBehaved: TapeProfile = {
  ...plainProfile,
  multiFileFsf: true,
  hasEod: true,
  statusDoubleCheck: true,
};

const drives: readonly (readonly [string, TapeUnitTraits, Partial<TapeProfile>])[] = [
  ["records", ScsiTapeTraits, {}],
  ["records, reads cross second marks", ScsiTapeTraits, { readAtEodPassesSecondMark: true }],
  ["blocks", { ...ScsiTapeTraits, fixedBlocks: true }, { blockSize: ScsiTapeTraits.blockBytes }],
];

for (const [name, traits, quirks] of drives)
  tapeUnitConformance({ test, expect }, `quirky tape of ${name}`, {
    traits,
    fresh: async () => {
      const tape = createQuirkyTape({ profile: { ...wellBehaved, ...quirks } });
      return {
        open: (mode) => tape.open(mode),
        writeProtect: async () => tape.writeProtect("open"),
        dispose: async () => {},
      };
    },
  });
