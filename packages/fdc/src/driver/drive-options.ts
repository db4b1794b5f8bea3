import type { Board } from "../controller/boards.js";
import type { DriveTrace } from "../drive-trace.js";
import type { StartPolicy } from "./stream/tape-stream.js";

/** How `openDrive` looks for a drive and how it uses it. */
export interface DriveOptions {
  /** Controller board, or its name, such as `fc10`. Default `standard`: the one at 0x3f0. */
  board?: Board | string;
  /** Drive select line, 0 to 3. Default: all of them are tried. */
  unit?: number;
  /** How data moves. Default `dma` where the hardware has buffers for it, else `pio`. */
  transfer?: "dma" | "pio";
  /** Segments in the pool between caller and tape, at least 3. Default 64: 2 MiB. */
  buffers?: number;
  /** Highest data rate to use, in kbit/s. Default: the highest that controller, drive and cartridge allow. */
  maxRate?: number;
  /** Refuse to write, as with the tab of the cartridge set. Default false. */
  readOnly?: boolean;
  /**
   * When the tape starts and stops. `stream`, the default, starts to write with a full pool and goes on as
   * long as data come; `original` is what ftape did, with 3 buffers unless `buffers` says more.
   */
  startPolicy?: StartPolicy;
  /** Takes what happens. Default: nobody does. */
  trace?: DriveTrace;
}
