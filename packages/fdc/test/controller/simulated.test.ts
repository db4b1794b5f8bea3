import { describe, expect, test } from "vitest";
import { type ChipName, openController } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { openBench, patternOf } from "./tape-bench.js";

const chips: readonly ChipName[] = [
  "8272A",
  "82072",
  "82077",
  "82077AA",
  "82078",
  "82078-1",
  "Ditto EZ",
];

describe.each(chips)("a simulated %s", (chip) => {
  test("is detected", async () => {
    const { hardware } = createSimulator({ chip });
    expect((await openController(hardware)).chip.name).toBe(chip);
  });

  test("answers C0 to C3 after a reset, then 80", async () => {
    const { hardware } = createSimulator({ chip });
    const { io, clock, transfer } = hardware;
    await io.outb(0x3f2, 0x08);
    await clock.sleep(1);
    await io.outb(0x3f2, 0x0c);
    expect(await hardware.irq!.wait(6, 10)).toBe(true);
    const into = new Uint8Array(2);
    for (const unit of [0, 1, 2, 3]) {
      await transfer!.sendCommand(0x3f0, Uint8Array.of(8), 500);
      expect(await transfer!.readResult(0x3f0, into, 500)).toBe(2);
      expect([...into]).toEqual([0xc0 | unit, 0]);
    }
    await transfer!.sendCommand(0x3f0, Uint8Array.of(8), 500);
    expect(await transfer!.readResult(0x3f0, into, 500)).toBe(1);
    expect(into[0]).toBe(0x80);
  });

  for (const transfer of ["dma", "pio"] as const)
    test(`writes, reads and verifies segments by ${transfer}`, async () => {
      const { controller, runTo, rewind, request } = await openBench(chip, {}, { transfer });
      const patterns = [patternOf(2), patternOf(3)] as const;
      for (const buffer of [0, 1] as const)
        await controller.buffers[buffer]!.store(0, patterns[buffer]);
      await runTo(2);
      for (const buffer of [0, 1]) {
        await controller.start(request("write", 2 + buffer, 32, { buffer }));
        expect(await controller.finish(5000)).toEqual({ sectors: 32, deletedMark: false });
      }
      await controller.start(request("write-deleted", 4, 1));
      expect((await controller.finish(5000)).sectors).toBe(1);
      await rewind();
      await runTo(2);
      for (const buffer of [1, 0]) {
        await controller.start(request("read", 3 - buffer, 32, { buffer }));
        expect(await controller.finish(5000)).toEqual({ sectors: 32, deletedMark: false });
      }
      await controller.start(request("read", 4, 32));
      expect(await controller.finish(5000)).toEqual({ sectors: 1, deletedMark: true });
      const seen = new Uint8Array(32768);
      await controller.buffers[1]!.load(0, seen);
      expect(seen).toEqual(patterns[0]);
      await rewind();
      await runTo(2);
      for (const segment of [2, 3]) {
        await controller.start(request("verify", segment, 32));
        expect(await controller.finish(5000)).toEqual({ sectors: 32, deletedMark: false });
      }
    });
});
