import { isPlainSegments } from "@floppytape/cartridge";
import type { ImageKind } from "@floppytape/cartridge/image";
import { openFileBytes } from "@floppytape/cartridge/node";
import type { BackEnd } from "./back-end.js";
import { chosenOption } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { naming } from "./file-error.js";
import type { ImageFile } from "./image-file.js";

/** Values of the option `format` that name a kind of cartridge image; others name record images. */
const imageKinds: readonly ImageKind[] = [
  "segments",
  "packed-segments",
  "data",
  "volume-data",
  "slots",
  "twti",
];

/** The kind of image that a device string insists on. */
export function kindOption(spec: DeviceSpec): ImageKind | undefined {
  const { format } = spec.options;
  if (format === undefined || !imageKinds.some((kind) => kind === format)) return undefined;
  return chosenOption(spec, "format", imageKinds);
}

/** How a device string wants its image to be read, besides. */
export interface ImportOptions {
  readonly kind: ImageKind | undefined;
  /** File with a header segment that is used instead of what the image has. */
  readonly headerPath: string | undefined;
  /** Told what the user should know and no error says. */
  readonly warn: ((message: string) => void) | undefined;
  /** Ends the unwrapping of a compressed image. */
  readonly signal: AbortSignal | undefined;
}

/** A cartridge image that is no raw image. */
export interface OtherImage {
  readonly image: ImageFile;
  readonly backEnd: BackEnd;
}

/**
 * Looks whether a file is a cartridge image of another kind than a raw image, or compressed. Undefined for raw
 * images, which takes no time, and for what is no image of any kind.
 */
export async function otherImage(
  image: ImageFile,
  options: ImportOptions,
): Promise<OtherImage | undefined> {
  const { kind, headerPath } = options;
  if (headerPath === undefined && (kind === "segments" || (!kind && (await isRaw(image)))))
    return undefined;
  const { findImported } = await import("./imported-back-end.js");
  return findImported(image, options);
}

async function isRaw({ path, realPath }: ImageFile): Promise<boolean> {
  return naming(path, "cannot be opened", async () => {
    const bytes = await openFileBytes(realPath);
    try {
      return await isPlainSegments(bytes);
    } finally {
      await bytes.close();
    }
  });
}
