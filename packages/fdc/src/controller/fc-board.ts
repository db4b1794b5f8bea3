/** Colorado FC-10 and FC-20: silent until they were unlocked by a pattern of reads and told where to answer. */
import { FdcError } from "../errors.js";
import type { Board } from "./boards.js";
import type { ChipLink } from "./chip-link.js";
import { CcrPort, Dor2Port, DorPort } from "./registers.js";

/** Port offsets to be read, in this order, for the board to listen. */
const UnlockOffsets: readonly number[] = [
  3, 3, 0, 4, 7, 2, 5, 3, 1, 4, 3, 5, 2, 0, 3, 7, 4, 2, 0, 1, 2, 3, 4, 5, 6, 7,
];

/** Ports that the jumpers can choose; the configuration byte has the index, from 1 on. */
const Bases: readonly number[] = [0x180, 0x210, 0x2a0, 0x300, 0x330, 0x340, 0x370];

/** Written to the first port of an unlocked board, and what all eight ports answer then. */
const IdentityTests = [
  { write: 0x00, answer: undefined },
  { write: 0x08, answer: 0x00 },
  { write: 0x10, answer: 0xff },
] as const;

/**
 * The byte that tells an unlocked board its port, interrupt and DMA channel.
 * @throws {RangeError} `board: ...` for settings that it does not have.
 */
function fcConfiguration(board: Pick<Board, "base" | "irq" | "dma">): number {
  const index = Bases.indexOf(board.base) + 1;
  if (index === 0)
    throw new RangeError(
      `board: port 0x${board.base.toString(16)} is none of an FC-10's or FC-20's`,
    );
  const irq = board.irq === 9 ? 2 : board.irq;
  if (irq < 2 || irq > 7 || board.irq === 2)
    throw new RangeError(`board: interrupt ${board.irq} is none of 3 to 7 and 9`);
  if (board.dma < 1 || board.dma > 3)
    throw new RangeError(`board: DMA channel ${board.dma} is none of 1 to 3`);
  return (board.dma << 6) | (irq << 3) | index;
}

/**
 * Unlocks, checks and configures the board; its controller runs afterwards, with unit 1 selected.
 * @throws {FdcError} `BOARD_MISSING` when it is not there or is the other one of the two.
 */
export async function enableFcBoard(link: ChipLink, board: Board): Promise<void> {
  const configuration = fcConfiguration(board);
  await unlock(link);
  for (const { write, answer = board.signature } of IdentityTests) {
    await link.io.outb(link.base, write);
    for (let offset = 0; offset < 8; offset++) {
      const seen = await link.io.inb(link.base + offset);
      if (seen !== answer) throw missing(board, seen);
    }
  }
  await link.io.outb(link.base + CcrPort, 0);
  await unlock(link);
  // biome-ignore format: one port access a line
  await link.bulk.outAll([
    link.base, configuration,
    link.base + CcrPort, 0,
    link.base + Dor2Port, 0,
    link.base + DorPort, 0x08,
    link.base + DorPort, 0x08,
    link.base + Dor2Port, 1,
    link.base + DorPort, 0x08,
    link.base + DorPort, 0x0c,
    link.base + DorPort, 0x2d,
  ]);
}

async function unlock(link: ChipLink): Promise<void> {
  for (const offset of UnlockOffsets) await link.io.inb(link.base + offset);
}

function missing(board: Board, seen: number): FdcError {
  const port = `0x${board.base.toString(16)}`;
  return new FdcError(
    "BOARD_MISSING",
    `no ${board.title} answers at port ${port} (0x${seen.toString(16)} was read)`,
    { board: board.name, base: board.base, seen },
  );
}
