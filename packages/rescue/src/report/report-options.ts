import type { Cartridge } from "@floppytape/cartridge";
import type { Recording } from "../contents/recording.js";
import type { ReportedSource } from "./cartridge-report.js";

/** A digest that takes its bytes in pieces. */
export interface RunningHash {
  /** Takes bytes, which are not kept. */
  update(bytes: Uint8Array): void;
  /** Hex, lower case; called once, last. */
  digest(): string;
}

/** What a report is about. */
export interface ReportInput {
  readonly source: ReportedSource;
  readonly recording: Recording;
  /** Where the recording is on one. */
  readonly cartridge?: Cartridge | undefined;
}

/** How far a report is, in bytes that were read. */
export interface ReportProgress {
  readonly done: number;
  readonly total: number;
}

/** How a report is made. */
export interface ReportOptions {
  /** Name and version of the program. */
  readonly program: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** A new SHA-256. */
  readonly createHash: () => RunningHash;
  /** Entries that are kept in all; behind them a finding says so. Default 1,000,000. */
  readonly entryLimit?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then; must not throw. */
  readonly onProgress?: (progress: ReportProgress) => void;
}
