import {
  type Container,
  type ContainerCodec,
  noStep,
  PassedNothing,
  type ReadingOptions,
  type Step,
} from "./container.js";
import type { ImageSource } from "./image-source.js";

/** Bytes of a record when nothing else is said: a block of tar's. */
export const DefaultFixedRecordBytes = 10240;

/** A raw file, such as a tar archive: records of one length, the last may be shorter, and a mark at the end. */
export const fixedCodec: ContainerCodec = {
  read: readFixed,
  encodeRecord: (data) => ({ bytes: data.slice(), link: 0 }),
  encodeMark: () => ({ bytes: new Uint8Array(0), link: 1 }),
};

function readFixed(source: ImageSource, { recordBytes }: ReadingOptions): Container {
  const recordBetween = (from: number, to: number): Step => ({
    kind: "record",
    start: { offset: from, link: 0 },
    end: { offset: to, link: 0 },
    lengthBytes: to - from,
    damaged: false,
    passed: PassedNothing,
    oddity: undefined,
  });
  const finalMark = (): Step => ({
    kind: "mark",
    start: { offset: source.sizeBytes, link: 0 },
    end: { offset: source.sizeBytes, link: 1 },
    passed: PassedNothing,
    oddity: undefined,
  });
  return {
    async next({ offset, link }) {
      const { sizeBytes } = source;
      if (offset < sizeBytes)
        return recordBetween(offset, Math.min(offset + recordBytes, sizeBytes));
      return link === 0 && sizeBytes > 0 ? finalMark() : noStep("end", offset);
    },
    async previous({ offset, link }) {
      if (link === 1) return finalMark();
      if (offset <= 0) return noStep("beginning", 0);
      return recordBetween(Math.floor((offset - 1) / recordBytes) * recordBytes, offset);
    },
    data: (record, into) => source.fill(record.start.offset, into),
    tailIsWhole: async () => true,
  };
}
