import {
  createMemoryBytes,
  createRawImageStore,
  rescueMapOf,
  type SegmentStore,
} from "@floppytape/cartridge";
import type { DamagedImage } from "../damage/damaged-image.js";

/** A damaged image as a store. */
export function storeOf({ bytes, holes }: DamagedImage): SegmentStore {
  return createRawImageStore(createMemoryBytes(bytes), { map: rescueMapOf(holes, bytes.length) });
}
