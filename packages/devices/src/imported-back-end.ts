/** Cartridge images of other kinds, and compressed ones, for reading. Loaded only for files that are no raw image. */
import { openImage, recognizeImage } from "@floppytape/cartridge/image";
import {
  openFileBytes,
  openWrappedFile,
  readRescueMapFile,
  wrappingOf,
} from "@floppytape/cartridge/node";
import { HeaderBytes } from "@floppytape/qic-format";
import type { BackEnd } from "./back-end.js";
import { naming } from "./file-error.js";
import type { ImportOptions, OtherImage } from "./image-contents.js";
import type { ImageFile, ImageName } from "./image-file.js";

/** What of a file is not a raw image; undefined for one, and for what is no image that is known. */
export async function findImported(
  image: ImageFile,
  options: ImportOptions,
): Promise<OtherImage | undefined> {
  const what = await describe(image, options);
  if (what === undefined) return undefined;
  const readOnly = `${image.path}: is ${what}, which can only be read; 'floppytape convert' makes an image of it that can be written`;
  return { image: { ...image, writeProtected: true, readOnly }, backEnd: importedBackEnd(options) };
}

/** The kind in words. Compressed files are not unwrapped for it. */
async function describe(
  { path, realPath }: ImageName,
  { kind, headerPath }: ImportOptions,
): Promise<string | undefined> {
  return naming(path, "cannot be opened", async () => {
    const bytes = await openFileBytes(realPath);
    try {
      const head = new Uint8Array(8);
      await bytes.read(0, head);
      const wrapping = wrappingOf(head);
      if (wrapping) return `a file compressed with ${wrapping}`;
      if (kind) return `to be read as an image of the kind ${kind}`;
      if (headerPath !== undefined) return `to be read by the header in ${headerPath}`;
      const map = await readRescueMapFile(realPath);
      const found = await recognizeImage(bytes, { map });
      const isRaw = found.kind === "segments" && found.firstSegment === 0;
      return found.kind && !isRaw ? `a cartridge image of the kind ${found.kind}` : undefined;
    } finally {
      await bytes.close();
    }
  });
}

function importedBackEnd({ kind, headerPath, warn, signal }: ImportOptions): BackEnd {
  let told = false;
  return {
    runs: false,
    async open({ path, realPath }) {
      const { bytes, findings: unwrapping } = await openWrappedFile(realPath, {
        ...(signal && { signal }),
      });
      try {
        const map = await readRescueMapFile(realPath);
        const header = headerPath === undefined ? undefined : await headerIn(headerPath);
        const { store, findings } = await openImage(bytes, { kind, map, header });
        if (!told)
          for (const { message, severity } of [...unwrapping, ...findings])
            if (severity === "warning") warn?.(`${path}: ${message}`);
        told = true;
        return store;
      } catch (error) {
        await bytes.close();
        throw error;
      }
    },
  };
}

/** The beginning of a file, as a dump of a header segment has it. */
async function headerIn(path: string): Promise<Uint8Array> {
  const { bytes } = await openWrappedFile(path);
  try {
    const header = new Uint8Array(Math.min(HeaderBytes, bytes.sizeBytes));
    await bytes.read(0, header);
    return header;
  } finally {
    await bytes.close();
  }
}
