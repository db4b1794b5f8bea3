import { describe, expect, test } from "vitest";
import {
  type Board,
  boards,
  busFaultPattern,
  findBoardClash,
  openController,
} from "../../src/index.js";
import { createSimulator, type FaultEntry } from "../../src/sim/index.js";
import { openBench, patternOf } from "./tape-bench.js";

const whole = { sectors: 32, deletedMark: false };

/** Reads segments 2 and 3 with this going wrong. */
async function readTwo(entry: FaultEntry, simulated: Parameters<typeof openBench>[1] = {}) {
  const bench = await openBench("82077AA", { script: [entry], ...simulated });
  const { controller, runTo, request, simulator } = bench;
  await runTo(2);
  const fromMs = simulator.hardware.clock.now();
  const results = [];
  for (const segment of [2, 3]) {
    await controller.start(request("read", segment, 32));
    results.push(await controller.finish(5000));
  }
  return { ...bench, results, ms: simulator.hardware.clock.now() - fromMs };
}

const reading = { operation: "read" } as const;

test("a lost interrupt of a read: the read is found finished", async () => {
  const { results } = await readTwo({ kind: "irqLost", where: reading });
  expect(results).toEqual([whole, whole]);
});

test("interrupts for nothing are ignored", async () => {
  const { results } = await readTwo({ kind: "irqSpurious", where: reading, args: { us: 70_000 } });
  expect(results).toEqual([whole, whole]);
});

test.each(["command", "execution", "result"])(
  "a chip that hangs in its %s phase is reset, the next read succeeds",
  async (phase) => {
    const { ms, results, controller, runTo, rewind, request } = await readTwo({
      kind: "fdcStuck",
      where: reading,
      when: "once",
      args: { phase },
    });
    expect(results[0]).toEqual({ sectors: 0, fault: "timeout", deletedMark: false });
    expect(ms).toBeLessThan(12_000);
    await rewind();
    await runTo(2);
    await controller.start(request("read", 2, 32));
    expect(await controller.finish(5000)).toEqual(whole);
  },
);

test.each([0, 1, 3, 6])("a result of %i bytes ends a read at once", async (bytes) => {
  const { results, ms } = await readTwo({
    kind: "resultShort",
    where: reading,
    when: "once",
    args: { bytes },
  });
  expect(results[0]).toMatchObject({ sectors: 0 });
  expect(["timeout", "count-mismatch"]).toContain(results[0]!.fault);
  expect(results[1]).toEqual(whole);
  expect(ms).toBeLessThan(2500);
});

test.each([1024, -1024, 1, 32_000])("DMA that is off by %i bytes is a mismatch", async (bytes) => {
  const { results } = await readTwo({
    kind: "dmaResidue",
    where: reading,
    when: "once",
    args: { bytes },
  });
  expect(results).toEqual([{ sectors: 0, fault: "count-mismatch", deletedMark: false }, whole]);
});

test("an overrun names its sector", async () => {
  const { results } = await readTwo({
    kind: "overrun",
    where: { ...reading, segment: 2, sector: 5 },
  });
  expect(results[0]).toEqual({ sectors: 5, fault: "overrun", deletedMark: false });
});

test("FIFO-exact: late DMA overruns at a low threshold only", async () => {
  // A threshold of 8 bytes leaves 126 us at 500 kbit/s, one of 16 leaves 254.
  const late: FaultEntry = { kind: "dmaLatency", where: reading, args: { us: 200 } };
  const low = await readTwo(late, { mode: "fifo" });
  expect(low.results[0]).toMatchObject({ fault: "overrun" });
  const { controller, rewind, runTo, request } = low;
  await controller.setFifoThreshold(16);
  await rewind();
  await runTo(2);
  await controller.start(request("read", 2, 32));
  expect(await controller.finish(5000)).toEqual(whole);
});

test.each([
  ["dataCrc", "data-crc"],
  ["idCrc", "id-crc"],
  ["dataMarkLost", "data-mark-missing"],
  ["idLost", "no-data"],
] as const)("%s on the tape is %s", async (kind, fault) => {
  const { results } = await readTwo({ kind, where: { segment: 2, sector: 7 } });
  expect(results[0]).toEqual({ sectors: 7, fault, deletedMark: false });
});

test("a bus fault spoils every other byte of one buffer, and not of the other", async () => {
  const bench = await openBench("82077AA", {
    dmaAddresses: [0x1a0000, 0x10000],
    script: [{ kind: "busFault" }],
  });
  const { controller, runTo, request } = bench;
  await runTo(2);
  const seen: boolean[] = [];
  for (const buffer of [0, 1]) {
    await controller.start(request("read", 2 + buffer, 32, { buffer }));
    expect(await controller.finish(5000)).toEqual(whole);
    const sector = new Uint8Array(1024);
    await controller.buffers[buffer]!.load(3072, sector);
    seen.push(busFaultPattern(sector));
  }
  expect(seen).toEqual([true, false]);
});

test("a tape that stands still is a time-out, and nothing is lost but the time", async () => {
  const { controller, drive, request, runTo } = await openBench("82077AA");
  await controller.start(request("read", 2, 32));
  expect((await controller.finish(3000)).fault).toBe("timeout");
  expect(await controller.readId(3000)).toEqual({ fault: "timeout" });
  expect(await drive.status()).toBeGreaterThan(0);
  await runTo(2);
  await controller.start(request("read", 2, 32));
  expect(await controller.finish(5000)).toEqual(whole);
});

test("a write-protected cartridge takes no write", async () => {
  const { controller, simulator, runTo, request } = await openBench("82077AA");
  simulator.drive.setWriteProtect(true);
  await runTo(2);
  await controller.start(request("write", 2, 32));
  expect(await controller.finish(5000)).toEqual({
    sectors: 0,
    fault: "write-protected",
    deletedMark: false,
  });
  expect(await controller.writeProtectLine()).toBe(true);
});

test.each([0, 1])(
  "a seek whose report has %i bytes is reported again, without a step",
  async (bytes) => {
    const { controller, drive } = await openBench("82077AA", {
      script: [
        { kind: "resultShort", where: { operation: "sense" }, when: { every: 7 }, args: { bytes } },
      ],
    });
    for (let n = 0; n < 10; n++) expect(await drive.status()).toBe(await drive.status());
    expect(controller.chip.name).toBe("82077AA");
  },
);

test("without an interrupt line the chip is polled", async () => {
  const simulator = createSimulator();
  const { irq: _, ...deaf } = simulator.hardware;
  const controller = await openController(deaf);
  await controller.step(6);
  await controller.reset();
  expect(await controller.trackZero()).toBe(false);
});

describe.each(Object.values(boards) as Board[])("the $title", (board) => {
  test("is enabled, used and given back", async () => {
    const onBoard = board.base !== boards.standard.base;
    const bench = await openBench("82077AA", { board, onBoard }, { board });
    const { controller, simulator, runTo, rewind, request } = bench;
    await controller.buffers[0]!.store(0, patternOf(2));
    await runTo(2);
    await controller.start(request("write", 2, 32));
    expect(await controller.finish(5000)).toEqual(whole);
    await rewind();
    await runTo(2);
    await controller.start(request("read", 2, 32, { buffer: 1 }));
    expect(await controller.finish(5000)).toEqual(whole);
    const seen = new Uint8Array(32768);
    await controller.buffers[1]!.load(0, seen);
    expect(seen).toEqual(patternOf(2));
    await controller.release();
    const clash = await findBoardClash(simulator.hardware.io, board);
    const shares = onBoard && (board.irq === 6 || board.dma === 2);
    expect(clash !== undefined).toBe(shares);
    if (clash) expect(clash.drivesLines).toBe(true);
  });
});

test("fifo configuration and lock are given back", async () => {
  const { hardware } = createSimulator();
  const dump = async () => {
    const into = new Uint8Array(10);
    await hardware.transfer!.sendCommand(0x3f0, Uint8Array.of(0x0e), 500);
    await hardware.transfer!.readResult(0x3f0, into, 500);
    return [into[7]! & 0x80, into[8]];
  };
  await (await openController(hardware)).release();
  const before = await dump();
  const controller = await openController(hardware, { fifoThreshold: 13 });
  expect(await dump()).toEqual([0x80, 12]);
  await controller.setFifoThreshold(16);
  expect(await dump()).toEqual([0x80, 15]);
  await controller.release();
  expect(await dump()).toEqual(before);
});
