import { expect, test } from "vitest";
import {
  ScsiTapeTraits,
  type TapeDrive,
  tapeUnitConformance,
} from "../../src/conformance/index.js";
import {
  memoryRecordFile,
  openRecordImage,
  type RecordImageFormat,
} from "../../src/image/index.js";

const blank = new Uint8Array(0);

/** An image in memory; `restarts`: every open is that of another process, which knows the stored state only. */
async function createImageDrive(format: RecordImageFormat, restarts: boolean): Promise<TapeDrive> {
  const file = memoryRecordFile(blank);
  let isProtected = false;
  const mount = () =>
    openRecordImage({ file, format, capacityBytes: 400_000, writeProtected: isProtected });
  let image = await mount();
  let lastUnit: { close(): Promise<void> } | undefined;
  return {
    async open(mode) {
      if (restarts && lastUnit === undefined) {
        const stored = JSON.stringify(image.state());
        image = await mount();
        expect(await image.restore(JSON.parse(stored))).toEqual({ applied: true });
      }
      const unit = await image.open(mode);
      lastUnit = unit;
      return {
        ...unit,
        close: () => {
          lastUnit = undefined;
          return unit.close();
        },
      };
    },
    async writeProtect() {
      isProtected = true;
      image.setWriteProtected(true);
    },
    dispose: () => image.close(),
  };
}

for (const format of ["tap", "e11", "aws"] as const)
  for (const restarts of [false, true])
    tapeUnitConformance({ test, expect }, `${format}${restarts ? ", new process each time" : ""}`, {
      traits: ScsiTapeTraits,
      fresh: () => createImageDrive(format, restarts),
    });
