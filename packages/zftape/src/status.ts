import { DriveStatus, type MediumStatus } from "@floppytape/cartridge";
import { FloppyTapeType, type MtGet, MtStatus } from "@floppytape/magtape";
import { blocksOf } from "./block-address.js";
import { currentView, type Drive, type OpenVolume } from "./drive.js";
import { isSoftReadOnly, type Tape } from "./tape.js";
import {
  addressOf,
  isAtBeginning,
  isAtEnd,
  type TapeView,
  tapeBytesAt,
  volumeIndexAt,
} from "./tape-view.js";

/** MTIOCGET: no side effects, and possible in every state. */
export async function mtStatus(drive: Drive): Promise<MtGet> {
  const medium = await drive.store.status();
  const { driveStatus, configuration, tapeStatus, errorCode, errorCommand, vendorId } = medium;
  const words = {
    type: FloppyTapeType + (vendorId & 0xffff),
    resid: drive.resid,
    dsreg: driveStatus | (configuration << 8) | (tapeStatus << 16),
    erreg: errorCode | (errorCommand << 8),
  };
  if (drive.offline) {
    const gstat = medium.cartridgePresent ? 0 : MtStatus.DoorOpen;
    return { ...words, gstat, fileno: -1, blkno: -1 };
  }
  if (drive.tape === undefined)
    return { ...words, gstat: unknownTapeBits(medium), fileno: -1, blkno: -1 };
  const place = statusPlace(drive, drive.tape);
  const isProtected = medium.writeProtected || isSoftReadOnly(drive.tape);
  const gstat = MtStatus.Online + place.bits + (isProtected ? MtStatus.WriteProtected : 0);
  return { ...words, gstat, fileno: place.file, blkno: place.block };
}

function unknownTapeBits({ driveStatus, writeProtected }: MediumStatus): number {
  const atBeginning = (driveStatus & DriveStatus.AtPhysicalBeginning) !== 0;
  return (
    MtStatus.Online +
    (atBeginning ? MtStatus.BeginOfTape : 0) +
    (writeProtected ? MtStatus.WriteProtected : 0)
  );
}

interface StatusPlace {
  readonly file: number;
  readonly block: number;
  readonly bits: number;
}

function statusPlace(drive: Drive, tape: Tape): StatusPlace {
  const view = currentView(drive, tape);
  const { openVolume, position, blockSize } = drive;
  const tapeBytes = openVolume?.writer.tapeBytes ?? tapeBytesAt(view, position);
  const nearEnd = tapeBytes > view.cartridge.capacityBytes() - blockSize;
  const bits = nearEnd ? MtStatus.EndOfTape : 0;
  if (openVolume) return { ...placeInVolume(view, openVolume), bits: bits + MtStatus.EndOfData };
  return {
    file: volumeIndexAt(view, position.segment),
    block: addressOf(view, position),
    bits:
      bits +
      (position.beforeMark ? MtStatus.EndOfFile : 0) +
      (isAtBeginning(view, position) ? MtStatus.BeginOfTape : 0) +
      (isAtEnd(view, position) ? MtStatus.EndOfData : 0),
  };
}

/** File and block address of the next write to a volume. */
export function placeInVolume(
  view: TapeView,
  { index, raw, blockSize, writer }: OpenVolume,
): { file: number; block: number } {
  const file = raw ? 0 : index;
  const start = view.volumes[file];
  const before = start && file > 0 ? addressOf(view, atVolume(start.firstSegment)) : 0;
  return { file, block: before + blocksOf(writer.bytes, blockSize) };
}

function atVolume(segment: number) {
  return { segment, offset: 0, volumeBytes: 0, beforeMark: false };
}
