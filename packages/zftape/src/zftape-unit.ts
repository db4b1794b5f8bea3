import type { Cartridge, SegmentReport } from "@floppytape/cartridge";
import type { TapeUnit } from "@floppytape/magtape";
import type { LogicalVolume } from "@floppytape/qic-format";
import type { SizeInfo, VolumeInfo } from "./queries.js";
import type { RawSegment } from "./raw-access.js";

/** One open of a node: a tape drive with the driver's own questions besides. Calls must not overlap. */
export interface ZftapeUnit extends TapeUnit {
  /**
   * After it resolves a crash loses nothing that was written before. The volume being written stays
   * open: its last segment goes to the tape as far as it is filled.
   */
  flush(): Promise<void>;
  /** MTIOCVOLINFO; does not end a volume being written. */
  volumeInfo(): Promise<VolumeInfo>;
  /** MTIOCGETSIZE; likewise. */
  sizeInfo(): Promise<SizeInfo>;
  /** MTIOC_ZFTAPE_GETBLKSZ: bytes, 1 for variable. */
  recordedBlockSize(): Promise<number>;
  /** MTIOCFTMODE: the position becomes the beginning. Ends with this open. */
  setRawMode(raw: boolean): Promise<void>;
  /** MTIOCRDFTSEG, raw mode only. Mode 0: one segment, 1: others will follow. Default 0. */
  readSegment(segment: number, mode?: number): Promise<RawSegment>;
  /** MTIOCWRFTSEG, raw mode only; resolves with the bytes written. Mode 3: deleted data marks. */
  writeSegment(segment: number, data: Uint8Array, mode: number): Promise<number>;
  /** The volumes, one that is being written and those not yet in the table on the tape included. */
  volumes(): Promise<readonly LogicalVolume[]>;
  /** The cartridge; read from it, but change it through the unit. */
  cartridge(): Promise<Cartridge>;
  /** How every segment was obtained that this open read, in order. */
  reports(): readonly SegmentReport[];
}
