/** What was found out about controller, drive and cartridge: the report of `floppytape doctor`. */
import type { QicStandard } from "@floppytape/qic-format";
import type { BoardName } from "../controller/boards.js";
import type { ChipName } from "../controller/controller.js";
import type { DriveErrorReport } from "../qic117/drive-errors.js";
import type { DriveIdentity } from "../qic117/identity.js";
import type { LoaderStatus } from "../qic117/loader-status.js";
import type { TapeStatusReport } from "../qic117/tape-status.js";

/** Why a part could not be looked at. */
export interface Failure {
  /** Code of the error, `UNKNOWN` for one that is not ours. */
  readonly code: string;
  readonly text: string;
}

export interface ControllerFinding {
  readonly board: BoardName;
  /** First port. */
  readonly base: number;
  readonly chip: ChipName;
  /** Highest data rate, kbit/s. */
  readonly maxRate: number;
  /** What detection saw. */
  readonly evidence: string;
}

export interface DriveFinding extends DriveIdentity {
  /** Status byte and its bits in words; undefined where the drive never got ready. */
  readonly status: number | undefined;
  readonly statusWords: readonly string[];
  /** Answer to command 8; undefined from the oldest drives. */
  readonly configuration: number | undefined;
  /** Errors that were pending, oldest first; a reset after power-on is one. */
  readonly errors: readonly DriveErrorReport[];
  /** Data rates in kbit/s that the drive takes, highest first. Empty where it could not be asked. */
  readonly rates: readonly number[];
  readonly loader: LoaderStatus | undefined;
  /** Why the questions ended early. */
  readonly failure: Failure | undefined;
}

export interface CartridgeFinding {
  readonly present: boolean;
  readonly writeProtected: boolean;
  readonly newCartridge: boolean;
  /** Formatted: the reference burst was found. */
  readonly referenced: boolean;
  /** Undefined without a cartridge and from drives that do not tell. */
  readonly tape: TapeStatusReport | undefined;
  /** Standard, also where only the drive's configuration suggests it. */
  readonly standard: QicStandard | undefined;
}

/** How a standard goes with this controller and this drive. */
export interface StandardFinding {
  readonly standard: QicStandard;
  /** Highest data rate that both can do, kbit/s; undefined: none. */
  readonly rate: number | undefined;
  /** Why not, in words; undefined where it works. */
  readonly obstacle: string | undefined;
}

/** Something to know or to do. `problem`: this is why it does not work. */
export interface Advice {
  readonly kind: "problem" | "hint";
  readonly text: string;
}

export interface Diagnosis {
  readonly controller: ControllerFinding | Failure;
  /** Another controller on the same interrupt line or DMA channel, in words. */
  readonly clash: string | undefined;
  /** Undefined where it was never looked for. */
  readonly drive: DriveFinding | Failure | undefined;
  readonly cartridge: CartridgeFinding | undefined;
  readonly standards: readonly StandardFinding[];
  /** Data rate in kbit/s that the cartridge would be used at; undefined without one or where none fits. */
  readonly rate: number | undefined;
  /** What to do next, most important first; empty: all is well. */
  readonly advice: readonly Advice[];
}

/** Whether a part is a reason instead of a finding. */
export function isFailure<T extends object>(part: T | Failure | undefined): part is Failure {
  return part !== undefined && "code" in part && "text" in part;
}
