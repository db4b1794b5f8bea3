/** Cartridge images full of files, made through the whole stack. */
import {
  buildSegment,
  formatCartridge,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import { openRawImageFile } from "@floppytape/cartridge/node";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";
import { type NewItem, writeFileSet } from "@floppytape/qic113";
import { createZftape } from "@floppytape/zftape";
import { randomBytes } from "./random-bytes.js";

/** Contents of every file; what an archive says of it comes on top. */
const FileBytes = 2 ** 20;
const TarBlockBytes = 512;
/** zftape's default. */
const RecordBytes = 10240;

export interface FileImage {
  readonly path: string;
  readonly imageBytes: number;
  readonly fileCount: number;
  /** Of all files. */
  readonly contentBytes: number;
}

type Recorder = (store: SegmentStore, capacityBytes: number) => Promise<number>;

async function record(path: string, typeName: string, recorder: Recorder): Promise<FileImage> {
  const type = cartridgeTypeNamed(typeName);
  if (!type) throw new RangeError(`typeName must name a cartridge type, not ${typeName}`);
  const store = await openRawImageFile(path, { write: true, create: true });
  try {
    await formatCartridge(store, { type });
    const fileCount = await recorder(store, (await openCartridge(store)).capacityBytes());
    const imageBytes = segmentCountOf(type.geometry) * SegmentBytes;
    return { path, imageBytes, fileCount, contentBytes: fileCount * FileBytes };
  } finally {
    await store.close();
  }
}

/** Fills a cartridge of the type with a tar archive of files of 1 MiB. */
export function recordTar(path: string, typeName: string): Promise<FileImage> {
  return record(path, typeName, async (store, capacityBytes) => {
    // a segment is the volume table's
    const fileCount = Math.floor((capacityBytes - SegmentBytes) / (FileBytes + TarBlockBytes)) - 1;
    const drive = createZftape(store);
    const unit = await drive.open("nqft", "w");
    const end = new Uint8Array(2 * TarBlockBytes);
    const waiting = new Uint8Array(RecordBytes + FileBytes + 2 * TarBlockBytes);
    let waitingBytes = 0;
    const push = (bytes: Uint8Array) => {
      waiting.set(bytes, waitingBytes);
      waitingBytes += bytes.length;
    };
    const writeRecords = async () => {
      const whole = waitingBytes - (waitingBytes % RecordBytes);
      await unit.write(waiting.subarray(0, whole));
      waiting.copyWithin(0, whole, waitingBytes);
      waitingBytes -= whole;
    };
    const contents = randomBytes(FileBytes, 17);
    for (let file = 0; file < fileCount; file++) {
      push(tarHeader(nameOf(file), FileBytes));
      push(contents);
      await writeRecords();
    }
    push(end);
    waiting.fill(0, waitingBytes, waitingBytes + RecordBytes);
    waitingBytes += RecordBytes - 1;
    await writeRecords();
    await unit.close();
    await drive.commit();
    return fileCount;
  });
}

function tarHeader(name: string, sizeBytes: number): Uint8Array {
  const header = new Uint8Array(TarBlockBytes);
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, "0000644\u00000001000\u00000001000\0");
  put(124, `${sizeBytes.toString(8).padStart(11, "0")}\u000005753040000\0`);
  put(148, "        0"); // the checksum counts as blanks; a file
  put(257, "ustar\u000000");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

const nameOf = (file: number): string => `FILE${file}.DAT`;

/** Likewise with a QIC-113 file set; the contents of a compressed one shrink to half. */
export function recordFileSet(
  path: string,
  typeName: string,
  compressed: boolean,
): Promise<FileImage> {
  return record(path, typeName, async (store, capacityBytes) => {
    const cartridge = await openCartridge(store);
    const { firstDataSegment, lastDataSegment, badSectors } = cartridge;
    const contents = randomBytes(FileBytes, 17);
    if (compressed) for (let at = 0; at < FileBytes; at += 64) contents.fill(0, at, at + 32);
    // room for entries of the directory and of the data, generously
    const roomBytes = capacityBytes - 4 * SegmentBytes;
    const fileCount = Math.floor(roomBytes / (FileBytes + 1024));
    const items = Array.from({ length: fileCount }, (_, file): NewItem => {
      const read = () => [contents];
      return { name: nameOf(file), contents: { sizeBytes: FileBytes, read } };
    });
    const writing = writeFileSet(items, {
      format: "extended",
      firstSegment: firstDataSegment + 1,
      lastSegment: lastDataSegment,
      dataBytes: (segment) => cartridge.dataBytes(segment),
      compressed,
    });
    const engine = eccEngine();
    const sectors = new Uint8Array(SegmentBytes);
    for (;;) {
      const { done, value } = await writing.next();
      if (done) {
        await store.flush();
        await cartridge.writeTable(value.entryBytes);
        return fileCount;
      }
      const bad = badSectors.get(value.segment);
      buildSegment(value.data, bad, engine, sectors);
      await store.writeSegment(value.segment, sectors, { skip: bad });
    }
  });
}
