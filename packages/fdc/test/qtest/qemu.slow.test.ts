import { expect, test } from "vitest";
import { hardwareConformance } from "../../src/conformance/index.js";
import { qemuMissing, startQemu } from "./qemu.js";

const name = qemuMissing === undefined ? "QEMU" : `QEMU (skipped: ${qemuMissing})`;
const sectorBytes = 512;
const floppyBytes = 1_474_560;

function floppyContent(): Uint8Array {
  return new Uint8Array(floppyBytes).map((_, i) => (i >>> 9) * 7 + i * 5);
}

const runner = { test: test.skipIf(qemuMissing !== undefined), expect };

hardwareConformance(runner, name, async () => {
  const floppy = floppyContent();
  const { hardware, release } = await startQemu({ floppy });
  return {
    hardware,
    base: 0x3f0,
    irq: 6,
    dmaChannel: 2,
    async prepareRead() {
      const { io, transfer } = hardware;
      await io.outb(0x3f2, 0x1c);
      await transfer!.sendCommand(0x3f0, Uint8Array.of(0x03, 0xdf, 0x03), 500);
      // Sectors 1 and 2 of 512 bytes.
      return {
        command: Uint8Array.of(0x46, 0, 0, 0, 1, 2, 2, 0x1b, 0xff),
        data: floppy.subarray(0, 2 * sectorBytes),
      };
    },
    release,
  };
});
