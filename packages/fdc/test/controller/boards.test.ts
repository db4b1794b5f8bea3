import { expect, test } from "vitest";
import {
  type Board,
  boardNamed,
  boards,
  findBoardClash,
  type Hardware,
  openController,
} from "../../src/index.js";
import { asAt82077AA, ScriptedChip } from "./scripted-chip.js";

test("boards are named with their jumpers", () => {
  expect(boardNamed("standard")).toEqual(boards.standard);
  expect(boardNamed("fc10@0x210,5,1")).toMatchObject({ name: "fc10", base: 0x210, irq: 5, dma: 1 });
  expect(boardNamed("ditto-dash@0x340")).toMatchObject({ base: 0x340, irq: 6, dma: 2 });
  expect(boardNamed("MACH-2")).toEqual(boards.mach2);
  expect(boardNamed("soundblaster")).toBeUndefined();
  expect(boardNamed("toString")).toBeUndefined();
  for (const wrong of ["fc10@7", "fc10@0x180,99", "fc10@0x180,5,4", "fc10@0x180,5,1,1", "fc10@x"])
    expect(() => boardNamed(wrong)).toThrow(/^text: /);
});

/** A Colorado board that listens after its pattern, in front of a chip. */
function behindColorado(chip: ScriptedChip, base: number, signature: number) {
  const pattern = [3, 3, 0, 4, 7, 2, 5, 3, 1, 4, 3, 5, 2, 0, 3, 7, 4, 2, 0, 1, 2, 3, 4, 5, 6, 7];
  const seen: string[] = [];
  let matched = 0;
  let unlocks = 0;
  let answer: number | undefined;
  let configured = false;
  const hardware: Hardware = {
    clock: chip.clock,
    irq: chip.irq,
    io: {
      inb: async (port) => {
        if (configured) return await chip.io.inb(port);
        if (answer !== undefined) return answer;
        matched = port - base === pattern[matched] ? matched + 1 : 0;
        if (matched === pattern.length) {
          unlocks++;
          matched = 0;
        }
        return 0xff;
      },
      outb: async (port, value) => {
        if (configured) return await chip.io.outb(port, value);
        seen.push(`${(port - base).toString(16)}=${value.toString(16)}`);
        if (unlocks === 1 && port === base)
          answer = ({ 0: signature, 8: 0, 16: 0xff } as Record<number, number>)[value];
        else answer = undefined;
        configured = unlocks === 2;
      },
    },
  };
  return { hardware, seen };
}

test.each([
  ["fc10", 0x13],
  ["fc20", 0x93],
] as const)("an %s is unlocked, checked and configured", async (name, signature) => {
  const chip = new ScriptedChip(asAt82077AA, { base: 0x210, irq: 5 });
  const board: Board = { ...boards[name], base: 0x210, irq: 5, dma: 1 };
  const { hardware, seen } = behindColorado(chip, board.base, signature);
  const controller = await openController(hardware, { board });
  expect(seen).toEqual(["0=0", "0=8", "0=10", "7=0", "0=6a"]);
  expect(chip.writes.slice(0, 8)).toEqual([
    "217=0",
    "216=0",
    "212=8",
    "212=8",
    "216=1",
    "212=8",
    "212=c",
    "212=2d",
  ]);
  expect(controller.chip).toMatchObject({ name: "82077AA", maxRate: 1000 });
});

test("the other board, or none, is a missing board", async () => {
  const chip = new ScriptedChip(asAt82077AA, { base: 0x180, irq: 9 });
  const { hardware } = behindColorado(chip, 0x180, 0x93);
  await expect(openController(hardware, { board: boards.fc10 })).rejects.toMatchObject({
    code: "BOARD_MISSING",
  });
  const empty = new ScriptedChip(asAt82077AA);
  await expect(openController(empty, { board: boards.fc20 })).rejects.toMatchObject({
    code: "BOARD_MISSING",
  });
});

test.each([[{ base: 0x200 }], [{ irq: 2 }], [{ irq: 12 }], [{ dma: 0 }]])(
  "an FC-10 cannot be set to %j",
  async (jumpers) => {
    const chip = new ScriptedChip(asAt82077AA);
    await expect(openController(chip, { board: { ...boards.fc10, ...jumpers } })).rejects.toThrow(
      /^board: /,
    );
  },
);

test("an on-board controller on the same lines is seen, and named", async () => {
  const chip = new ScriptedChip(asAt82077AA);
  await chip.io.outb(0x3f2, 0x0c);
  const clash = await findBoardClash(chip.io, boards["ditto-dash"]);
  expect(clash).toMatchObject({ sharesIrq: true, sharesDma: true });
  expect(clash?.text).toContain("interrupt 6 and DMA channel 2 of the Iomega Ditto Dash at 0x370");
  expect(await findBoardClash(chip.io, boards.fc10)).toBeUndefined();
  expect(await findBoardClash(chip.io, boards.standard)).toBeUndefined();
  expect(await findBoardClash(chip.io, { ...boards.secondary, irq: 5 })).toMatchObject({
    sharesIrq: false,
  });
  chip.absent = true;
  expect(await findBoardClash(chip.io, boards.secondary)).toBeUndefined();
});
