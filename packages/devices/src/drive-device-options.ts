import { type Board, boardNamed, boards, type DriveOptions } from "@floppytape/fdc";
import { TapeError } from "@floppytape/magtape";
import { chosenOption, driveRates, requireOptions } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";

/** How a drive is looked for and used, as the options of its device string say. */
export type DriveDeviceOptions = Pick<DriveOptions, "unit" | "transfer" | "maxRate"> & {
  readonly board?: Board;
};

/**
 * The options `board`, `unit`, `transfer` and `rate`; `own` are others that the target has.
 * @throws {TapeError} `EINVAL` for an option that there is not, or a value that it can't have.
 */
export function driveOptionsOf(spec: DeviceSpec, own: readonly string[] = []): DriveDeviceOptions {
  requireOptions(spec, ["board", "unit", "transfer", "rate", ...own]);
  const { board, unit, transfer, rate } = spec.options;
  return {
    ...(board !== undefined && { board: boardOf(spec, board) }),
    ...(unit !== undefined && { unit: Number(chosenOption(spec, "unit", ["0", "1", "2", "3"])) }),
    ...(transfer !== undefined && { transfer: chosenOption(spec, "transfer", ["dma", "pio"]) }),
    ...(rate !== undefined && { maxRate: Number(chosenOption(spec, "rate", driveRates)) }),
  };
}

function boardOf(spec: DeviceSpec, text: string): Board {
  let reason = `one of ${Object.keys(boards).join(", ")}, with @PORT and so on where it is set otherwise`;
  try {
    const board = boardNamed(text);
    if (board) return board;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reason = error.message;
  }
  throw new TapeError("EINVAL", `device "${spec.text}": board is ${reason}, not "${text}"`, {
    device: spec.text,
    option: "board",
  });
}
