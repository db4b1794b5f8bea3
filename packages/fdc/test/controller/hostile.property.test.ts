import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Controller,
  FdcError,
  type Hardware,
  openController,
  type TransferRequest,
} from "../../src/index.js";
import { asAt82077AA, dmaMemory, ScriptedChip } from "./scripted-chip.js";

const id = { cylinder: 7, head: 1, record: 33, sizeCode: 3 } as const;
const kinds = ["read", "write", "write-deleted", "verify"] as const;
const dataCommands: readonly number[] = [0x45, 0x46, 0x49, 0x56];

test("whatever a chip reports, no sector counts that was not moved, and less than all has a reason", async () => {
  const bytes = fc.oneof(fc.constantFrom(0, 1, 7, 8, 33, 0x40, 0x41, 0x80), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.array(bytes, { minLength: 7, maxLength: 7 }),
      fc.oneof(
        fc.integer({ min: 0, max: 32 }).map((n) => n * 1024),
        fc.nat(65535),
      ),
      fc.integer({ min: 1, max: 32 }),
      fc.constantFrom(...kinds),
      async (result, left, count, kind) => {
        const chip = new ScriptedChip((command) =>
          dataCommands.includes(command[0]!)
            ? { result, left, interrupt: true }
            : asAt82077AA(command),
        );
        chip.dma = [dmaMemory()];
        const controller = await openController(chip);
        await controller.start({ kind, id, count, buffer: 0, offset: 0 });
        const { sectors, fault, deletedMark } = await controller.finish(100);
        expect(sectors).toBeGreaterThanOrEqual(0);
        expect(sectors).toBeLessThanOrEqual(count);
        if (sectors < count) expect(fault !== undefined || deletedMark).toBe(true);
        if (sectors === count) expect(fault).toBeUndefined();
        const moved = count * 1024 - left;
        if (kind !== "verify") expect(sectors * 1024).toBeLessThanOrEqual(Math.max(moved, 0));
      },
    ),
    { numRuns: 300 },
  );
});

/** A good chip until `wild` is set: then ports say anything, and the interrupt line rises whenever it likes. */
function noise(seed: number, bias: readonly number[]): Hardware & { ms: number; wild: boolean } {
  const chip = new ScriptedChip(asAt82077AA);
  let state = seed | 1;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state >>> 8;
  };
  const hardware = {
    ms: 0,
    wild: false,
    clock: {
      now: () => hardware.ms,
      sleep: async (ms: number) => void (hardware.ms += ms),
      standsStill: true,
    },
    io: {
      inb: async (port: number) => {
        hardware.ms += 0.001;
        if (!hardware.wild) return await chip.io.inb(port);
        return next() % 3 ? bias[next() % bias.length]! : next() & 0xff;
      },
      outb: async (port: number, value: number) => {
        hardware.ms += 0.001;
        if (!hardware.wild) await chip.io.outb(port, value);
      },
    },
    irq: {
      clear: () => chip.irq.clear(),
      wait: async (irq: number, ms: number) => {
        if (!hardware.wild) return await chip.irq.wait(irq, ms);
        hardware.ms += ms / 2;
        return next() % 2 === 0;
      },
    },
    dma: [dmaMemory()],
  };
  return hardware;
}

const uses: ((controller: Controller) => Promise<unknown>)[] = [
  (controller) => controller.step(9),
  (controller) => controller.trackZero(),
  (controller) => controller.setRate(500, 125),
  (controller) => controller.readId(100),
  (controller) => transferred(controller, { kind: "read", id, count: 8, buffer: 0, offset: 0 }),
  (controller) => transferred(controller, { kind: "verify", id, count: 8, buffer: 0, offset: 0 }),
  (controller) => controller.recalibrate(),
  (controller) => controller.reset(),
  (controller) => controller.release(),
];

async function transferred(controller: Controller, request: TransferRequest): Promise<void> {
  await controller.start(request);
  await controller.finish(100);
}

test("ports that say anything end in a value or an FdcError, in bounded time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.uniqueArray(fc.constantFrom(0x80, 0x90, 0xd0, 0xf0, 0x10, 0xc0, 0x20, 0x00), {
        minLength: 1,
      }),
      fc.constantFrom("dma" as const, "pio" as const),
      fc.boolean(),
      async (seed, bias, transfer, fromTheBeginning) => {
        const hardware = noise(seed, bias);
        hardware.wild = fromTheBeginning;
        const attempt = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
          const fromMs = hardware.ms;
          try {
            return await action();
          } catch (error) {
            expect(error).toBeInstanceOf(FdcError);
            return undefined;
          } finally {
            expect(hardware.ms - fromMs).toBeLessThan(20_000);
          }
        };
        const controller = await attempt(() => openController(hardware, { transfer }));
        hardware.wild = true;
        if (controller === undefined) return;
        for (const use of uses) await attempt(() => use(controller));
      },
    ),
    { numRuns: 60 },
  );
});
