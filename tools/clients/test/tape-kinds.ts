import { join } from "node:path";
import { formatSmall } from "./served-tapes.js";

/** A kind of tape that clients see no difference of, except where they have to. */
export interface TapeKind {
  readonly what: string;
  /** Makes a tape and returns the device string. */
  readonly make: (folder: string, name: string) => Promise<string>;
  /** Volumes of a floppy tape, with a table; else a tape with file marks only. */
  readonly cartridge: boolean;
}

export const tapeKinds: readonly TapeKind[] = [
  {
    what: "an image of a cartridge",
    cartridge: true,
    async make(folder, name) {
      const path = join(folder, `${name}.img`);
      await formatSmall(path);
      return path;
    },
  },
  {
    what: "a simulated drive",
    cartridge: true,
    async make(folder, name) {
      const path = join(folder, `${name}.img`);
      await formatSmall(path);
      return `sim:${path}`;
    },
  },
  {
    what: "a record image",
    cartridge: false,
    make: async (folder, name) => join(folder, `${name}.tap`),
  },
];
