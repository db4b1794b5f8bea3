/** What a drive reports of itself. */
import { DriveStatus } from "@floppytape/cartridge";
import { tapeStatusByte } from "@floppytape/qic-format";
import { type DriveState, isProtected } from "./drive-state.js";

/** Where the drive stands at the moment of a question. */
export interface Standing {
  readonly ready: boolean;
  readonly atBeginning: boolean;
  readonly atEnd: boolean;
}

/** All bits as they are; what a report shows while the drive is busy is {@link shownStatus}. */
export function statusByte(state: DriveState, { ready, atBeginning, atEnd }: Standing): number {
  const { medium } = state;
  return (
    (ready ? DriveStatus.Ready : 0) |
    (state.error === 0 ? 0 : DriveStatus.ErrorDetected) |
    (medium ? DriveStatus.CartridgePresent : 0) |
    (isProtected(state) ? DriveStatus.WriteProtected : 0) |
    (medium && state.isNew ? DriveStatus.NewCartridge : 0) |
    (medium && state.referenced ? DriveStatus.CartridgeReferenced : 0) |
    (medium && atBeginning ? DriveStatus.AtPhysicalBeginning : 0) |
    (medium && atEnd ? DriveStatus.AtPhysicalEnd : 0)
  );
}

/** Bits that mean something while the drive is not ready. */
const busyBits =
  DriveStatus.CartridgePresent |
  DriveStatus.WriteProtected |
  DriveStatus.NewCartridge |
  DriveStatus.CartridgeReferenced;

export function shownStatus(status: number): number {
  return (status & DriveStatus.Ready) !== 0 ? status : status & busyBits;
}

const rateCodes = new Map([
  [250, 0],
  [4000, 0],
  [2000, 1],
  [500, 2],
  [1000, 3],
]);

/** Report 8: rate, and for hosts that don't know report 33 length and standard. */
export function configurationByte({ rate, medium, standard }: DriveState): number {
  const long = medium !== undefined && medium.type.feet > 205;
  const qic80 = (medium?.recording?.standard ?? standard) !== "QIC-40";
  return ((rateCodes.get(rate) ?? 0) << 3) | (long ? 0x40 : 0) | (qic80 ? 0x80 : 0);
}

/** Report 33. */
export function tapeStatus({ medium, standard }: DriveState): number {
  if (medium === undefined) return 0;
  return tapeStatusByte({ ...medium.type, standard: medium.recording?.standard ?? standard });
}

/** Report 32, in the width the drive uses, and the command that asks for it. */
export function vendorReport(vendorId: number): { command: 24 | 32; bits: 8 | 16; value: number } {
  if (vendorId & 0x20000) return { command: 24, bits: 8, value: vendorId & 0xff };
  if (vendorId & 0x10000) return { command: 32, bits: 8, value: vendorId & 0xff };
  return { command: 32, bits: 16, value: vendorId & 0xffff };
}

/** Report 54 of a Ditto Max. */
export function loaderStatus({ partition, medium, locked }: DriveState): number {
  return (partition & 3) | (medium ? 0 : LoaderBit.DoorOpen) | (locked ? LoaderBit.Locked : 0);
}

export const LoaderBit = { DoorOpen: 0x10, Locked: 0x20, Unknown: 0x44 } as const;
