import type { ContainerCodec } from "./container.js";
import { DamagedFlag } from "./control-word.js";
import { type Padding, paddedBytes, readWords } from "./word-reader.js";

/** SIMH's format: records of odd length are followed by a pad byte. */
export const tapCodec: ContainerCodec = wordCodec("even");

/** E11's format: nothing is padded. */
export const e11Codec: ContainerCodec = wordCodec("none");

function wordCodec(padding: Padding): ContainerCodec {
  return {
    read: (source, options) => readWords(source, options, padding),
    encodeRecord(data, _link, damaged) {
      const room = paddedBytes(data.length, padding);
      const bytes = new Uint8Array(room + 8);
      const view = new DataView(bytes.buffer);
      const word = damaged ? DamagedFlag + data.length : data.length;
      view.setUint32(0, word, true);
      bytes.set(data, 4);
      view.setUint32(4 + room, word, true);
      return { bytes, link: 0 };
    },
    encodeMark: () => ({ bytes: new Uint8Array(4), link: 0 }),
  };
}
