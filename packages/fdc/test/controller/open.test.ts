import { expect, test } from "vitest";
import { boards, openController } from "../../src/index.js";
import { asAt82077AA, dmaMemory, identity, ScriptedChip } from "./scripted-chip.js";

const registers = [0, 0, 0, 0, 0, 0, 0, 0, 0x20, 0];
const save = (first: number) => [first, ...new Array(15).fill(0)];
const senses = [[8], [8], [8], [8]];

test.each([
  ["8272A", {}, [[0x0e]]],
  ["82072", { dump: registers }, [[0x0e], [0x10]]],
  ["82072", { dump: registers, version: [0x81] }, [[0x0e], [0x10]]],
  ["82077", { dump: registers, version: [0x90] }, [[0x0e], [0x10], [0x14]]],
  ["82077AA", { dump: registers, version: [0x90], unlock: [0] }, [[0x0e], [0x10], [0x14], [0x18]]],
  [
    "82077AA",
    { dump: registers, version: [0x90], unlock: [0], part: [0x41] },
    [[0x0e], [0x10], [0x14], [0x18]],
  ],
  [
    "82077AA",
    { dump: registers, version: [0x90], unlock: [0], part: [0x73] },
    [[0x0e], [0x10], [0x14], [0x18]],
  ],
  [
    "82078",
    { dump: registers, version: [0x90], unlock: [0], part: [0x01] },
    [[0x0e], [0x10], [0x14], [0x18], [0x2e]],
  ],
  [
    "82078",
    { dump: registers, version: [0x90], unlock: [0], part: [0x01], save: save(0) },
    [[0x0e], [0x10], [0x14], [0x18], [0x2e]],
  ],
  [
    "82078-1",
    { dump: registers, version: [0x90], unlock: [0], part: [0x01], save: save(0x40) },
    [[0x0e], [0x10], [0x14], [0x18], [0x2e]],
  ],
  [
    "Ditto EZ",
    { dump: registers, version: [0x90], unlock: [0], part: [0x81] },
    [[0x0e], [0x10], [0x14], [0x18]],
  ],
])(
  "a %s that answers %j is detected with exactly the due commands",
  async (name, answers, traffic) => {
    const chip = new ScriptedChip(identity(answers));
    const { chip: found } = await openController(chip);
    expect(found.name).toBe(name);
    const asked = chip.commands.slice(0, 4 + traffic.length);
    expect(asked).toEqual([...senses, ...traffic]);
    expect(found.evidence).not.toBe("");
  },
);

test("a chip that was locked is locked again before the next question", async () => {
  const chip = new ScriptedChip(
    identity({ dump: [0, 0, 0, 0, 0, 0, 0, 0x80, 0x27, 5], version: [0x90], unlock: [0] }),
  );
  const controller = await openController(chip);
  expect(chip.commands.slice(4, 9)).toEqual([[0x0e], [0x10], [0x14], [0x94], [0x18]]);
  chip.commands.length = 0;
  await controller.release();
  expect(chip.commands).toEqual([[0x13, 0, 0x27, 5]]);
});

test("an 82077 of before 1991 is used as an 8272", async () => {
  const chip = new ScriptedChip(identity({ dump: registers, version: [0x90] }));
  const { chip: found } = await openController(chip);
  expect(found).toMatchObject({ name: "82077", enhanced: false, maxRate: 500 });
});

test("set up: FIFO, lock, rate in both registers, step rate", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  await openController(chip, { transfer: "dma" }).catch(() => {});
  chip.dma = [dmaMemory()];
  chip.commands.length = 0;
  chip.writes.length = 0;
  await openController(chip, { fifoThreshold: 12 });
  expect(chip.commands.slice(8)).toEqual([[0x13, 0, 11, 0], [0x94], [0x03, 0xe1, 0x02]]);
  expect(chip.writes.filter((write) => write !== "3f3=0").slice(-2)).toEqual(["3f4=1c", "3f7=0"]);
});

test("an old chip gets its rate through CCR, and no FIFO", async () => {
  const chip = new ScriptedChip(identity({}));
  const controller = await openController(chip);
  expect(chip.commands.slice(5)).toEqual([[0x03, 0xe1, 0x03]]);
  expect(chip.writes.some((write) => write.startsWith("3f4="))).toBe(false);
  await expect(controller.setRate(1000, 42)).rejects.toMatchObject({ code: "RATE_UNSUPPORTED" });
  await expect(controller.setPerpendicular(true)).rejects.toMatchObject({
    code: "PERPENDICULAR_UNSUPPORTED",
  });
  await controller.setFifoThreshold(10);
  expect(controller.fifoThreshold).toBe(1);
});

test("an 82078-1 gets its data-rate table after every reset", async () => {
  const chip = new ScriptedChip(
    identity({ dump: registers, version: [0x90], unlock: [0], part: [1], save: save(0x40) }),
  );
  const controller = await openController(chip);
  const table = [0x8e, 0x08, 0x28, 0x48, 0x68, 0xc0];
  expect(chip.commands).toContainEqual(table);
  chip.commands.length = 0;
  await controller.reset();
  expect(chip.commands).toContainEqual(table);
  chip.commands.length = 0;
  chip.writes.length = 0;
  await controller.setRate(2000, 0);
  expect(chip.commands).toEqual([[0x03, 0x81, 0x03]]);
  expect(chip.writes.slice(0, 2)).toEqual(["3f4=1d", "3f7=1"]);
});

test.each([
  [250, 250, "3f4=1a", 0xf1],
  [500, 125, "3f4=c", 0xe1],
  [1000, 42, "3f4=7", 0xc1],
])("%i kbit/s with %i ns: %s", async (rate, ns, dsr, step) => {
  const chip = new ScriptedChip(asAt82077AA);
  const controller = await openController(chip);
  chip.commands.length = 0;
  chip.writes.length = 0;
  await controller.setRate(rate, ns);
  expect(chip.writes[0]).toBe(dsr);
  expect(chip.commands).toEqual([[0x03, step, 0x03]]);
  expect(controller.rate).toBe(rate);
});

test("main status is not read while reset is held, and DSR only after the interrupt", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  await openController(chip);
  const low = chip.order.indexOf("DOR=8");
  expect(chip.order.slice(low, low + 3)).toEqual(["DOR=8", "DOR=c", "MSR"]);
  expect(chip.commands.slice(0, 4)).toEqual(senses);
});

test("where nothing answers, there is no controller", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  chip.absent = true;
  await expect(openController(chip)).rejects.toMatchObject({ code: "NO_CONTROLLER" });
  expect(chip.ms).toBeLessThan(200);
});

test("a controller without its interrupt is found by looking, and works", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  chip.deaf = true;
  const controller = await openController(chip);
  await controller.step(6);
  await controller.step(4);
  const fromMs = chip.ms;
  for (let n = 0; n < 5; n++) await controller.step(2);
  expect((chip.ms - fromMs) / 5).toBeLessThan(10);
  expect(controller.chip.name).toBe("82077AA");
});

test.each([
  ["crosses a page", 0x1c000],
  ["lies above 16 MiB", 0x1000000],
])("a DMA buffer that %s is refused", async (_, address) => {
  const chip = new ScriptedChip(asAt82077AA);
  chip.dma = [dmaMemory(address)];
  await expect(openController(chip)).rejects.toMatchObject({ code: "DMA_UNUSABLE" });
});

test("a DMA buffer may end where its page and where the 16 MiB end", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  chip.dma = [dmaMemory(0x18000), dmaMemory(0xff8000)];
  expect((await openController(chip)).buffers).toHaveLength(2);
});

test("DMA without memory is refused, the processor takes over where it may", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  await expect(openController(chip, { transfer: "dma" })).rejects.toMatchObject({
    code: "DMA_UNUSABLE",
  });
  expect((await openController(chip)).buffers).toHaveLength(2);
});

test("a board on the lines of the on-board controller turns that off and on again", async () => {
  const chip = new ScriptedChip(asAt82077AA, { base: 0x370 });
  const controller = await openController(chip, { board: boards.secondary });
  expect(chip.writes[0]).toBe("3f2=4");
  await controller.release();
  expect(chip.writes.slice(-2)).toEqual(["372=c", "3f2=c"]);
});

test("a MACH-2 selects through its second register", async () => {
  const chip = new ScriptedChip(asAt82077AA, { base: 0x1e0 });
  const controller = await openController(chip, { board: boards.mach2 });
  chip.writes.length = 0;
  await controller.select(2, true);
  expect(chip.writes.slice(0, 2)).toEqual(["1e2=e", "1e6=4e"]);
});
