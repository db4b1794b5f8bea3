/** What the peer remembers besides where its tape is, and what it tells of it. */
import { DriveStatus } from "@floppytape/cartridge";
import type { PeerImage } from "./peer-image.js";
import type { PeerTape } from "./peer-tape.js";

export type PeerMode = "primary" | "format" | "verify" | "diagnostic 1" | "diagnostic 2";

/** Error codes that the peer knows. */
export const PeerError = {
  NotReady: 1,
  NoCartridge: 2,
  WriteProtected: 5,
  Undefined: 6,
  BadTrack: 7,
  DuringReport: 8,
  OnlyOnce: 9,
  NewCartridge: 13,
  InFormatMode: 15,
  NotReferenced: 19,
  PowerOn: 26,
  SoftReset: 27,
  BadRate: 31,
} as const;

export class PeerState {
  image: PeerImage | undefined;
  isNew = false;
  mode: PeerMode = "primary";
  /** A command whose parameters are awaited. */
  awaiting: { readonly code: number; readonly nibbles: number[] } | undefined;
  /** The error in the low byte, the command that failed in the high one; 0: none. */
  error: number = PeerError.PowerOn | (1 << 8);

  constructor(private readonly tape: PeerTape) {}

  /** The first error stays until it is reported; only those of a reset replace it. */
  fail(error: number, command: number): void {
    if (this.error === 0 || error === PeerError.SoftReset) this.error = error | (command << 8);
  }

  get status(): number {
    const { awaiting, error, image, isNew, tape } = this;
    const odd = tape.track % 2 === 1;
    const sum = (bits: readonly (readonly [boolean, number])[]) =>
      bits.reduce((status, [set, bit]) => (set ? status | bit : status), 0);
    return (
      sum([
        [tape.ready && awaiting === undefined, DriveStatus.Ready],
        [error !== 0, DriveStatus.ErrorDetected],
      ]) |
      (image === undefined
        ? 0
        : sum([
            [true, DriveStatus.CartridgePresent],
            [image.writeProtected, DriveStatus.WriteProtected],
            [isNew, DriveStatus.NewCartridge],
            [image.referenced, DriveStatus.CartridgeReferenced],
            [odd ? tape.atLast : tape.atFirst, DriveStatus.AtPhysicalBeginning],
            [odd ? tape.atFirst : tape.atLast, DriveStatus.AtPhysicalEnd],
          ]))
    );
  }
}
