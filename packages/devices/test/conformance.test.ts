import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FloppyTapeTraits, tapeUnitConformance } from "@floppytape/magtape/conformance";
import { expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import { smallType } from "./images.js";

// Every open is one of another process as far as the image can tell: state and lock come from files.
tapeUnitConformance({ test, expect }, "an image opened anew each time", {
  traits: { ...FloppyTapeTraits, readersShare: true },
  async fresh() {
    const folder = mkdtempSync(join(tmpdir(), "floppytape-conformance-"));
    const image = join(folder, "tape.img");
    await createImage(image, { type: smallType });
    return {
      async open(mode) {
        const { unit, release } = await openTape(image, { mode });
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
