import type { PortIo } from "../hardware.js";
import type { Board } from "./boards.js";
import { boards } from "./boards.js";
import { isIdle } from "./chip-link.js";
import { Dor, DorPort, StatusPort } from "./registers.js";

/** An on-board controller that uses the interrupt or DMA channel of another board. */
export interface BoardClash {
  readonly sharesIrq: boolean;
  readonly sharesDma: boolean;
  /** It drives these lines now: nothing else can. */
  readonly drivesLines: boolean;
  /** What that means, and what can be done. */
  readonly text: string;
}

/** Whether a board has to share lines with the on-board controller, should there be one. */
export function sharesLines(board: Board): boolean {
  return (
    board.base !== boards.standard.base &&
    (board.irq === boards.standard.irq || board.dma === boards.standard.dma)
  );
}

/** Looks, without changing anything, for an on-board controller on the same lines. Undefined: none in the way. */
export async function findBoardClash(io: PortIo, board: Board): Promise<BoardClash | undefined> {
  if (!sharesLines(board)) return undefined;
  if (!isIdle(await io.inb(boards.standard.base + StatusPort))) return undefined;
  const drivesLines = ((await io.inb(boards.standard.base + DorPort)) & Dor.DmaGate) !== 0;
  const sharesIrq = board.irq === boards.standard.irq;
  const sharesDma = board.dma === boards.standard.dma;
  const lines = [sharesIrq && `interrupt ${board.irq}`, sharesDma && `DMA channel ${board.dma}`]
    .filter(Boolean)
    .join(" and ");
  const text = `the on-board floppy controller at 0x3f0 also uses ${lines} of the ${board.title} at 0x${board.base.toString(16)}: \
it is taken off these lines while the tape is in use, and floppy drives do not work meanwhile; \
other jumper settings of the board avoid that`;
  return { sharesIrq, sharesDma, drivesLines, text };
}
