import { expect, test } from "vitest";
import {
  FloppyTapeTraits,
  ScsiTapeTraits,
  type TapeUnitTraits,
  tapeDeviceConformance,
} from "../../src/conformance/index.js";
import { openTapeDevice } from "../../src/engine/index.js";
import { memoryRecordFile, openRecordImage, recordImageProfile } from "../../src/image/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";
import { createMemoryTape } from "../memory-tape.js";

// What both kinds have in common: an end that can be gone to, a status that tells the file, and skips that
// count marks.
const told: TapeProfile = {
  ...plainProfile,
  multiFileFsf: true,
  hasEod: true,
  statusDoubleCheck: true,
  skipMarksWithRecords: true,
};

const drives: readonly (readonly [string, TapeUnitTraits, TapeProfile])[] = [
  ["a SCSI tape", ScsiTapeTraits, told],
  [
    "a floppy tape",
    FloppyTapeTraits,
    { ...told, blockSize: FloppyTapeTraits.blockBytes, canBackspaceFiles: false },
  ],
  [
    "a floppy tape of which only the status is known",
    FloppyTapeTraits,
    {
      ...told,
      blockSize: FloppyTapeTraits.blockBytes,
      canBackspaceFiles: false,
      skipMarksWithRecords: false,
    },
  ],
];

for (const [name, traits, profile] of drives)
  tapeDeviceConformance({ test, expect }, `a device on ${name} in memory`, {
    traits: {
      recordBytes: traits.blockBytes,
      fixedBlocks: traits.fixedBlocks,
      marksBeforeOverwrite: false,
      writesOnlyAtEnds: traits.writesOnlyAtEnds,
      capacityLimitBytes: traits.capacityLimitBytes,
    },
    fresh: async () => {
      const drive = createMemoryTape(traits);
      return {
        open: async () =>
          openTapeDevice({ profile, open: (mode) => drive.open(mode === "r" ? "r" : "rw") }),
        writeProtect: () => drive.writeProtect(),
        dispose: () => drive.dispose(),
      };
    },
  });

for (const format of ["tap", "aws"] as const)
  tapeDeviceConformance({ test, expect }, `a device on a record image, ${format}`, {
    traits: {
      recordBytes: 1000,
      fixedBlocks: false,
      marksBeforeOverwrite: false,
      writesOnlyAtEnds: false,
      capacityLimitBytes: 40_000,
    },
    fresh: async () => {
      const file = memoryRecordFile();
      const image = await openRecordImage({ file, format, capacityBytes: 30_000 });
      return {
        open: async () =>
          openTapeDevice({
            profile: recordImageProfile,
            open: (mode) => image.open(mode, { rewinds: false }),
          }),
        writeProtect: async () => image.setWriteProtected(true),
        dispose: () => image.close(),
      };
    },
  });
