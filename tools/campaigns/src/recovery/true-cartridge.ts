import type { WrittenImage, WrittenVolume } from "../damage/written-image.js";

/** A file in a volume. */
export interface TrueFile {
  /** Relative, parted by slashes; `""` for all of a raw volume. */
  readonly path: string;
  readonly contents: Uint8Array;
  /** Where its contents begin in the volume, expanded; empty files need no place. */
  readonly from: number;
  /** Bytes of the volume that tell of the file, if it has a place of its own for that. */
  readonly header: readonly [from: number, to: number] | undefined;
}

/** A volume and everything that is known of it. */
export interface TrueVolume extends WrittenVolume {
  readonly kind: "qic113-basic" | "qic113-extended" | "tar" | "cpio" | "raw";
  readonly files: readonly TrueFile[];
  /** Of file sets: where their directory is, expanded. */
  readonly directory: readonly [from: number, to: number] | undefined;
  /** Of compressed file sets: where the bytes of each segment begin in the volume, in order. */
  readonly extents: readonly (number | undefined)[] | undefined;
}

/** A cartridge with volumes of known contents, undamaged. */
export interface TrueCartridge extends WrittenImage {
  readonly volumes: readonly TrueVolume[];
}
