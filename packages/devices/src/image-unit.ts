import { createZftape, type Zftape, type ZftapeOptions } from "@floppytape/zftape";
import { codeOf } from "./file-error.js";
import { type HeldImage, holdForReading, holdForWriting, inTurn } from "./held-image.js";
import { type ImageFile, statePath } from "./image-file.js";
import { type LockWait, lockImage, waitForLock } from "./lock-file.js";
import { isPending, readState, readStateText, removeState, writeState } from "./state-file.js";

export interface ImageUnitOptions extends LockWait, Pick<ZftapeOptions, "clock" | "force"> {
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
    const { zftape } = await rememberingUnit(held, options);
    return {
      held,
      zftape,
      release: () =>
        inTurn(
          async () => {
            if (!options.deferTable) await zftape.commit();
          },
          async () => {
            if (held.locked) await storeState(held, zftape);
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
  await waitForLock(image, options);
  const left = await readState(image);
  if (left !== undefined && left !== "damaged" && isPending(left.unit)) {
    const stopped = `${image.path}: a process that wrote it was stopped`;
    if (image.writeProtected) {
      options.warn?.(`${stopped}; what it left is shown, but the file is write-protected`);
    } else {
      await (await unitForWriting(image, options)).release();
      options.warn?.(`${stopped}; what it left was completed`);
    }
  }
  const held = await holdForReading(image, options);
  try {
    const { zftape, text } = await rememberingUnit(held, options);
    const before = JSON.stringify(zftape.state());
    return {
      held,
      zftape,
      release: () =>
        inTurn(async () => {
          if (JSON.stringify(zftape.state()) !== before)
            await storeReadersState(held, zftape, text, options);
        }, held.letGo),
    };
  } catch (error) {
    await held.letGo();
    throw error;
  }
}

/** A unit with the stored state, as far as it fits the image, and the text it was read from. */
async function rememberingUnit(
  held: HeldImage,
  { clock, force, signal, warn }: ImageUnitOptions,
): Promise<{ zftape: Zftape; text: string | undefined }> {
  const { image, store, locked } = held;
  const zftape = createZftape(store, {
    ...(clock && { clock }),
    ...(force && { force }),
    ...(signal && { signal }),
    ...(locked && { persist: (state) => writeState(image, state) }),
  });
  const stored = await readState(image);
  if (stored === undefined) return { zftape, text: undefined };
  if (stored === "damaged") {
    warn?.(`${statePath(image)}: is not the state of a unit, and was dropped`);
    return { zftape, text: await readStateText(image) };
  }
  if ((await zftape.restore(stored.unit)) === "dropped")
    warn?.(
      `${statePath(image)}: belongs to the image as it was at another time, and was dropped; the tape is at its beginning`,
    );
  return { zftape, text: stored.text };
}

async function storeState(held: HeldImage, zftape: Zftape): Promise<void> {
  const { image } = held;
  await ((await remembersNothing(held, zftape))
    ? removeState(image)
    : writeState(image, zftape.state()));
}

/** Whether a new unit would be in the same state, once it knows the cartridge: that needs no file. */
async function remembersNothing({ store }: HeldImage, zftape: Zftape): Promise<boolean> {
  const state = zftape.state();
  const fresh = createZftape(store);
  if (state.cartridge !== undefined) {
    const unit = await fresh.open("nqft", "r");
    try {
      await unit.position();
    } catch {
      return false; // the cartridge can't be read any more: the state is all that is left of it
    }
    await unit.close();
  }
  return JSON.stringify(fresh.state()) === JSON.stringify(state);
}

/**
 * Stores what a reader has changed, its position above all: unless the image is being written, or
 * somebody stored another state in the meantime, which is worth more.
 */
async function storeReadersState(
  held: HeldImage,
  zftape: Zftape,
  before: string | undefined,
  { warn }: ImageUnitOptions,
): Promise<void> {
  const { image } = held;
  if (before === undefined && (await remembersNothing(held, zftape))) return;
  const lock = await lockImage(image, { brief: true }).catch((error: unknown) => {
    if (codeOf(error) === "EBUSY") return "busy" as const;
    throw error;
  });
  if (lock === "busy") return;
  if (lock === undefined) {
    warn?.(`${image.path}: its folder takes no files, so the tape's position is not kept`);
    return;
  }
  try {
    if ((await readStateText(image)) === before) await storeState(held, zftape);
  } finally {
    await lock.release();
  }
}
