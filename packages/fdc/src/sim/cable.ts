/** What runs over the cable between a simulated controller and a simulated drive. Times are virtual nanoseconds. */
import type { SectorId } from "@floppytape/qic-format";

/** Something that the head passes, in the order of tape motion. */
export type TapeMark = IndexMark | SectorMark;

/** The index line rises. */
export interface IndexMark {
  readonly kind: "index";
  readonly atNs: number;
}

/** A sector whose id field can be recognised at all. */
export interface SectorMark {
  readonly kind: "sector";
  /** When the id field, its CRC included, has passed. */
  readonly atNs: number;
  /** When the first byte of the data field passes, and when its CRC has passed. */
  readonly dataNs: number;
  readonly endNs: number;
  readonly id: SectorId;
  readonly idCrcGood: boolean;
  readonly dataMark: "normal" | "deleted" | "missing";
  readonly dataCrcGood: boolean;
  /** For the drive: which place on the tape this is. */
  readonly place: number;
}

/** What a controller reads marks for; default where it isn't said: `read` with, `read-id` without a wanted sector. */
export type CableOperation = "read" | "write" | "verify" | "read-id" | "format";

/** A drive at the end of the cable, as the controller sees it. */
export interface CableDrive {
  /** Drive select and motor lines of its unit. */
  lines(selected: boolean, motor: boolean): void;
  /** One step pulse, now. */
  step(): void;
  /** A seek is over, as the controller says: of interest to drives that get its pulses before their time. */
  seekEnded?(): void;
  /** The line that a tape drive answers on. */
  readonly trackZero: boolean;
  readonly writeProtected: boolean;
  /**
   * The first mark at or after `fromNs`, undefined while none will come: tape stopped, no cartridge,
   * nothing recorded. At another data rate than the tape's only index marks come. `wanted` is the sector
   * that a data command waits for, which real drives don't know: sectors with other ids may be left out.
   * `operation` is what the controller is at. Valid until `changed` is called.
   */
  next(
    fromNs: number,
    rateKbit: number,
    wanted?: SectorId,
    operation?: CableOperation,
  ): TapeMark | undefined;
  /** Set by the controller: called when motion, rate or cartridge changed, so that `next` must be asked again. */
  changed: () => void;
  /** Copies the 1024 data bytes of a sector into `into` at `offset`. */
  readSector(mark: SectorMark, into: Uint8Array, offset: number): void;
  writeSector(mark: SectorMark, bytes: Uint8Array, offset: number, deleted: boolean): void;
  /** Writing a sector broke off: what its data field holds now has no good CRC. */
  spoilSector?(mark: SectorMark): void;
  /** A segment is formatted from the index at `fromNs` on with 32 ids of 4 bytes as given. */
  formatSegment(fromNs: number, ids: Uint8Array, filler: number): void;
}
