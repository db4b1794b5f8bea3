import { plainProfile, type TapeProfile } from "@floppytape/magtape";
import { FloppyTapeTraits, tapeDeviceConformance } from "@floppytape/magtape/conformance";
import { openTapeDevice } from "@floppytape/magtape/engine";
import { expect, test } from "vitest";
import { createZftape, type NodeName } from "../src/index.js";
import { smallCartridge } from "./small-cartridge.js";

/** BSF counts in its own way and FSR counts marks; the status tells the file. */
const profile: TapeProfile = {
  ...plainProfile,
  blockSize: FloppyTapeTraits.blockBytes,
  canBackspaceFiles: false,
  multiFileFsf: true,
  skipMarksWithRecords: true,
  hasEod: true,
  statusDoubleCheck: true,
};

for (const node of ["nqft", "nzqft"] satisfies NodeName[])
  tapeDeviceConformance({ test, expect }, `a device on ${node}`, {
    traits: {
      recordBytes: FloppyTapeTraits.blockBytes,
      fixedBlocks: true,
      marksBeforeOverwrite: false,
      writesOnlyAtEnds: true,
      capacityLimitBytes: 2 << 20,
    },
    async fresh() {
      const store = await smallCartridge({ queueDepth: 3 });
      const zftape = createZftape(store);
      return {
        open: async () =>
          openTapeDevice({
            profile,
            open: (mode) => zftape.open(node, mode === "r" ? "r" : "rw"),
          }),
        async writeProtect() {
          store.setWriteProtected(true);
        },
        dispose: () => store.close(),
      };
    },
  });
