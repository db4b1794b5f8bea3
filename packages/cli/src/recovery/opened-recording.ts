import type { Cartridge, SegmentStore } from "@floppytape/cartridge";
import type { Recording } from "@floppytape/rescue/contents";

/** Volumes and files of whatever a device string names, in use. */
export interface OpenedRecording {
  readonly recording: Recording;
  /** Undefined for files that are no cartridges, and where no header can be read. */
  readonly cartridge: Cartridge | undefined;
  /** Undefined for files that are no cartridges. */
  readonly store: SegmentStore | undefined;
  /** What holds the volumes, in words. */
  readonly kind: string;
  /** False: there is no parity, so that nothing vouches for the bytes. */
  readonly parityStored: boolean;
  /** The file behind it; undefined for drives. */
  readonly path: string | undefined;
  /** Gives the device back. A second call does nothing. */
  release(): Promise<void>;
}
