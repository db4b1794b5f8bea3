/** A cartridge image with one volume that fills it, made through the whole stack. */
import { formatCartridge } from "@floppytape/cartridge";
import { openRawImageFile } from "@floppytape/cartridge/node";
import { SegmentBytes } from "@floppytape/ecc";
import { TapeError } from "@floppytape/magtape";
import { cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";
import { createZftape } from "@floppytape/zftape";
import { randomBytes } from "./random-bytes.js";

/** What is read and written at a time: a hundred blocks of zftape's default size. */
const TransferBytes = 100 * 10240;

export interface RecordedImage {
  readonly path: string;
  readonly imageBytes: number;
  /** User data of the volume. */
  readonly volumeBytes: number;
}

/** Formats a cartridge of the type and writes random data until it is full. */
export async function recordImage(path: string, typeName: string): Promise<RecordedImage> {
  const type = cartridgeTypeNamed(typeName);
  if (!type) throw new RangeError(`typeName must name a cartridge type, not ${typeName}`);
  const store = await openRawImageFile(path, { write: true, create: true });
  try {
    await formatCartridge(store, { type });
    const drive = createZftape(store);
    const unit = await drive.open("nqft", "w");
    const data = randomBytes(TransferBytes, 17);
    let volumeBytes = 0;
    try {
      for (;;) volumeBytes += await unit.write(data);
    } catch (error) {
      if (!(error instanceof TapeError && error.code === "ENOSPC")) throw error;
    }
    await unit.close();
    await drive.commit();
    const imageBytes = segmentCountOf(type.geometry) * SegmentBytes;
    return { path, imageBytes, volumeBytes };
  } finally {
    await store.close();
  }
}

/** Reads the first volume to its end and hands every piece to `take`. */
export async function readVolume(path: string, take: (bytes: Uint8Array) => void): Promise<number> {
  const store = await openRawImageFile(path);
  try {
    const unit = await createZftape(store).open("qft", "r");
    const into = new Uint8Array(TransferBytes);
    let total = 0;
    for (;;) {
      const length = await unit.read(into);
      if (length === 0) break;
      take(into.subarray(0, length));
      total += length;
    }
    await unit.close();
    return total;
  } finally {
    await store.close();
  }
}
