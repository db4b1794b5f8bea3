import { currentView, type Drive, type Session } from "./drive.js";
import { requireFormatted, requireTape } from "./idle.js";
import { placeInVolume } from "./status.js";
import type { Tape } from "./tape.js";
import { addressOf, volumeIndexAt } from "./tape-view.js";

/** MTIOCVOLINFO. Sizes in KiB. */
export interface VolumeInfo {
  /** Index of the volume; at the end of data: the number of volumes. */
  readonly volno: number;
  /** In bytes, as recorded; 0: variable. At the end of data: the unit's when the list of volumes began. */
  readonly blockSize: number;
  /** Room that its segments have; at the end of data: free space. */
  readonly rawSizeKb: number;
  /** User data, after decompression; at the end of data: 0. */
  readonly sizeKb: number;
  readonly compressed: boolean;
}

/** MTIOCGETSIZE, in KiB. */
export interface SizeInfo {
  /** The whole data area, the volume table's segment included. */
  readonly capacityKb: number;
  /** Up to the end of recorded data, counted likewise. */
  readonly usedKb: number;
}

/**
 * The tape, for a question about it: reading ends, as it always did, but a volume being written goes
 * on.
 */
async function tapeToAsk(drive: Drive, session: Session): Promise<Tape> {
  requireFormatted(drive, session);
  session.reading = false;
  session.endReads = 0;
  return requireTape(drive);
}

/** MTIOCPOS: the block address. */
export async function blockAddress(drive: Drive, session: Session): Promise<number> {
  const view = currentView(drive, await tapeToAsk(drive, session));
  if (drive.openVolume) return placeInVolume(view, drive.openVolume).block;
  return addressOf(view, drive.position);
}

/** MTIOCVOLINFO. */
export async function volumeInfo(drive: Drive, session: Session): Promise<VolumeInfo> {
  const tape = await tapeToAsk(drive, session);
  const { cartridge } = tape;
  const { openVolume } = drive;
  const kib = (bytes: number) => Math.floor(bytes / 1024);
  const rawSize = (first: number, behind: number) =>
    Math.max(0, kib(cartridge.dataPosition(behind)) - kib(cartridge.dataPosition(first)));
  const shown = (blockSize: number) => (blockSize === 1 ? 0 : blockSize);
  if (session.raw) {
    const size = kib(cartridge.capacityBytes());
    const blockSize = shown(drive.blockSize);
    return { volno: 0, blockSize, rawSizeKb: size, sizeKb: size, compressed: false };
  }
  if (openVolume) {
    const { index, firstSegment, blockSize, compressed, writer } = openVolume;
    const rawSizeKb = rawSize(firstSegment, segmentBehind(tape, writer.tapeBytes));
    const sizeKb = kib(writer.bytes);
    return { volno: index, blockSize: shown(blockSize), rawSizeKb, sizeKb, compressed };
  }
  const volno = volumeIndexAt(currentView(drive, tape), drive.position.segment);
  const volume = tape.volumes[volno];
  if (volume === undefined) {
    const rawSizeKb = rawSize(tape.endSegment, cartridge.lastDataSegment + 1);
    const blockSize = shown(tape.endBlockSize);
    return { volno, blockSize, rawSizeKb, sizeKb: 0, compressed: false };
  }
  return {
    volno,
    blockSize: shown(volume.blockSize),
    rawSizeKb: rawSize(volume.firstSegment, volume.lastSegment + 1),
    sizeKb: kib(volume.dataBytes),
    compressed: volume.compressed,
  };
}

/** MTIOCGETSIZE. */
export async function sizeInfo(drive: Drive, session: Session): Promise<SizeInfo> {
  const tape = await tapeToAsk(drive, session);
  const { cartridge } = tape;
  const capacityKb = Math.floor(cartridge.capacityBytes() / 1024);
  if (session.raw) return { capacityKb, usedKb: capacityKb };
  const writing = drive.openVolume?.writer.tapeBytes;
  const end = writing === undefined ? tape.endSegment : segmentBehind(tape, writing);
  return { capacityKb, usedKb: Math.floor(cartridge.dataPosition(end) / 1024) };
}

/** MTIOC_ZFTAPE_GETBLKSZ: as recorded, 1 for variable. */
export async function recordedBlockSize(drive: Drive, session: Session): Promise<number> {
  const tape = await tapeToAsk(drive, session);
  if (session.raw) return drive.blockSize;
  if (drive.openVolume) return drive.openVolume.blockSize;
  const index = volumeIndexAt(currentView(drive, tape), drive.position.segment);
  return tape.volumes[index]?.blockSize ?? tape.endBlockSize;
}

/** The first segment that begins at or behind so many data bytes. */
function segmentBehind({ cartridge }: Tape, tapeBytes: number): number {
  let segment = cartridge.firstDataSegment;
  let high = cartridge.lastDataSegment + 1;
  while (segment < high) {
    const middle = Math.floor((segment + high) / 2);
    if (cartridge.dataPosition(middle) >= tapeBytes) high = middle;
    else segment = middle + 1;
  }
  return segment;
}
