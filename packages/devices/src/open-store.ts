import type { SegmentStore } from "@floppytape/cartridge";
import type { DriveTrace } from "@floppytape/fdc";
import { defersTable } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { findDevice } from "./find-device.js";
import { inTurn } from "./held-image.js";
import { type ImageUnitOptions, unitForReading, unitForWriting } from "./image-unit.js";
import { type LocateOptions, locateDevice } from "./locate-device.js";
import { removeState } from "./state-file.js";

export interface OpenStoreOptions
  extends LocateOptions,
    Pick<ImageUnitOptions, "waitMs" | "signal" | "warn" | "observe"> {
  /** Reading, or reading and writing. */
  readonly mode: "r" | "rw";
  /** As for `openTape`. */
  readonly trace?: DriveTrace;
}

/** A cartridge in use, segment by segment. */
export interface OpenStore {
  readonly store: SegmentStore;
  /** As in `OpenTape`. */
  readonly rawPath: string | undefined;
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
  const { spec } = await locateDevice(device, options);
  defersTable(spec);
  const { image, backEnd, exclusive, rawPath } = await findDevice(spec, options);
  const writes = options.mode !== "r" || exclusive;
  const { held, zftape } = await (writes ? unitForWriting : unitForReading)(image, {
    ...options,
    backEnd,
  });
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
  return { store: held.store, rawPath, release };
}
