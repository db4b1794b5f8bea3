import type { ByteStore } from "@floppytape/cartridge";
import { HangError } from "../campaign.js";

/** Reads and writes of the bytes of an image that no seed comes near. */
const mostAccesses = 200_000;

/** Passes everything on and counts it: a call that goes in a circle ends with a {@link HangError}. */
export function guardedBytes(bytes: ByteStore): ByteStore {
  let accesses = 0;
  const count = () => {
    if (++accesses > mostAccesses) throw new HangError(`more than ${mostAccesses} accesses`);
  };
  return {
    get sizeBytes() {
      return bytes.sizeBytes;
    },
    async read(position, into) {
      count();
      return bytes.read(position, into);
    },
    async write(position, data) {
      count();
      return bytes.write(position, data);
    },
    sync: () => bytes.sync(),
    truncate: async (size) => bytes.truncate?.(size),
    close: () => bytes.close(),
  };
}
