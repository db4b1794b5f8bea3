import { describe, expect, test } from "vitest";
import { hardwareConformance } from "../../src/conformance/index.js";
import {
  type Controller,
  type ControllerOptions,
  type Hardware,
  openController,
  type TransferRequest,
} from "../../src/index.js";
import { type QemuOptions, qemuMissing, startQemu } from "./qemu.js";

const name = qemuMissing === undefined ? "QEMU" : `QEMU (skipped: ${qemuMissing})`;
const present = qemuMissing === undefined;
const sectorBytes = 512;
const limitMs = 5000;

/** A 1.44 MB floppy, or one of 2.88 MB, whose every sector can be told from the others. */
function floppyOf(sectors: 2880 | 5760): Uint8Array {
  return new Uint8Array(sectors * sectorBytes).map((_, i) => (i >>> 9) * 7 + (i >>> 17) + i * 5);
}

const floppy = floppyOf(2880);

/** Sectors of head 0 with 512 bytes: floppies are no tapes. */
function request(
  kind: TransferRequest["kind"],
  cylinder: number,
  record: number,
  count: number,
  buffer = 0,
): TransferRequest {
  const id = { cylinder, head: 0, record, sizeCode: 3 } as const;
  return { kind, id, count, buffer, offset: 0, sizeCode: 2 };
}

/** What those sectors hold. */
function contentOf(from: Uint8Array, cylinder: number, record: number, count: number) {
  const first = cylinder * 2 * (from.length / 160 / sectorBytes) + record - 1;
  return from.subarray(first * sectorBytes, (first + count) * sectorBytes);
}

async function loaded(controller: Controller, bytes: number, buffer = 0): Promise<Uint8Array> {
  const into = new Uint8Array(bytes);
  await controller.buffers[buffer]!.load(0, into);
  return into;
}

interface Setup extends QemuOptions {
  readonly controller?: ControllerOptions;
  readonly wrap?: (hardware: Hardware) => Hardware;
}

/** A test with QEMU's controller, opened and with drive 0 selected, at 500 kbit/s. */
function withController(
  title: string,
  setup: Setup,
  body: (controller: Controller, hardware: Hardware) => Promise<void>,
): void {
  test.skipIf(!present)(title, async () => {
    const { hardware, release } = await startQemu({ floppy, ...setup });
    try {
      const controller = await openController(
        setup.wrap?.(hardware) ?? hardware,
        setup.controller ?? {},
      );
      await controller.select(0, true);
      await controller.setRate(500, 0);
      await body(controller, hardware);
      await controller.release();
    } finally {
      await release();
    }
  });
}

hardwareConformance({ test: test.skipIf(!present), expect }, name, async () => {
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
      return {
        command: Uint8Array.of(0x46, 0, 0, 0, 1, 2, 2, 0x1b, 0xff),
        data: floppy.subarray(0, 2 * sectorBytes),
      };
    },
    release,
  };
});

describe(name, () => {
  withController(
    "is detected as an 82077AA, with FIFO and up to 1 Mbit/s",
    {},
    async (controller) => {
      expect(controller.chip).toMatchObject({ name: "82077AA", maxRate: 1000, enhanced: true });
    },
  );

  withController(
    "keeps FIFO and threshold over a reset, because they are locked",
    {},
    async (controller, hardware) => {
      await controller.setFifoThreshold(12);
      await hardware.io.outb(0x3f2, 0x18);
      await hardware.clock.sleep(1);
      await hardware.io.outb(0x3f2, 0x1c);
      const { transfer } = hardware;
      await hardware.clock.sleep(10);
      for (let senses = 0; senses < 4; senses++) {
        await transfer!.sendCommand(0x3f0, Uint8Array.of(0x08), 500);
        expect(await transfer!.readResult(0x3f0, new Uint8Array(2), 500)).toBe(2);
      }
      await transfer!.sendCommand(0x3f0, Uint8Array.of(0x0e), 500);
      const dump = new Uint8Array(10);
      expect(await transfer!.readResult(0x3f0, dump, 500)).toBe(10);
      expect(dump[8]! & 0x2f).toBe(11);
      expect(dump[7]! & 0x80).toBe(0x80);
      await controller.reset();
    },
  );

  withController("seeks by pulses, and finds track 0 again", {}, async (controller) => {
    await controller.recalibrate();
    expect(await controller.trackZero()).toBe(true);
    for (const pulses of [2, 3, 46, 20, 1]) {
      await controller.step(pulses);
      expect(await controller.trackZero()).toBe(false);
    }
    await controller.recalibrate();
    expect(await controller.trackZero()).toBe(true);
    await controller.step(10);
    await controller.step(10);
    expect(await controller.trackZero()).toBe(true);
  });

  withController(
    "forgets where the head is in a reset, and goes on from there",
    {},
    async (controller) => {
      await controller.step(40);
      await controller.reset();
      await controller.step(7);
      await controller.start(request("read", 7, 1, 1));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 1, deletedMark: false });
      expect(await loaded(controller, sectorBytes)).toEqual(contentOf(floppy, 7, 1, 1));
    },
  );

  withController("reads the id of a sector that passes", {}, async (controller) => {
    const seen = await controller.readId(limitMs);
    expect(seen).toMatchObject({ id: { cylinder: 0, head: 0, sizeCode: 2 } });
  });

  withController("reads by DMA: one sector, some, and a whole track", {}, async (controller) => {
    await controller.step(5);
    for (const [record, count] of [
      [1, 1],
      [3, 4],
      [18, 1],
      [1, 18],
    ] as const) {
      await controller.start(request("read", 5, record, count, 1));
      expect(await controller.finish(limitMs)).toEqual({ sectors: count, deletedMark: false });
      expect(await loaded(controller, count * sectorBytes, 1)).toEqual(
        contentOf(floppy, 5, record, count),
      );
    }
  });

  withController(
    "writes by DMA what is read afterwards, and nothing else",
    {},
    async (controller) => {
      const content = new Uint8Array(3 * sectorBytes).map((_, i) => 255 - i * 3);
      await controller.buffers[0]!.store(0, content);
      await controller.start(request("write", 0, 4, 3));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 3, deletedMark: false });
      await controller.start(request("read", 0, 3, 5, 1));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 5, deletedMark: false });
      const expected = contentOf(floppy, 0, 3, 5).slice();
      expected.set(content, sectorBytes);
      expect(await loaded(controller, 5 * sectorBytes, 1)).toEqual(expected);
    },
  );

  withController(
    "reads a 2.88 MB floppy at 1 Mbit/s",
    { floppy: floppyOf(5760) },
    async (controller) => {
      await controller.setRate(1000, 0);
      await controller.step(3);
      await controller.start(request("read", 3, 2, 32));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 32, deletedMark: false });
      expect(await loaded(controller, 32 * sectorBytes)).toEqual(
        contentOf(floppyOf(5760), 3, 2, 32),
      );
    },
  );

  withController("reads without DMA", { controller: { transfer: "pio" } }, async (controller) => {
    await controller.step(2);
    for (const [record, count] of [
      [1, 1],
      [2, 3],
    ] as const) {
      await controller.start(request("read", 2, record, count));
      expect(await controller.finish(limitMs)).toEqual({ sectors: count, deletedMark: false });
      expect(await loaded(controller, count * sectorBytes)).toEqual(
        contentOf(floppy, 2, record, count),
      );
    }
  });

  withController(
    "writes without DMA, though it never says that it is done",
    { controller: { transfer: "pio" } },
    async (controller) => {
      const content = new Uint8Array(sectorBytes).map((_, i) => 7 - i);
      await controller.buffers[0]!.store(0, content);
      await controller.start(request("write", 0, 9, 1));
      expect(await controller.finish(200)).toMatchObject({ sectors: 0, fault: "timeout" });
      await controller.start(request("read", 0, 9, 1, 1));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 1, deletedMark: false });
      expect(await loaded(controller, sectorBytes, 1)).toEqual(content);
    },
  );

  withController("refuses to write a protected floppy", { readOnly: true }, async (controller) => {
    expect(await controller.writeProtectLine()).toBe(true);
    await controller.start(request("write", 0, 1, 1));
    expect(await controller.finish(limitMs)).toMatchObject({
      sectors: 0,
      fault: "write-protected",
    });
    await controller.start(request("read", 0, 1, 1));
    expect(await controller.finish(limitMs)).toEqual({ sectors: 1, deletedMark: false });
  });

  withController("finds no mark at a rate that is not the floppy's", {}, async (controller) => {
    await controller.setRate(250, 0);
    await controller.start(request("read", 0, 1, 1));
    expect(await controller.finish(limitMs)).toMatchObject({
      sectors: 0,
      fault: "id-mark-missing",
    });
    await controller.setRate(500, 0);
    await controller.start(request("read", 0, 1, 1));
    expect(await controller.finish(limitMs)).toEqual({ sectors: 1, deletedMark: false });
  });

  withController("does not read sectors that are not there, nor drives", {}, async (controller) => {
    for (const unit of [0, 1]) {
      await controller.select(unit, true);
      await controller.start(request("read", 0, unit === 0 ? 19 : 1, 1));
      const { sectors, fault } = await controller.finish(limitMs);
      expect(sectors).toBe(0);
      expect(fault).not.toBe(undefined);
    }
    await controller.select(0, true);
    await controller.start(request("read", 0, 1, 1));
    expect(await controller.finish(limitMs)).toEqual({ sectors: 1, deletedMark: false });
  });

  let masked = true;
  const whileMasked = (hardware: Hardware): Hardware => ({
    ...hardware,
    transfer: {
      ...hardware.transfer!,
      outAll: (writes) => hardware.transfer!.outAll(masked ? [...writes, 0x0a, 0x06] : writes),
    },
  });

  withController(
    "is reset in the middle of a transfer, and works again",
    { wrap: whileMasked },
    async (controller, { io }) => {
      masked = true;
      await controller.start(request("read", 0, 1, 2));
      expect(await io.inb(0x3f4)).toBe(0x10);
      expect(await controller.finish(100)).toMatchObject({ sectors: 0, fault: "timeout" });
      masked = false;
      await controller.start(request("read", 0, 1, 2));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 2, deletedMark: false });
      expect(await loaded(controller, 2 * sectorBytes)).toEqual(contentOf(floppy, 0, 1, 2));
    },
  );

  withController(
    "is polled where its interrupts cannot be watched",
    { interceptIrq: false },
    async (controller, { irq }) => {
      expect(irq).toBe(undefined);
      await controller.step(4);
      await controller.start(request("read", 4, 6, 2));
      expect(await controller.finish(limitMs)).toEqual({ sectors: 2, deletedMark: false });
      expect(await loaded(controller, 2 * sectorBytes)).toEqual(contentOf(floppy, 4, 6, 2));
    },
  );
});
