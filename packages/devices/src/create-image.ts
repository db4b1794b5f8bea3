import { promises } from "node:fs";
import { dirname } from "node:path";
import {
  type FormatCartridgeOptions,
  type FormatReport,
  formatCartridge,
} from "@floppytape/cartridge";
import { rescueMapPath } from "@floppytape/cartridge/node";
import type { DriveTrace } from "@floppytape/fdc";
import { TapeError } from "@floppytape/magtape";
import { createZftape } from "@floppytape/zftape";
import { syncFolder } from "./atomic-file.js";
import type { ImageBackEnd } from "./back-end.js";
import type { DeviceSpec } from "./device-spec.js";
import { naming } from "./file-error.js";
import { imageBackEndOf } from "./find-device.js";
import { inTurn, type ObserveStore } from "./held-image.js";
import {
  findImageFile,
  type ImageFile,
  type ImageName,
  imageNameOf,
  writeProtection,
} from "./image-file.js";
import { type LocateOptions, locateDevice } from "./locate-device.js";
import { lockImage } from "./lock-file.js";
import { rawBackEnd } from "./raw-back-end.js";
import { readState, removeState } from "./state-file.js";

export interface CreateImageOptions extends FormatCartridgeOptions, LocateOptions {
  /** Replace a file that holds volumes, or is no cartridge image. Default false. */
  force?: boolean;
  /** How long to wait for another process to release the image, in milliseconds. Default 0. */
  waitMs?: number;
  /** As for `openTape`. */
  observe?: ObserveStore;
  /** As for `openTape`. */
  trace?: DriveTrace;
}

/**
 * Makes a formatted cartridge in an image file, or in the drive that has the file for a cartridge. The image comes to be under another name in the same
 * folder and takes its own when it is complete: whatever goes wrong, a file that was there before stays
 * as it was. A new cartridge has no state and no rescue map.
 * @throws {TapeError} `EEXIST` for a file with volumes, or with something else than a cartridge, unless
 *   forced; `EROFS` for a file without write permission; `EBUSY`; `ENOSPC`; what `formatCartridge` says.
 */
export async function createImage(
  device: string | DeviceSpec,
  options: CreateImageOptions,
): Promise<FormatReport> {
  const { waitMs, signal } = options;
  const { spec } = await locateDevice(device, options);
  const { path, backEnd } = await imageBackEndOf(spec, options.trace);
  const name = await imageNameOf(path);
  const lock = await lockImage(name, { waitMs, signal });
  try {
    const before = await findImageFile(path);
    if (before && !options.force) await refuseContents(before);
    if (before?.writeProtected) throw writeProtection(before);
    return await formatBeside(name, before, backEnd, options);
  } finally {
    await lock?.release();
  }
}

async function formatBeside(
  { path, realPath }: ImageName,
  before: ImageFile | undefined,
  backEnd: ImageBackEnd,
  options: CreateImageOptions,
): Promise<FormatReport> {
  const temporary = `${realPath}.new`;
  return naming(path, "cannot be made", async () => {
    try {
      await promises.rm(temporary, { force: true });
      const image = await backEnd.create(temporary, options.type);
      const store = options.observe?.(image) ?? image;
      let report: FormatReport | undefined;
      await inTurn(
        async () => {
          report = await formatCartridge(store, options);
        },
        () => store.close(),
      );
      if (before) await promises.chmod(temporary, before.mode);
      if (before) await removeState(before);
      await promises.rename(temporary, realPath);
      await promises.rm(rescueMapPath(realPath), { force: true });
      await syncFolder(dirname(realPath));
      return report!;
    } catch (error) {
      await promises.rm(temporary, { force: true });
      throw error;
    }
  });
}

/** Nothing is lost with an empty file or an empty cartridge; anything else is the user's to give up. */
async function refuseContents(image: ImageFile): Promise<void> {
  const { path, realPath, sizeBytes } = image;
  if (sizeBytes === 0) return;
  const store = await naming(path, "cannot be opened", () =>
    rawBackEnd.open({ path, realPath }, { write: false, writeProtected: true }),
  );
  try {
    const zftape = createZftape(store);
    const stored = await readState(image);
    if (stored?.unit) await zftape.restore(stored.unit);
    const unit = await zftape.open("nqft", "r");
    const volumes = await unit.volumes().catch(() => undefined); // no cartridge: said below
    if (volumes?.length === 0) return;
    throw new TapeError(
      "EEXIST",
      volumes
        ? `${path}: holds ${volumes.length} volume${volumes.length === 1 ? "" : "s"}, which formatting would destroy`
        : `${path}: exists, and no cartridge can be read from it; formatting would replace the file`,
      { path, ...(volumes && { volumes: volumes.length }) },
    );
  } finally {
    await store.close();
  }
}
