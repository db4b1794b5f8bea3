import { expect, test } from "vitest";
import { boards, openController, type TransferRequest } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { asAt82077AA, dmaMemory, identity, type Reaction, ScriptedChip } from "./scripted-chip.js";

const ids = { cylinder: 7, head: 1, record: 33, sizeCode: 3 } as const;
const request: TransferRequest = { kind: "read", id: ids, count: 4, buffer: 0, offset: 0 };
const KiB = 1024;

/** Result bytes: ST0 to ST2, C, R. */
function result(st0: number, st1: number, st2: number, cylinder: number, record: number) {
  return [st0, st1, st2, cylinder, 1, record, 3];
}

async function run(
  reaction: Reaction,
  { pio = false, kind = "read" as TransferRequest["kind"], answers = asAt82077AA } = {},
) {
  const chip = new ScriptedChip(([opcode, ...rest]) =>
    [0x45, 0x46, 0x49, 0x56].includes(opcode!)
      ? { interrupt: true, ...reaction }
      : answers([opcode!, ...rest]),
  );
  if (!pio) chip.dma = [dmaMemory()];
  const controller = await openController(chip);
  await controller.select(1, false);
  chip.commands.length = 0;
  await controller.start({ ...request, kind });
  const outcome = await controller.finish(1000);
  return { chip, controller, outcome };
}

test("commands name the sectors from the first to the last", async () => {
  const all = { result: result(0, 0, 0, 8, 1) };
  const first = async (kind: TransferRequest["kind"]) =>
    (await run(all, { kind })).chip.commands[0];
  expect(await first("read")).toEqual([0x46, 1, 7, 1, 33, 3, 36, 109, 255]);
  expect(await first("write")).toEqual([0x45, 1, 7, 1, 33, 3, 36, 109, 255]);
  expect(await first("write-deleted")).toEqual([0x49, 1, 7, 1, 33, 3, 36, 109, 255]);
  expect(await first("verify")).toEqual([0x56, 0x81, 7, 1, 33, 3, 36, 109, 4]);
});

test("DMA is programmed with the channel masked, for exactly these bytes", async () => {
  const { chip } = await run({ result: result(0, 0, 0, 8, 1) });
  const begun = chip.writes.indexOf("a=6");
  expect(chip.writes.slice(begun, begun + 12)).toEqual([
    "a=6",
    "c=0",
    "b=46",
    "4=0",
    "4=0",
    "81=1",
    "c=0",
    "5=ff",
    "5=f",
    "a=2",
    "c=0",
    "a=6",
  ]);
});

test.each([
  ["the last sector was EOT", result(0, 0, 0, 8, 1), 0, { sectors: 4 }],
  ["terminal count came first", result(0, 0, 0, 7, 37), 0, { sectors: 4 }],
  ["EOT was passed and all bytes are there", result(0x41, 0x80, 0, 8, 1), 0, { sectors: 4 }],
  ["ST0 also says seek end", result(0x20, 0, 0, 8, 1), 0, { sectors: 4 }],
  [
    "EOT was passed with bytes missing",
    result(0x41, 0x80, 0, 8, 1),
    KiB,
    { sectors: 0, fault: "count-mismatch" },
  ],
  [
    "DMA has bytes left although all is well",
    result(0, 0, 0, 8, 1),
    1,
    { sectors: 0, fault: "count-mismatch" },
  ],
  [
    "the result stops short without a reason",
    result(0, 0, 0, 7, 35),
    2 * KiB,
    { sectors: 0, fault: "count-mismatch" },
  ],
  [
    "data CRC in the third",
    result(0x41, 0x20, 0x20, 7, 35),
    KiB,
    { sectors: 2, fault: "data-crc" },
  ],
  ["data CRC in the last", result(0x41, 0x20, 0x20, 7, 36), 0, { sectors: 3, fault: "data-crc" }],
  [
    "data CRC with too few bytes moved",
    result(0x41, 0x20, 0x20, 7, 35),
    2 * KiB,
    { sectors: 0, fault: "count-mismatch" },
  ],
  ["id CRC in the second", result(0x41, 0x20, 0, 7, 34), 3 * KiB, { sectors: 1, fault: "id-crc" }],
  ["no id mark", result(0x41, 0x01, 0, 7, 33), 4 * KiB, { sectors: 0, fault: "id-mark-missing" }],
  [
    "no data mark",
    result(0x41, 0x01, 0x01, 7, 34),
    3 * KiB,
    { sectors: 1, fault: "data-mark-missing" },
  ],
  ["not found", result(0x41, 0x04, 0, 7, 36), KiB, { sectors: 3, fault: "no-data" }],
  [
    "not found, other cylinders were",
    result(0x41, 0x04, 0x10, 7, 36),
    KiB,
    { sectors: 3, fault: "no-data" },
  ],
  [
    "wrong cylinder",
    result(0x41, 0x00, 0x10, 7, 34),
    3 * KiB,
    { sectors: 1, fault: "wrong-cylinder" },
  ],
  [
    "overrun in mid-sector",
    result(0x41, 0x10, 0, 7, 35),
    2 * KiB - 500,
    { sectors: 2, fault: "overrun" },
  ],
  [
    "all sectors, but an error",
    result(0x41, 0x10, 0, 8, 1),
    0,
    { sectors: 0, fault: "count-mismatch" },
  ],
  [
    "a sector that was not wanted",
    result(0x41, 0x10, 0, 7, 20),
    KiB,
    { sectors: 0, fault: "count-mismatch" },
  ],
  [
    "write protected",
    result(0x41, 0x02, 0, 7, 33),
    4 * KiB,
    { sectors: 0, fault: "write-protected" },
  ],
  ["equipment check", result(0x51, 0, 0, 7, 33), 4 * KiB, { sectors: 0, fault: "equipment" }],
  ["not ready any more", result(0xc9, 0, 0, 7, 33), 4 * KiB, { sectors: 0, fault: "equipment" }],
  [
    "abnormal, no reason given",
    result(0x41, 0, 0, 7, 33),
    4 * KiB,
    { sectors: 0, fault: "count-mismatch" },
  ],
  ["invalid in ST0", result(0x80, 0, 0, 7, 33), 4 * KiB, { sectors: 0, fault: "invalid-command" }],
  [
    "deleted mark, next sector named",
    result(0x01, 0, 0x40, 7, 35),
    2 * KiB,
    { sectors: 2, deletedMark: true },
  ],
  [
    "deleted mark, that sector named",
    result(0x01, 0, 0x40, 7, 34),
    2 * KiB,
    { sectors: 2, deletedMark: true },
  ],
  [
    "a deleted mark in front of wrong data is none of the sector before",
    result(0x41, 0x20, 0x60, 7, 35),
    KiB,
    { sectors: 2, fault: "data-crc" },
  ],
  ["deleted mark on the last", result(0x01, 0, 0x40, 8, 1), 0, { sectors: 4, deletedMark: true }],
])("%s", async (_, bytes, left, expected) => {
  const { outcome } = await run({ result: bytes, left });
  expect(outcome).toEqual({ deletedMark: false, ...expected });
});

test("a verify looks at no byte count", async () => {
  const good = await run({ result: result(0, 0, 0, 8, 1), left: 3 * KiB }, { kind: "verify" });
  expect(good.outcome).toEqual({ sectors: 4, deletedMark: false });
  const bad = await run({ result: result(0x41, 0x20, 0x20, 7, 35), left: 1 }, { kind: "verify" });
  expect(bad.outcome).toEqual({ sectors: 2, fault: "data-crc", deletedMark: false });
});

test("an old chip verifies by reading", async () => {
  const { chip, outcome } = await run(
    { result: result(0, 0, 0, 8, 1) },
    { kind: "verify", answers: identity({}) },
  );
  expect(chip.commands[0]![0]).toBe(0x46);
  expect(outcome.sectors).toBe(4);
});

test("a Ditto EZ names the next sector and counts no bad one as moved", async () => {
  const answers = identity({
    dump: new Array(10).fill(0),
    version: [0x90],
    unlock: [0],
    part: [0x81],
  });
  const good = await run({ result: result(0, 0, 0, 7, 37) }, { answers });
  expect(good.outcome.sectors).toBe(4);
  const bad = await run({ result: result(0x41, 0x20, 0x20, 7, 35), left: 2 * KiB }, { answers });
  expect(bad.outcome).toEqual({ sectors: 2, fault: "data-crc", deletedMark: false });
});

test("WRITE DELETED that is refused in mid-command is an invalid command", async () => {
  const { outcome } = await run(
    { result: [0x80], refusedAfter: 1, interrupt: false },
    { kind: "write-deleted" },
  );
  expect(outcome.fault).toBe("invalid-command");
});

test("a command that never ends is a time-out; the chip is reset and usable", async () => {
  const { chip, controller, outcome } = await run({ hangs: true });
  expect(outcome).toEqual({ sectors: 0, fault: "timeout", deletedMark: false });
  expect(chip.ms).toBeGreaterThan(1000);
  expect(chip.ms).toBeLessThan(1200);
  await controller.step(6);
});

test("a result that ends early is retried as a whole", async () => {
  const { outcome } = await run({ result: [0, 0, 0] });
  expect(outcome).toEqual({ sectors: 0, fault: "count-mismatch", deletedMark: false });
});

test("a lost interrupt costs some time, not the command", async () => {
  const { outcome, chip } = await run({ result: result(0, 0, 0, 8, 1), interrupt: false });
  expect(outcome.sectors).toBe(4);
  expect(chip.ms).toBeLessThan(500);
});

test("an interrupt for nothing is ignored", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x46 ? { hangs: true } : asAt82077AA(bytes),
  );
  chip.dma = [dmaMemory()];
  const controller = await openController(chip);
  await controller.start(request);
  chip.raise();
  expect((await controller.finish(100)).fault).toBe("timeout");
});

test("the processor moves the bytes where there is no DMA", async () => {
  const read = await run(
    { result: result(0x41, 0x80, 0, 8, 1), moves: { direction: "read", bytes: 4 * KiB } },
    { pio: true },
  );
  expect(read.outcome).toEqual({ sectors: 4, deletedMark: false });
  const seen = new Uint8Array(4 * KiB);
  await read.controller.buffers[0]!.load(0, seen);
  expect(seen).toEqual(Uint8Array.from(seen, (_, at) => at & 0xff));

  const write = await run(
    { result: result(0, 0, 0, 7, 37), moves: { direction: "write", bytes: 4 * KiB } },
    { pio: true, kind: "write" },
  );
  expect(write.outcome).toEqual({ sectors: 4, deletedMark: false });
  expect(write.chip.taken).toHaveLength(4 * KiB);
});

test("a processor's read may end naming the last sector", async () => {
  const { outcome } = await run(
    { result: result(0x20, 0, 0, 7, 36), moves: { direction: "read", bytes: 4 * KiB } },
    { pio: true },
  );
  expect(outcome).toEqual({ sectors: 4, deletedMark: false });
});

test("a processor's read that stops at an overrun counts whole sectors", async () => {
  const { outcome } = await run(
    { result: result(0x41, 0x10, 0, 7, 35), moves: { direction: "read", bytes: 2 * KiB + 100 } },
    { pio: true },
  );
  expect(outcome).toEqual({ sectors: 2, fault: "overrun", deletedMark: false });
});

test("a processor's write that hangs after its last byte times out", async () => {
  const { outcome } = await run({ hangs: true }, { pio: true, kind: "write" });
  expect(outcome.fault).toBe("timeout");
});

test("requests that cannot be are refused before anything moves", async () => {
  const { controller, chip } = await run({ result: result(0, 0, 0, 8, 1) });
  chip.commands.length = 0;
  await expect(controller.start({ ...request, count: 33 })).rejects.toThrow(/^request.count/);
  await expect(controller.start({ ...request, buffer: 1 })).rejects.toThrow(/^request.buffer/);
  await expect(controller.start({ ...request, offset: 0x7400 })).rejects.toThrow(/^request.offset/);
  await expect(controller.finish(1)).rejects.toThrow(/^finish/);
  await controller.start(request);
  await expect(controller.start(request)).rejects.toThrow(/^request/);
  expect(chip.commands).toHaveLength(1);
});

test("a segment is formatted from its 32 ids", async () => {
  const chip = new ScriptedChip((bytes) =>
    bytes[0] === 0x4d
      ? { result: [0, 0, 0, 255, 255, 255, 255], interrupt: true }
      : asAt82077AA(bytes),
  );
  chip.dma = [dmaMemory()];
  const controller = await openController(chip);
  await controller.startFormat({ buffer: 0, offset: 128, gap3: 233, filler: 0x6b });
  expect(chip.commands.at(-1)).toEqual([0x4d, 0, 3, 32, 233, 0x6b]);
  expect(chip.writes.slice(-8)).toEqual([
    "b=4a",
    "4=80",
    "4=0",
    "81=1",
    "c=0",
    "5=7f",
    "5=0",
    "a=2",
  ]);
  expect(await controller.finish(1000)).toEqual({ sectors: 32, deletedMark: false });
});

test("READ ID gives what passes, or why nothing does", async () => {
  const answers: number[][] = [result(0, 0, 0, 9, 77), result(0x40, 0x01, 0, 0, 0)];
  const chip = new ScriptedChip((bytes) => {
    if (bytes[0] !== 0x4a) return asAt82077AA(bytes);
    const result = bytes.length === 2 ? answers.shift() : [];
    return result === undefined ? { hangs: true } : { result, interrupt: true };
  });
  const controller = await openController(chip);
  expect(await controller.readId(1000)).toEqual({
    id: { cylinder: 9, head: 1, record: 77, sizeCode: 3 },
  });
  expect(await controller.readId(1000)).toEqual({ fault: "id-mark-missing" });
  const fromMs = chip.ms;
  expect(await controller.readId(1000)).toEqual({ fault: "timeout" });
  expect(chip.ms - fromMs).toBeLessThan(1200);
});

test("an FC-20 is reset when DMA turns", async () => {
  const base = 0x180;
  const chip = new ScriptedChip(
    (bytes) =>
      bytes[0] === 0x46 || bytes[0] === 0x45
        ? { result: result(0, 0, 0, 8, 1), interrupt: true }
        : asAt82077AA(bytes),
    { base, irq: 9 },
  );
  chip.dma = [dmaMemory()];
  const { signature: _, ...unlocked } = boards.fc20;
  const controller = await openController(chip, { board: unlocked });
  const turn = async (kind: TransferRequest["kind"]) => {
    chip.order.length = 0;
    await controller.start({ ...request, kind });
    expect((await controller.finish(100)).sectors).toBe(4);
    return chip.order.some((access) => access.startsWith("DOR"));
  };
  expect(await turn("read")).toBe(false);
  expect(await turn("read")).toBe(false);
  expect(await turn("write")).toBe(true);
  expect(await turn("write")).toBe(false);
  expect(await turn("read")).toBe(true);
});

test("a read that the chip refuses leaves the DMA channel masked", async () => {
  const { chip, outcome } = await run({ refusedAfter: 1, result: [0x80] });
  expect(outcome.fault).toBe("invalid-command");
  expect(chip.writes.filter((write) => write.startsWith("a=")).at(-1)).toBe("a=6");
});

test("a read that is still in the chip is given up on release, its DMA channel masked", async () => {
  const chip = new ScriptedChip((command) =>
    command[0] === 0x46 ? { hangs: true } : asAt82077AA(command),
  );
  chip.dma = [dmaMemory()];
  const controller = await openController(chip);
  await controller.start(request);
  const masks = () => chip.writes.filter((write) => write.startsWith("a="));
  expect(masks().at(-1)).toBe("a=2");
  await controller.release();
  expect(masks().at(-1)).toBe("a=6");
});

test("on a clock that does not move, whatever never ends is given up all the same", async () => {
  const { hardware } = createSimulator();
  const { transfer } = hardware;
  let stands = false;
  const clock = {
    standsStill: true,
    now: () => (stands ? 5 : hardware.clock.now()),
    sleep: (ms: number) => (stands ? Promise.resolve() : hardware.clock.sleep(ms)),
  };
  const irq = { clear: () => {}, wait: async () => false };
  const controller = await openController({
    ...hardware,
    clock,
    irq,
    transfer: {
      ...transfer!,
      sendCommand: async (base, bytes, limitUs) =>
        stands ? bytes.length : transfer!.sendCommand(base, bytes, limitUs),
      readResult: async (base, into, limitUs) =>
        stands ? 0 : transfer!.readResult(base, into, limitUs),
    },
    io: {
      ...hardware.io,
      inb: async (port) => (stands && port === 0x3f4 ? 0x10 : hardware.io.inb(port)),
    },
  });
  stands = true;
  const stuck = { code: "CONTROLLER_STUCK" };
  await expect(controller.readId(1000)).rejects.toMatchObject(stuck);
  await expect(controller.step(3)).rejects.toMatchObject(stuck);
  await expect(controller.reset()).rejects.toMatchObject(stuck);
});
