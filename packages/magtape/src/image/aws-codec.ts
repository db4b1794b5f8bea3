import { TapeError } from "../errors.js";
import { createBackwardIndex } from "./backward-index.js";
import {
  type Container,
  type ContainerCodec,
  noStep,
  type Oddity,
  PassedNothing,
  type Place,
  type ReadingOptions,
  type Step,
} from "./container.js";
import { type ImageSource, u16At } from "./image-source.js";

/** In front of every chunk: u16 its length, u16 the length of the chunk in front, two bytes of flags. */
const headerBytes = 6;
const longestChunkBytes = 0xffff;

/** Bits of the first byte of flags. */
const ChunkFlag = {
  BeginsRecord: 0x80,
  TapeMark: 0x40,
  EndsRecord: 0x20,
  /** Compressed chunks are another format's, HET. */
  Compressed: 0x03,
} as const;

interface Header {
  readonly lengthBytes: number;
  readonly previousBytes: number;
  readonly flags: number;
}

/** AWSTAPE, the format of P/390 and Hercules. */
export const awsCodec: ContainerCodec = {
  read: readChunks,
  encodeRecord(data, link) {
    const count = Math.max(1, Math.ceil(data.length / longestChunkBytes));
    const bytes = new Uint8Array(data.length + count * headerBytes);
    let to = 0;
    let previousBytes = link;
    for (let from = 0; from < data.length; from += longestChunkBytes) {
      const chunk = data.subarray(from, from + longestChunkBytes);
      const isLast = from + chunk.length === data.length;
      const flags = (from === 0 ? ChunkFlag.BeginsRecord : 0) + (isLast ? ChunkFlag.EndsRecord : 0);
      bytes.set(encodeHeader({ lengthBytes: chunk.length, previousBytes, flags }), to);
      bytes.set(chunk, to + headerBytes);
      to += headerBytes + chunk.length;
      previousBytes = chunk.length;
    }
    return { bytes, link: previousBytes };
  },
  encodeMark: (link) => ({
    bytes: encodeHeader({ lengthBytes: 0, previousBytes: link, flags: ChunkFlag.TapeMark }),
    link: 0,
  }),
};

function encodeHeader({ lengthBytes, previousBytes, flags }: Header): Uint8Array {
  const lengths = [lengthBytes, previousBytes].flatMap((n) => [n & 0xff, n >>> 8]);
  return Uint8Array.from([...lengths, flags, 0]);
}

function readChunks(
  source: ImageSource,
  { strict, longestRecordBytes }: ReadingOptions,
): Container {
  /** No wrong length of a chunk in front was met. Some writers leave them all 0. */
  let linksHold = true;

  async function headerAt(offset: number): Promise<Header | undefined> {
    const bytes = await source.peek(offset, headerBytes);
    return (
      bytes && {
        lengthBytes: u16At(bytes, 0),
        previousBytes: u16At(bytes, 2),
        flags: bytes[4] ?? 0,
      }
    );
  }

  async function next(place: Place): Promise<Step> {
    const first = place.offset;
    if (source.sizeBytes <= first) return noStep("end", first);
    let total = 0;
    let oddity: Oddity | undefined;
    for (let { offset, link } = place; ; ) {
      const header = await headerAt(offset);
      if (header === undefined)
        return noStep("torn", first, `the file ends where a chunk header should be at ${offset}`);
      const { lengthBytes, previousBytes, flags } = header;
      const isFirst = offset === first;
      const isLinked = previousBytes === link;
      linksHold &&= isLinked;
      if (!isLinked) oddity = "previous-length";
      if (strict && !isLinked)
        return bad(offset, `chunk in front has ${link} bytes, header says ${previousBytes}`);
      if ((flags & ChunkFlag.Compressed) !== 0) return bad(offset, "compressed chunk (HET)");
      if ((flags & ChunkFlag.TapeMark) !== 0) {
        if (!isFirst || lengthBytes > 0)
          return bad(offset, "file mark within a record, or with data");
        const end = { offset: offset + headerBytes, link: 0 };
        return { kind: "mark", start: place, end, passed: PassedNothing, oddity };
      }
      if (isFirst !== ((flags & ChunkFlag.BeginsRecord) !== 0))
        return bad(offset, isFirst ? "chunk of a record without beginning" : "record without end");
      total += lengthBytes;
      if (total > longestRecordBytes)
        return bad(first, `record of more than ${longestRecordBytes} bytes`);
      link = lengthBytes;
      offset += headerBytes + lengthBytes;
      if (offset > source.sizeBytes)
        return noStep("torn", first, `chunk of ${lengthBytes} bytes, the file ends before`);
      if ((flags & ChunkFlag.EndsRecord) === 0) continue;
      const end = { offset, link };
      const lengths = { lengthBytes: total, damaged: total === 0 };
      return { kind: "record", start: place, end, ...lengths, passed: PassedNothing, oddity };
    }
  }

  const byIndex = createBackwardIndex(source, next);
  const previous = (place: Place) => (linksHold ? byLinks(place) : byIndex(place));

  async function byLinks(place: Place): Promise<Step> {
    if (place.offset <= 0) return noStep("beginning", 0);
    let total = 0;
    for (let { offset, link } = place; ; ) {
      const start = offset - headerBytes - link;
      const header = await headerAt(start);
      if (header === undefined || header.lengthBytes !== link)
        return bad(place.offset, `no chunk of ${link} bytes ends at offset ${offset}`);
      const isLast = offset === place.offset;
      const { flags, previousBytes } = header;
      const shared = { end: place, passed: PassedNothing, oddity: undefined };
      if ((flags & ChunkFlag.TapeMark) !== 0 && isLast && link === 0)
        return { kind: "mark", start: { offset: start, link: previousBytes }, ...shared };
      if (isLast !== ((flags & ChunkFlag.EndsRecord) !== 0) || (flags & ChunkFlag.TapeMark) !== 0)
        return bad(start, isLast ? "chunk of a record without end" : "record without beginning");
      total += link;
      if (total > longestRecordBytes)
        return bad(start, `record of more than ${longestRecordBytes} bytes`);
      offset = start;
      link = previousBytes;
      if ((flags & ChunkFlag.BeginsRecord) === 0) continue;
      const lengths = { lengthBytes: total, damaged: total === 0 };
      return { kind: "record", start: { offset, link }, ...lengths, ...shared };
    }
  }

  return {
    next,
    previous,
    async data(record, into) {
      for (let { offset } = record.start, done = 0; done < into.length; ) {
        const header = await headerAt(offset);
        if (header === undefined)
          throw new TapeError("EIO", `the image ends at ${offset}, within a record`, { offset });
        const piece = into.subarray(done, done + header.lengthBytes);
        await source.fill(offset + headerBytes, piece);
        offset += headerBytes + header.lengthBytes;
        done += piece.length;
      }
    },
    tailIsWhole: async () => source.sizeBytes === 0,
  };
}

function bad(offset: number, detail: string): Step {
  return noStep("bad", offset, detail);
}
