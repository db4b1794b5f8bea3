/** A cartridge as the simulated head sees it: what is recorded where, and what is wrong with it. */
import { SectorFlag } from "@floppytape/cartridge";
import type { CartridgeType, QicStandard, SectorMap } from "@floppytape/qic-format";

/** What somebody bought: tape of a length and width, for a standard. Its geometry says how much fits. */
export type TapeType = Pick<CartridgeType, "standard" | "wide" | "feet" | "geometry">;

/** How a formatted cartridge is laid out. */
export interface Recording {
  readonly standard: QicStandard;
  readonly segmentsPerTrack: number;
}

/** What can be wrong with, or special about, a sector of a {@link TapeMedium}; sums of bits. */
export const MediumFlag = {
  ...SectorFlag,
  /** The id can be recognised, but its CRC is wrong; until the segment is formatted. */
  IdCrcError: 32,
  /** No data address mark, until the sector is written. */
  NoDataMark: 64,
  /** Nothing recorded at all: no id, and the drive takes the hole for a gap and raises an index; until formatted. */
  Erased: 128,
} as const;

/** How a weak sector behaves. */
export interface Weakness {
  /** Share of passes with a data CRC error, 0 to 1. Default 1. */
  readonly probability?: number;
  /** The micro step of the head, -1 to 1, at which the sector reads well all the same. */
  readonly microStep?: number;
}

/** Segments are numbered linearly, `track * segmentsPerTrack + position`, positions in the direction of motion. */
export interface TapeMedium {
  readonly type: TapeType;
  /** The tab of the cartridge. */
  writeProtected: boolean;
  /** Reference bursts were written: the drive's "referenced". */
  readonly referenced: boolean;
  /** Undefined where no segment was ever formatted. */
  readonly recording: Recording | undefined;
  /** Id of a segment's first sector, C | H << 8 | R << 16 | N << 24; 0 where the segment is not formatted. */
  firstId(segment: number): number;
  /** The 32 ids of 4 bytes of a segment where they don't count up from the first, else undefined. */
  unusualIds(segment: number): Uint8Array | undefined;
  /** {@link MediumFlag} sums of the 32 sectors; undefined where nothing is special. Only valid until the next call. */
  flagsOf(segment: number): Uint8Array | undefined;
  weaknessOf(segment: number, sector: number): Weakness | undefined;
  /** Copies 1024 bytes into `into` at `offset`; zeros where nothing is recorded. */
  readSector(segment: number, sector: number, into: Uint8Array, offset: number): void;
  /** Records 1024 bytes of `bytes` from `offset` on, with a good CRC. */
  writeSector(
    segment: number,
    sector: number,
    bytes: Uint8Array,
    offset: number,
    deleted: boolean,
  ): void;
  /**
   * Records 32 ids of 4 bytes and sectors full of `filler`. A recording that differs from the present one
   * erases the cartridge first.
   */
  formatSegment(recording: Recording, segment: number, ids: Uint8Array, filler: number): void;
  /** Erases everything and references the cartridge. */
  writeReferenceBursts(): void;
  /** Everything written so far reaches what holds the bytes. */
  sync(): void;
  /** Sets the sum of {@link MediumFlag} bits of a sector; 0 heals it. `NoId` and `Unwritable` survive formatting. */
  flag(segment: number, sector: number, flags: number): void;
  /** Makes a sector weak, undefined: heals it. Weakness survives writing and formatting. */
  weaken(segment: number, sector: number, weakness: Weakness | undefined): void;
}

/** Sectors that no formatting revives, by segment. */
export type DeadSectors = ReadonlyMap<number, SectorMap>;
