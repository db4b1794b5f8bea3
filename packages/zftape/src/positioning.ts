import { TapeError } from "@floppytape/magtape";
import type { Position } from "./position.js";
import {
  addressOf,
  beginningOf,
  endOf,
  lastAddress,
  positionAt,
  type TapeView,
  volumeIndexAt,
} from "./tape-view.js";

/** Where an operation ends up, and what it could not do: a count that the caller is told. */
export interface Landing {
  readonly position: Position;
  /** Undefined: done. Else marks or blocks that were not there, which is an EINVAL. */
  readonly missing?: number;
}

/** The beginning of the file `count` file marks further on; 0: of the current one. */
export function forwardFiles(view: TapeView, position: Position, count: number): Landing {
  return toFile(view, volumeIndexAt(view, position.segment) + count);
}

/** The beginning of the file behind the `count`-th file mark backwards; 1: of the current file. */
export function backwardFiles(view: TapeView, position: Position, count: number): Landing {
  if (count === 0) return { position };
  const landing = toFile(view, volumeIndexAt(view, position.segment) - count + 1);
  if (landing.missing !== undefined) return landing;
  const index = volumeIndexAt(view, landing.position.segment);
  // The beginning of an empty file is its end: coming from behind, its mark is what is met.
  return view.volumes[index]?.bytes === 0 ? { position: endOf(view, index) } : landing;
}

/** In front of the `count`-th file mark forwards. */
export function forwardToMark(view: TapeView, position: Position, count: number): Landing {
  if (count === 0) return { position };
  return toMark(view, volumeIndexAt(view, position.segment) + count - 1, 1);
}

/** In front of the `count`-th file mark backwards. */
export function backwardToMark(view: TapeView, position: Position, count: number): Landing {
  if (count === 0) return { position };
  return toMark(view, volumeIndexAt(view, position.segment) - count, 0);
}

/** `count` blocks further on, or back when negative; a file mark counts as one. */
export function spaceBlocks(view: TapeView, position: Position, count: number): Landing {
  return toAddress(view, addressOf(view, position) + count);
}

/** The block with an address. */
export function toAddress(view: TapeView, address: number): Landing {
  const last = lastAddress(view);
  if (address < 0) return { position: beginningOf(view, 0), missing: -address };
  if (address > last) return { position: toEnd(view), missing: address - last };
  return { position: positionAt(view, address) };
}

/** The end of recorded data. */
export function toEnd(view: TapeView): Position {
  return beginningOf(view, view.volumes.length);
}

function toFile(view: TapeView, index: number): Landing {
  const count = view.volumes.length;
  if (index < 0) return { position: beginningOf(view, 0), missing: -index };
  if (index > count) return { position: toEnd(view), missing: index - count };
  return { position: beginningOf(view, index) };
}

/** @param atEnd what is missing when the mark just behind the last one is asked for */
function toMark(view: TapeView, index: number, atEnd: number): Landing {
  const count = view.volumes.length;
  if (index < 0) return { position: beginningOf(view, 0), missing: -index };
  // The end of data is no mark, but spacing forward to it was always called a success.
  if (index === count) return { position: toEnd(view) };
  if (index > count) return { position: toEnd(view), missing: index - count + atEnd };
  return { position: endOf(view, index) };
}

/** The error of an operation that ran against one end of the tape. */
export function endReached(operation: string, missing: number): TapeError {
  return new TapeError("EINVAL", `${operation}: ${missing} fewer than asked for`, {
    resid: missing,
  });
}
