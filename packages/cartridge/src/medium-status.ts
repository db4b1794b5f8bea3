import { type Geometry, standardOf, tapeLengthFeet, tapeStatusByte } from "@floppytape/qic-format";
import type { MediumStatus } from "./segment-store.js";

/** Bits of the drive status report (QIC-117 report command 6). */
export const DriveStatus = {
  Ready: 0x01,
  ErrorDetected: 0x02,
  CartridgePresent: 0x04,
  WriteProtected: 0x08,
  NewCartridge: 0x10,
  CartridgeReferenced: 0x20,
  AtPhysicalBeginning: 0x40,
  AtPhysicalEnd: 0x80,
} as const;

/** What a store that stands for a drive knows of its cartridge. */
export interface StoredMedium {
  readonly driveName: string;
  readonly cartridgePresent: boolean;
  readonly writeProtected: boolean;
  readonly newCartridge: boolean;
  readonly formatted: boolean;
  readonly atBeginning: boolean;
  readonly geometry: Geometry | undefined;
  /** Tape status report, where it is known better than from the geometry. */
  readonly tapeStatus?: number | undefined;
}

/** Vendor id of what is no drive. */
const noVendor = 0xffff;

/** The status of a drive without faults of its own that holds this cartridge. */
export function statusOfMedium(medium: StoredMedium): MediumStatus {
  const { driveName, cartridgePresent, atBeginning } = medium;
  const writeProtected = cartridgePresent && medium.writeProtected;
  const formatted = cartridgePresent && medium.formatted;
  const driveStatus =
    DriveStatus.Ready |
    (cartridgePresent ? DriveStatus.CartridgePresent : 0) |
    (writeProtected ? DriveStatus.WriteProtected : 0) |
    (medium.newCartridge ? DriveStatus.NewCartridge : 0) |
    (formatted ? DriveStatus.CartridgeReferenced : 0) |
    (cartridgePresent && atBeginning ? DriveStatus.AtPhysicalBeginning : 0);
  return {
    cartridgePresent,
    writeProtected,
    newCartridge: medium.newCartridge,
    formatted,
    atBeginning: cartridgePresent && atBeginning,
    driveStatus,
    configuration: 0,
    tapeStatus: medium.tapeStatus ?? tapeStatusOf(medium.geometry),
    errorCode: 0,
    errorCommand: 0,
    vendorId: noVendor,
    driveName,
  };
}

function tapeStatusOf(geometry: Geometry | undefined): number {
  const standard = geometry && standardOf(geometry);
  if (geometry === undefined || standard === undefined) return 0;
  const long = geometry.segmentsPerTrack === 102 || geometry.segmentsPerTrack === 150;
  const wide = geometry.tracksPerCartridge === 36 || geometry.tracksPerCartridge === 50;
  return tapeStatusByte({
    standard,
    wide,
    feet: tapeLengthFeet(geometry, { standard, long }),
    geometry,
  });
}
