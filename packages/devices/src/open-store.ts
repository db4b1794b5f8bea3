import type { SegmentStore } from "@floppytape/cartridge";
import type { DeviceSpec } from "./device-spec.js";
import { inTurn } from "./held-image.js";
import { requireImageFile } from "./image-file.js";
import { imageOptionsOf } from "./image-options.js";
import { type ImageUnitOptions, unitForReading, unitForWriting } from "./image-unit.js";
import { missingBackEnd } from "./missing-back-end.js";
import { parseDeviceString } from "./parse-device-string.js";
import { removeState } from "./state-file.js";

export interface OpenStoreOptions
  extends Pick<ImageUnitOptions, "waitMs" | "signal" | "warn" | "observe"> {
  /** Reading, or reading and writing. */
  readonly mode: "r" | "rw";
}

/** A cartridge in use, segment by segment. */
export interface OpenStore {
  readonly store: SegmentStore;
  /** Closes the store and gives the device back. A second call does nothing. */
  release(): Promise<void>;
}

/**
 * Opens a cartridge beneath its volumes: to format, verify or copy it. Opened for writing, a unit's
 * state beside the image is completed first and then forgotten, since it will not fit any more.
 * @throws {TapeError} as `openTape`.
 */
export async function openStore(
  device: string | DeviceSpec,
  options: OpenStoreOptions,
): Promise<OpenStore> {
  const spec = typeof device === "string" ? parseDeviceString(device) : device;
  if (spec.target.kind !== "image") throw missingBackEnd(spec);
  imageOptionsOf(spec);
  const image = await requireImageFile(spec.target.path);
  const writes = options.mode !== "r";
  const { held, zftape } = await (writes ? unitForWriting : unitForReading)(image, options);
  const closing = [held.letGo];
  const release = () => inTurn(...closing.splice(0));
  try {
    if (writes) {
      await zftape.commit();
      if (held.locked) await removeState(image);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { store: held.store, release };
}
