import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FloppyTapeTraits,
  ScsiTapeTraits,
  tapeUnitConformance,
} from "@floppytape/magtape/conformance";
import { expect, test, vi } from "vitest";
import { createImage, openTape, unitOpener } from "../src/index.js";
import { smallType } from "./images.js";

vi.setConfig({ testTimeout: 120_000 }); // of a machine that is busy with other things

// Every open is one of another process as far as the image can tell: state and lock come from files.
for (const [title, prefix] of [
  ["an image opened anew each time", ""],
  ["an image in the simulated drive, opened anew each time", "sim:"],
] as const)
  tapeUnitConformance({ test, expect }, title, {
    traits: { ...FloppyTapeTraits, readersShare: true },
    async fresh() {
      const folder = mkdtempSync(join(tmpdir(), "floppytape-conformance-"));
      const image = join(folder, "tape.img");
      await createImage(image, { type: smallType });
      return {
        async open(mode) {
          const { unit, release } = await openTape(`${prefix}${image}`, { mode });
          return { ...unit, close: release };
        },
        async writeProtect() {
          chmodSync(image, 0o444);
        },
        async dispose() {
          rmSync(folder, { recursive: true });
        },
      };
    },
  });

// The size of the file is the cartridge's.
for (const ending of ["tap", "aws"])
  tapeUnitConformance({ test, expect }, `a record image, .${ending}, opened anew each time`, {
    traits: { ...ScsiTapeTraits, readersShare: true },
    async fresh() {
      const folder = mkdtempSync(join(tmpdir(), "floppytape-conformance-"));
      const image = join(folder, `tape.${ending}`);
      await (await unitOpener(image, {})("w")).close();
      return {
        open: unitOpener(`${image},capacity=1M`, {}),
        async writeProtect() {
          chmodSync(image, 0o444);
        },
        async dispose() {
          rmSync(folder, { recursive: true });
        },
      };
    },
  });
