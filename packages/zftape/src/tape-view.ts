import type { Cartridge } from "@floppytape/cartridge";
import { blocksOf, bytesOf } from "./block-address.js";
import { atSegment, type Position } from "./position.js";
import type { Tape } from "./tape.js";

/** A volume as a node shows it. */
export interface ViewedVolume {
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** What can be read from it. */
  readonly bytes: number;
  /** In bytes; 1: variable. */
  readonly blockSize: number;
  /** Its segments hold clusters that are to be expanded. */
  readonly expands: boolean;
}

/** The volumes of a tape as a node shows them, and what follows them. */
export interface TapeView {
  readonly cartridge: Cartridge;
  readonly volumes: readonly ViewedVolume[];
  /** First segment behind the last volume. */
  readonly endSegment: number;
  /** Block size of volumes to come: that of the unit. */
  readonly blockSize: number;
}

/** How a node looks at a tape. */
export interface Viewpoint {
  readonly raw: boolean;
  /** Compressed volumes are expanded; else they are their stored bytes in blocks of 1 KiB. */
  readonly expands: boolean;
  /** Of the unit, in bytes; 1: variable. */
  readonly blockSize: number;
}

const storedBlockSize = 1024;

/** The tape as seen through a node. */
export function viewOf(tape: Tape, { raw, expands, blockSize }: Viewpoint): TapeView {
  const { cartridge } = tape;
  const { firstDataSegment: firstSegment, lastDataSegment: lastSegment } = cartridge;
  if (raw) {
    const bytes = cartridge.capacityBytes();
    const volumes = [{ firstSegment, lastSegment, bytes, blockSize, expands: false }];
    return { cartridge, volumes, endSegment: lastSegment + 1, blockSize };
  }
  const volumes = tape.volumes.map((volume): ViewedVolume => {
    const stored = volume.compressed && !expands;
    return {
      firstSegment: volume.firstSegment,
      lastSegment: volume.lastSegment,
      bytes: stored ? storedBytes(cartridge, volume) : volume.dataBytes,
      blockSize: stored ? storedBlockSize : volume.blockSize,
      expands: volume.compressed && expands,
    };
  });
  return { cartridge, volumes, endSegment: tape.endSegment, blockSize };
}

/** Data bytes of the segments of a volume, whatever they hold. */
function storedBytes(
  cartridge: Cartridge,
  volume: { readonly firstSegment: number; readonly lastSegment: number },
): number {
  const { firstSegment, lastSegment } = volume;
  const bytes = cartridge.dataPosition(lastSegment + 1) - cartridge.dataPosition(firstSegment);
  return Math.max(0, bytes);
}

/** Index of the volume that a segment belongs to; the number of volumes behind all of them. */
export function volumeIndexAt(view: TapeView, segment: number): number {
  const index = view.volumes.findIndex(({ lastSegment }) => segment <= lastSegment);
  return index < 0 ? view.volumes.length : index;
}

/** The first block of a volume; for the number of volumes: the end of recorded data. */
export function beginningOf(view: TapeView, index: number): Position {
  return atSegment(view.volumes[index]?.firstSegment ?? view.endSegment);
}

/** The end of a volume, in front of its file mark. */
export function endOf(view: TapeView, index: number): Position {
  const volume = view.volumes[index];
  if (volume === undefined) return beginningOf(view, index);
  return { ...placeOf(view, volume, volume.bytes), beforeMark: true };
}

/** In front of the block at `bytes` of a volume. */
function placeOf(view: TapeView, volume: ViewedVolume, bytes: number): Position {
  const { cartridge } = view;
  const { firstSegment, lastSegment } = volume;
  const place = { volumeBytes: bytes, beforeMark: false };
  if (volume.expands) {
    // Only a look at the clusters would tell; the reader takes it when it is time to.
    const part = volume.bytes > 0 ? bytes / volume.bytes : 0;
    const segments = lastSegment - firstSegment + 1;
    const segment = firstSegment + Math.floor(part * segments);
    return { ...place, segment: Math.max(firstSegment, Math.min(segment, lastSegment)), offset: 0 };
  }
  if (bytes === 0) return { ...place, segment: firstSegment, offset: 0 };
  const target = cartridge.dataPosition(firstSegment) + bytes;
  let segment = firstSegment;
  let high = lastSegment;
  while (segment < high) {
    const middle = Math.ceil((segment + high) / 2);
    if (cartridge.dataPosition(middle) < target) segment = middle;
    else high = middle - 1;
  }
  return { ...place, segment, offset: target - cartridge.dataPosition(segment) };
}

/** Blocks of a volume, the partial last one included. */
function blockCount({ bytes, blockSize }: ViewedVolume): number {
  return blocksOf(bytes, blockSize);
}

/** Address of a volume's first block: every file mark in front of it counts as a block. */
function addressOfVolume(view: TapeView, index: number): number {
  let address = 0;
  for (const volume of view.volumes.slice(0, index)) address += blockCount(volume) + 1;
  return address;
}

/** Block address of a position, counted from the beginning of the tape. */
export function addressOf(view: TapeView, position: Position): number {
  const index = volumeIndexAt(view, position.segment);
  const blockSize = view.volumes[index]?.blockSize ?? view.blockSize;
  return addressOfVolume(view, index) + blocksOf(position.volumeBytes, blockSize);
}

/** Address of the end of recorded data: the last one there is. */
export function lastAddress(view: TapeView): number {
  return addressOfVolume(view, view.volumes.length);
}

/** The position with a block address from 0 to {@link lastAddress}. */
export function positionAt(view: TapeView, address: number): Position {
  let rest = address;
  for (const [index, volume] of view.volumes.entries()) {
    const blocks = blockCount(volume);
    if (rest < blocks) return placeOf(view, volume, bytesOf(rest, volume.blockSize));
    if (rest === blocks) return endOf(view, index);
    rest -= blocks + 1;
  }
  return beginningOf(view, view.volumes.length);
}

/** In front of everything that is recorded. */
export function isAtBeginning(view: TapeView, { segment, volumeBytes }: Position): boolean {
  return volumeBytes === 0 && segment <= (view.volumes[0]?.firstSegment ?? view.endSegment);
}

/** Behind everything that is recorded. */
export function isAtEnd(view: TapeView, { segment }: Position): boolean {
  return segment >= view.endSegment;
}

/** Data bytes in front of a position, the volume table's segment included. */
export function tapeBytesAt({ cartridge }: TapeView, { segment, offset }: Position): number {
  return cartridge.dataPosition(segment) + offset;
}
