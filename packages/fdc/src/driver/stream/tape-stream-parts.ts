import type { DriveTrace } from "../../drive-trace.js";
import type { Clock } from "../../hardware.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { Positioner } from "../position/positioner.js";
import type { TapeLayout } from "../tape-layout.js";

/** `stream`: ours; `original`: 3 buffers and a start only when all of them are full, as ftape did. */
export type StartPolicy = "stream" | "original";

export interface TapeStreamParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly positioner: Positioner;
  readonly layout: TapeLayout;
  /** Segments in the pool, at least 3. Default 64, with the original policy 3. */
  readonly buffers?: number | undefined;
  /** Default `stream`. */
  readonly startPolicy?: StartPolicy | undefined;
  /** Default: nobody looks. */
  readonly trace?: DriveTrace;
}
