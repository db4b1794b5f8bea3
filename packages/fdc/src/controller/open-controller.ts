import type { DriveTrace } from "../drive-trace.js";
import { NoTrace } from "../drive-trace.js";
import { FdcError } from "../errors.js";
import type { Hardware } from "../hardware.js";
import { type Board, boards } from "./boards.js";
import { ChipLink } from "./chip-link.js";
import type { Controller } from "./controller.js";
import { createMemoryBuffers, requireDmaBuffers } from "./data-buffers.js";
import { detectChip } from "./detect-chip.js";
import { DmaChannel } from "./dma-channel.js";
import { enableFcBoard } from "./fc-board.js";
import { OutputLines } from "./output-lines.js";
import { resetChip } from "./reset-chip.js";
import { TapeController } from "./tape-controller.js";
import { type Mover, requireRange } from "./transfers.js";

export interface ControllerOptions {
  /** Where the controller is. Default: the on-board one. */
  readonly board?: Board;
  /** Who moves the data. Default: DMA where the hardware has memory for it, else the processor. */
  readonly transfer?: "dma" | "pio";
  /** FIFO threshold, 1 to 16. Default 8. */
  readonly fifoThreshold?: number;
  readonly trace?: DriveTrace;
}

/**
 * Finds, resets and sets up the controller of a board.
 * @throws {FdcError} `NO_CONTROLLER`, `BOARD_MISSING`, `CONTROLLER_STUCK`, `DMA_UNUSABLE`.
 */
export async function openController(
  hardware: Hardware,
  options: ControllerOptions = {},
): Promise<Controller> {
  const { fifoThreshold = 8, trace = NoTrace } = options;
  const board: Board = options.board ?? boards.standard;
  requireRange("options.fifoThreshold", fifoThreshold, 1, 16);
  const link = new ChipLink(hardware, board, trace);
  const { mover, buffers } = moverOf(hardware, board, link, options.transfer);
  const lines = new OutputLines(link, board);
  await lines.claim();
  try {
    if (board.signature !== undefined) await enableFcBoard(link, board);
    await resetChip(link, lines);
    const found = await detectChip(link);
    link.note(
      3,
      "fdc.chip",
      `${found.chip.name} at 0x${board.base.toString(16)}: ${found.chip.evidence}`,
    );
    const controller = new TapeController({
      link,
      lines,
      board,
      found,
      mover,
      buffers,
      fifoThreshold,
    });
    await controller.setUp();
    return controller;
  } catch (error) {
    await lines.release().catch(() => undefined); // what went wrong first says more
    throw error;
  }
}

function moverOf(
  hardware: Hardware,
  board: Board,
  link: ChipLink,
  transfer: ControllerOptions["transfer"] = hardware.dma?.length ? "dma" : "pio",
): { mover: Mover; buffers: Controller["buffers"] } {
  if (transfer === "pio") {
    const buffers = createMemoryBuffers();
    return { mover: { kind: "processor", buffers }, buffers };
  }
  if (!Number.isInteger(board.dma) || board.dma < 0 || board.dma > 3)
    throw new FdcError("DMA_UNUSABLE", `DMA channel ${board.dma} does not exist`, {
      dma: board.dma,
    });
  const buffers = requireDmaBuffers(hardware.dma);
  return {
    mover: { kind: "dma", channel: new DmaChannel(link.bulk, link.io, board.dma), buffers },
    buffers,
  };
}
