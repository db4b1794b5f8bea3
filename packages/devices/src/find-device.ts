import type { DriveTrace } from "@floppytape/fdc";
import type { BackEnd, ImageBackEnd } from "./back-end.js";
import { requireOptions } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { kindOption, otherImage } from "./image-contents.js";
import { type ImageFile, needsRawImage, requireImageFile } from "./image-file.js";
import { missingBackEnd } from "./missing-back-end.js";
import { rawBackEnd } from "./raw-back-end.js";

/** A device that a string names, not opened yet. */
export interface FoundDevice {
  /** The image file; for a drive, what stands for it where its lock and its unit's state lie. */
  readonly image: ImageFile;
  readonly backEnd: BackEnd;
  /** Only one process at a time can use it, for reading too. */
  readonly exclusive: boolean;
  /** The raw image whose segments are used as they lie in the file; undefined for everything else. */
  readonly rawPath: string | undefined;
}

export interface FindOptions {
  readonly trace?: DriveTrace | undefined;
  /** Told what the user should know of an image and no error says. */
  readonly warn?: ((message: string) => void) | undefined;
  /** Ends the unwrapping of a compressed image. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds what a device string names.
 * @throws {TapeError} `ENOENT`, `EISDIR`, `ENXIO` for no image, `ENXIO` for a back end that is missing,
 *   `EINVAL` for options that it does not have.
 */
export async function findDevice(spec: DeviceSpec, options: FindOptions): Promise<FoundDevice> {
  const { trace, warn, signal } = options;
  const { target } = spec;
  if (target.kind === "qtest") {
    const { qtestDevice } = await import("./qtest-parts.js");
    return qtestDevice(spec, target, trace);
  }
  const { path, backEnd } = await imageBackEndOf(spec, trace);
  const image = await requireImageFile(path);
  const headerPath = target.kind === "image" ? spec.options.header : undefined;
  const other = await otherImage(image, { kind: kindOption(spec), headerPath, warn, signal });
  if (other && backEnd.runs) throw needsRawImage(other.image);
  if (other) return { ...other, exclusive: false, rawPath: undefined };
  const rawPath = backEnd.runs ? undefined : image.realPath;
  return { image, backEnd, exclusive: false, rawPath };
}

/**
 * The file and the back end of a device whose cartridge is an image file.
 * @throws {TapeError} `ENXIO` for any other, `EINVAL` for options that it does not have.
 */
export async function imageBackEndOf(
  spec: DeviceSpec,
  trace?: DriveTrace,
): Promise<{ path: string; backEnd: ImageBackEnd }> {
  const { target } = spec;
  if (target.kind === "image") {
    requireOptions(spec, kindOption(spec) ? ["format", "header"] : ["header"]);
    return { path: target.path, backEnd: rawBackEnd };
  }
  if (target.kind !== "sim") throw missingBackEnd(spec);
  const { simulatedBackEnd } = await import("./simulator-parts.js");
  return { path: target.path, backEnd: await simulatedBackEnd(spec, trace) };
}
