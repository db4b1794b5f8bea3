/** The drive status report (command 6) in words. */
import { DriveStatus } from "@floppytape/cartridge";

/** Bits that mean something while the drive is not ready; error and position must be ignored then. */
const meaningfulWhileBusy =
  DriveStatus.CartridgePresent |
  DriveStatus.WriteProtected |
  DriveStatus.NewCartridge |
  DriveStatus.CartridgeReferenced;

/** The status without the bits that mean nothing while the drive is not ready. */
export function meaningfulStatus(status: number): number {
  return status & DriveStatus.Ready ? status : status & meaningfulWhileBusy;
}

const words: readonly (readonly [bit: number, word: string])[] = [
  [DriveStatus.Ready, "ready"],
  [DriveStatus.ErrorDetected, "error pending"],
  [DriveStatus.CartridgePresent, "cartridge present"],
  [DriveStatus.WriteProtected, "write protected"],
  [DriveStatus.NewCartridge, "new cartridge"],
  [DriveStatus.CartridgeReferenced, "referenced"],
  [DriveStatus.AtPhysicalBeginning, "at the beginning"],
  [DriveStatus.AtPhysicalEnd, "at the end"],
];

/** What the bits of a drive status say, lowest first; `not ready` where the lowest is clear. */
export function driveStatusWords(status: number): string[] {
  const said = words.filter(([bit]) => status & bit).map(([, word]) => word);
  return status & DriveStatus.Ready ? said : ["not ready", ...said];
}
