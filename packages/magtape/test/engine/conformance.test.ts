import { expect, test } from "vitest";
import { tapeDeviceConformance } from "../../src/conformance/index.js";
import {
  openTapeDevice,
  type PositionMemory,
  type TapeDescriptor,
  unknownDescriptor,
} from "../../src/engine/index.js";
import type { TapeProfile } from "../../src/index.js";
import { createQuirkyTape } from "../../src/quirky/index.js";
import { profileWith, quirkNames } from "./quirks.js";

function declare(name: string, profile: TapeProfile): void {
  const recordBytes = profile.blockSize || 1000;
  tapeDeviceConformance({ test, expect }, name, {
    traits: {
      recordBytes,
      fixedBlocks: profile.blockSize > 0,
      marksBeforeOverwrite: profile.needsMarkToOverwrite,
      writesOnlyAtEnds: false,
      capacityLimitBytes: 32 * recordBytes,
    },
    fresh: async () => {
      const tape = createQuirkyTape({ profile, capacityBytes: 20 * recordBytes });
      let kept: TapeDescriptor = unknownDescriptor;
      const position: PositionMemory = {
        recall: async () => kept,
        keep: async (descriptor) => {
          kept = descriptor;
        },
      };
      return {
        open: async () => openTapeDevice({ open: tape.open, profile, position }),
        writeProtect: async () => tape.writeProtect("open"),
        dispose: async () => {},
      };
    },
  });
}

declare("a device on a drive without quirks", profileWith());
for (const name of quirkNames) declare(`a device on a drive with ${name}`, profileWith(name));
