import { TapeError } from "@floppytape/magtape";
import { createZftape, type Zftape, type ZftapeOptions } from "@floppytape/zftape";
import {
  type HeldImage,
  type HoldOptions,
  holdForReading,
  holdForWriting,
  inTurn,
} from "./held-image.js";
import { type ImageFile, statePath } from "./image-file.js";
import { lockImage } from "./lock-file.js";
import {
  isPending,
  readState,
  readStateText,
  removeState,
  type StoredState,
  writeState,
} from "./state-file.js";

export interface ImageUnitOptions extends HoldOptions, Pick<ZftapeOptions, "clock" | "force"> {
  /** Leave headers and volume table to the unit's own rules when the image is released. */
  readonly deferTable?: boolean | undefined;
  /** Told what the user should know and no error says. Default: nobody. */
  readonly warn?: ((message: string) => void) | undefined;
}

/** An image with the unit that its state belongs to. */
export interface ImageUnit {
  readonly held: HeldImage;
  readonly zftape: Zftape;
  /** Completes the image, stores the state and lets go of the file. Nodes are closed before. */
  release(): Promise<void>;
}

/**
 * The unit of an image that this process is going to write. What another process left unfinished is
 * known to it, and is on the image after the release.
 */
export async function unitForWriting(
  image: ImageFile,
  options: ImageUnitOptions,
): Promise<ImageUnit> {
  const held = await holdForWriting(image, options);
  try {
    if (!held.locked)
      options.warn?.(
        `${image.path}: its folder takes no files, so the unit's state lives in memory and no lock keeps others from the image`,
      );
    const zftape = await rememberingUnit(held, await readState(image), options);
    return {
      held,
      zftape,
      release: () =>
        inTurn(
          async () => {
            if (!options.deferTable) await zftape.commit();
          },
          async () => {
            if (held.locked) await storeState(image, zftape);
          },
          held.letGo,
        ),
    };
  } catch (error) {
    await held.letGo();
    throw error;
  }
}

/**
 * The unit of an image that is only read. What a process left unfinished that died is completed
 * first; on a write-protected image it is only shown.
 * @throws {TapeError} as `holdForReading`.
 */
export async function unitForReading(
  image: ImageFile,
  options: ImageUnitOptions,
): Promise<ImageUnit> {
  let held = await holdForReading(image, options);
  try {
    let stored = await readState(image);
    if (isPending(stored)) {
      const stopped = `${image.path}: a process that wrote it was stopped`;
      if (image.writeProtected) {
        options.warn?.(`${stopped}; what it left is shown, but the file is write-protected`);
      } else {
        await held.letGo();
        await (await unitForWriting(image, options)).release();
        options.warn?.(`${stopped}; what it left was completed`);
        held = await holdForReading(image, options);
        stored = await readState(image);
      }
    }
    const zftape = await rememberingUnit(held, stored, options);
    const before = JSON.stringify(zftape.state());
    return {
      held,
      zftape,
      release: () =>
        inTurn(async () => {
          if (JSON.stringify(zftape.state()) !== before)
            await storeReadersState(held, zftape, stored, options);
        }, held.letGo),
    };
  } catch (error) {
    await held.letGo();
    throw error;
  }
}

/** A unit with the stored state, as far as it fits the image. */
async function rememberingUnit(
  { image, store, locked }: HeldImage,
  stored: StoredState | undefined,
  { clock, force, signal, warn }: ImageUnitOptions,
): Promise<Zftape> {
  const zftape = createZftape(store, {
    ...(clock && { clock }),
    ...(force && { force }),
    ...(signal && { signal }),
    ...(locked && { persist: (state) => writeState(image, state) }),
  });
  if (stored === undefined) return zftape;
  if (stored.unit === undefined)
    warn?.(`${statePath(image)}: is not the state of a unit, and was dropped`);
  else if ((await zftape.restore(stored.unit)) === "dropped")
    warn?.(
      `${statePath(image)}: belongs to the image as it was at another time, and was dropped; the tape is at its beginning`,
    );
  return zftape;
}

/** A state that a new unit would be in anyway needs no file. */
async function storeState(image: ImageFile, zftape: Zftape): Promise<void> {
  await (zftape.remembers ? writeState(image, zftape.state()) : removeState(image));
}

/**
 * Stores what a reader has changed, its position above all: unless the image is being written, or
 * somebody stored another state in the meantime, which is worth more. Where it cannot be stored there
 * is a warning: what the reader came for was read.
 */
async function storeReadersState(
  { image }: HeldImage,
  zftape: Zftape,
  before: StoredState | undefined,
  { warn }: ImageUnitOptions,
): Promise<void> {
  if (before === undefined && !zftape.remembers) return;
  try {
    const lock = await lockImage(image, { brief: true });
    if (lock === undefined) {
      warn?.(`${image.path}: its folder takes no files, so the tape's position is not kept`);
      return;
    }
    try {
      if ((await readStateText(image)) === before?.text) await storeState(image, zftape);
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (!(error instanceof TapeError)) throw error;
    if (error.code !== "EBUSY") warn?.(`the tape's position is not kept: ${error.message}`);
  }
}
