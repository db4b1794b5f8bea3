import type { SegmentStore } from "@floppytape/cartridge";
import type { BackEnd } from "./back-end.js";
import { naming } from "./file-error.js";
import { type ImageFile, writeProtection } from "./image-file.js";
import { type LockWait, lockImage, waitForLock } from "./lock-file.js";

/** What a store is looked at through, such as a trace of its reads and writes. */
export type ObserveStore = (store: SegmentStore) => SegmentStore;

/** How an image is taken hold of. */
export interface HoldOptions extends LockWait {
  readonly backEnd: BackEnd;
  /** Puts something between the image and those who use it. Default: nothing. */
  readonly observe?: ObserveStore | undefined;
}

/** An image file in use by this process. */
export interface HeldImage {
  readonly image: ImageFile;
  readonly store: SegmentStore;
  /** Nobody else writes the image. */
  readonly locked: boolean;
  /** Closes the store, then gives the lock back, whatever fails. */
  letGo(): Promise<void>;
}

/**
 * Locks and opens an image for writing. In a folder that takes no files there is no lock.
 * @throws {TapeError} `EROFS` for a file without write permission, `EBUSY`, `EINTR`.
 */
export async function holdForWriting(image: ImageFile, options: HoldOptions): Promise<HeldImage> {
  const { path, writeProtected } = image;
  if (writeProtected) throw writeProtection(image);
  const lock = await lockImage(image, options);
  try {
    const purpose = options.backEnd.runs ? "" : " for writing";
    const file = await naming(path, `cannot be opened${purpose}`, () =>
      options.backEnd.open(image, { write: true, writeProtected }),
    );
    const store = options.observe?.(file) ?? file;
    return {
      image,
      store,
      locked: lock !== undefined,
      letGo: () =>
        inTurn(
          () => closeStore(store, image),
          async () => lock?.release(),
        ),
    };
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

/**
 * Opens an image for reading when no process writes it. Other processes may read it too, and one may
 * begin to write it. The store says of write protection what is true of the file.
 * @throws {TapeError} `EBUSY`, `EINTR`.
 */
export async function holdForReading(image: ImageFile, options: HoldOptions): Promise<HeldImage> {
  const { path, writeProtected } = image;
  await waitForLock(image, options);
  const file = await naming(path, "cannot be opened", () =>
    options.backEnd.open(image, { write: false, writeProtected }),
  );
  const store = options.observe?.(file) ?? file;
  return { image, store, locked: false, letGo: () => closeStore(store, image) };
}

async function closeStore(store: SegmentStore, { path }: ImageFile): Promise<void> {
  await naming(path, "cannot be closed", () => store.close());
}

/** Takes all steps, whatever fails; the first failure is thrown in the end. */
export async function inTurn(...steps: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => void failures.push(error));
  if (failures.length > 0) throw failures[0];
}
