import type { Program } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import {
  debugOption,
  helpOption,
  jsonOption,
  traceFormatOption,
  traceOption,
  traceVariable,
  versionOption,
  waitOption,
} from "../standard-options.js";

/** `listtape`: lists the volumes with nothing but rewind, volinfo and fsf. */
export const listtape: Program = {
  name: "listtape",
  summary: "list the volumes on a floppy tape",
  description: [
    "listtape rewinds the tape, goes over it from file mark to file mark and prints a line for every volume: its number, block size (0 when variable), size, and the space it takes on the tape. Then it prints the space that is left and the block size that new volumes will get. The tape is rewound at the end.",
  ],
  operands: [{ name: "DEVICE", optional: true, file: true, help: "the tape, as with -f" }],
  options: [
    {
      name: "file",
      short: ["f"],
      value: "DEVICE",
      help: "the tape: an image file or a device string; default $TAPE, else /dev/tape",
    },
    jsonOption,
    waitOption,
    traceOption,
    traceFormatOption,
    debugOption,
    helpOption,
    versionOption,
  ],
  environment: [{ term: "TAPE", help: "the tape to use without -f" }, traceVariable],
  exitStatus: [
    { term: "0", help: "done" },
    { term: "1", help: "the command line is wrong, or the tape can't be opened or read" },
  ],
  examples: [{ line: "listtape -f letters.img", help: "list the volumes of a cartridge image" }],
  classicErrors: true,
  failureStatus: { open: ExitStatus.Usage, use: ExitStatus.Usage },
  seeAlso: ["ftmt", "vtblc", "floppytape"],
  load: async () => (await import("./run.js")).runListtape,
};
