import type { SegmentStore } from "@floppytape/cartridge";
import type { CartridgeType } from "@floppytape/qic-format";
import type { ImageName } from "./image-file.js";

/** What a cartridge has to be known by before it is formatted. */
export type BlankCartridge = Pick<CartridgeType, "standard" | "geometry">;

/** What stands between a cartridge and those who use its segments. */
export interface BackEnd {
  /** There is a tape that runs: a flush in the middle of writing stops it. */
  readonly runs: boolean;
  /** Opens the cartridge: that in an image file, or the one in the drive. */
  open(image: ImageName, access: CartridgeAccess): Promise<SegmentStore>;
}

/** A back end whose cartridges are files. */
export interface ImageBackEnd extends BackEnd {
  /** Opens a new, empty file at `path`, to be formatted. */
  create(path: string, blank: BlankCartridge): Promise<SegmentStore>;
}

export interface CartridgeAccess {
  readonly write: boolean;
  /** The file itself cannot be written, which the store is to report as write protection. */
  readonly writeProtected: boolean;
}
