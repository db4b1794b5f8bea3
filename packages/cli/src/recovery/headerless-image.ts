import type { SegmentStore } from "@floppytape/cartridge";
import { openImage, recognizeImage } from "@floppytape/cartridge/image";
import { openWrappedFile, readRescueMapFile } from "@floppytape/cartridge/node";

/**
 * For an image file of a kind that holds no headers: opens it as it lies by a header from elsewhere (29696
 * bytes, plain). Undefined for all other files. The caller closes the stores.
 */
export async function headerlessImage(
  path: string,
): Promise<((header: Uint8Array) => Promise<SegmentStore>) | undefined> {
  const map = await readRescueMapFile(path);
  const { bytes } = await openWrappedFile(path);
  const { kind } = await recognizeImage(bytes, { map }).finally(() => bytes.close());
  if (kind !== "volume-data") return undefined;
  return async (header) => {
    const { bytes: again } = await openWrappedFile(path);
    try {
      return (await openImage(again, { kind, header, map })).store;
    } catch (error) {
      await again.close();
      throw error;
    }
  };
}
