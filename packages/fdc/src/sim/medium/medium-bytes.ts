import type { SectorMap } from "@floppytape/qic-format";

/** What holds the data bytes of a medium. Segments and sectors are those of the medium. */
export interface MediumBytes {
  /** Copies 1024 bytes into `into` at `offset`. */
  read(segment: number, sector: number, into: Uint8Array, offset: number): void;
  /** Takes 1024 bytes of `bytes` from `offset` on. */
  write(segment: number, sector: number, bytes: Uint8Array, offset: number): void;
  /** All 32 sectors full of one value. */
  fill(segment: number, filler: number): void;
  /** Nothing is recorded any more. */
  erase(): void;
  /** Sectors whose bytes are not there, though the tape is formatted: they read with a data CRC error. */
  unreadable(segment: number): SectorMap;
  sync(): void;
}
