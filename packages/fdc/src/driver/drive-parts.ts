import type { DriveTrace } from "../drive-trace.js";
import type { Clock } from "../hardware.js";
import type { TapeDrive } from "../qic117/tape-drive.js";
import type { DriveState } from "./drive-state.js";
import type { Positioner } from "./position/positioner.js";
import type { TapeStream } from "./stream/tape-stream.js";
import type { OwnedTapeLayout } from "./tape-layout.js";

/** An open drive, taken apart: what motion, formatting and the store itself work with. */
export interface DriveParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly trace: DriveTrace;
  readonly layout: OwnedTapeLayout;
  readonly positioner: Positioner;
  readonly stream: TapeStream;
  readonly state: DriveState;
}
