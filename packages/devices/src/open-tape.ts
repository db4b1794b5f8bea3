import type { SegmentStore } from "@floppytape/cartridge";
import type { DriveTrace } from "@floppytape/fdc";
import type { NodeName, OpenMode, Zftape, ZftapeUnit } from "@floppytape/zftape";
import { defersTable } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { findDevice } from "./find-device.js";
import { inTurn, type ObserveStore } from "./held-image.js";
import { unitForReading, unitForWriting } from "./image-unit.js";
import { type LocateOptions, locateDevice } from "./locate-device.js";
import { type RunningDrive, runningDrive } from "./running-drive.js";

export interface OpenOptions extends LocateOptions {
  /** For reading, writing or both. Whoever writes has the unit alone. */
  readonly mode: OpenMode;
  /** Node for strings that name none. Default `nqft`. */
  readonly node?: NodeName;
  /** Lets a contradictory volume table be overwritten. Default false. */
  readonly force?: boolean;
  /** How long to wait for another process to release the unit, in milliseconds. Default 0. */
  readonly waitMs?: number;
  /** The time as a packed QIC date, see `ZftapeOptions`. Default: no clock. */
  readonly clock?: () => number;
  /**
   * Leave headers and volume table to the rules of the original driver when the tape is released, so
   * that an image may be incomplete until the tape is rewound. Default: the string's `defer-table`.
   */
  readonly deferTable?: boolean;
  /** Told what the user should know and no error says, one sentence at a time. Default: nobody. */
  readonly warn?: (message: string) => void;
  /** Puts something between the image and the unit, to see what is read and written. Default: nothing. */
  readonly observe?: ObserveStore;
  /** Told what happens in a drive, simulated or not. Default: nobody. */
  readonly trace?: DriveTrace;
  /** Ends waiting, reading and writing. */
  readonly signal?: AbortSignal;
}

/** A tape in use. */
export interface OpenTape {
  readonly unit: ZftapeUnit;
  readonly zftape: Zftape;
  /** The unit's own; for its status, and for questions that go past the unit. */
  readonly store: SegmentStore;
  /** The raw image that has the segments as they are read; undefined for drives and images of other kinds. */
  readonly rawPath: string | undefined;
  /** The drive that has the cartridge; undefined for an image. */
  readonly drive: RunningDrive | undefined;
  /**
   * Closes the unit, if it was not, writes headers and volume table that are pending, stores the
   * unit's state and gives the device back: everything, whatever fails. A second call does nothing.
   * @throws {TapeError} the first failure; what then is not on the image is in its state file.
   */
  release(): Promise<void>;
}

/**
 * Opens the tape that a device string names.
 * @throws {TapeError} `EINVAL` for a string that is none; `ENOENT`, `EISDIR`, `ENXIO` for no image;
 *   `ENXIO` for a back end that is missing; `EBUSY` with `holderPid` while another process writes;
 *   `EROFS` to write a file without write permission, or an image of another kind than raw; `EINTR`; what reading the image comes to.
 */
export async function openTape(
  device: string | DeviceSpec,
  options: OpenOptions,
): Promise<OpenTape> {
  const { spec } = await locateDevice(device, options);
  const node = spec.nodeGiven ? spec.node : (options.node ?? spec.node);
  const deferTable = options.deferTable ?? defersTable(spec);
  const { image, backEnd, exclusive, rawPath } = await findDevice(spec, options);
  // With a deferred table any close or motion may write it, as in the driver.
  const writes = options.mode !== "r" || exclusive || (deferTable && !image.writeProtected);
  const open = writes ? unitForWriting : unitForReading;
  const { zftape, held, release } = await open(image, { ...options, backEnd, deferTable });
  try {
    const unit = await zftape.open(node, options.mode);
    const closing = [() => unit.close(), release];
    return {
      unit,
      zftape,
      store: held.store,
      rawPath,
      drive: runningDrive(held.store),
      release: () => inTurn(...closing.splice(0)),
    };
  } catch (error) {
    await release();
    throw error;
  }
}
