import { createBackwardIndex } from "./backward-index.js";
import {
  type Container,
  type ContainerCodec,
  noStep,
  PassedNothing,
  type Place,
  type ReadingOptions,
  type Step,
} from "./container.js";
import { type ImageSource, u16At } from "./image-source.js";

const endOfMedium = 0xffff;

/**
 * TPC: u16 length and data, padded to even, nothing behind; 0 is a mark. It can't be read backward: what
 * lies in front of a place is found in an index that grows as it is needed.
 */
export const tpcCodec: ContainerCodec = {
  read: readTpc,
  encodeRecord(data) {
    const bytes = new Uint8Array(2 + data.length + (data.length & 1));
    bytes.set([data.length & 0xff, data.length >>> 8]);
    bytes.set(data, 2);
    return { bytes, link: 0 };
  },
  encodeMark: () => ({ bytes: new Uint8Array(2), link: 0 }),
};

function readTpc(source: ImageSource, { strict }: ReadingOptions): Container {
  async function next(place: Place): Promise<Step> {
    const { offset } = place;
    const left = source.sizeBytes - offset;
    if (left <= 0) return noStep("end", offset);
    const bytes = await source.peek(offset, 2);
    if (bytes === undefined) return noStep("torn", offset, `${left} byte of a length`);
    const lengthBytes = u16At(bytes, 0);
    const passed = PassedNothing;
    if (lengthBytes === 0)
      return { kind: "mark", start: place, end: at(offset + 2), passed, oddity: undefined };
    if (lengthBytes === endOfMedium)
      return noStep("end-marker", offset, "marker for the end of the medium");
    const isPadded = 2 + lengthBytes + (lengthBytes & 1) <= left;
    if (!isPadded && (strict || 2 + lengthBytes > left))
      return noStep("torn", offset, `record of ${lengthBytes} bytes, ${left - 2} are there`);
    const end = at(Math.min(offset + 2 + lengthBytes + (lengthBytes & 1), source.sizeBytes));
    const oddity = isPadded ? undefined : "padding";
    return { kind: "record", start: place, end, lengthBytes, damaged: false, passed, oddity };
  }

  return {
    next,
    previous: createBackwardIndex(source, next),
    data: (record, into) => source.fill(record.start.offset + 2, into),
    tailIsWhole: async () => source.sizeBytes === 0,
  };
}

function at(offset: number): Place {
  return { offset, link: 0 };
}
