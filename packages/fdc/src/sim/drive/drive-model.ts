import type { QicStandard } from "@floppytape/qic-format";

/** How a drive is told that it is meant. */
export type SelectionMethod = "none" | "colorado" | "mountain" | "insight";

/** How a drive moves, and how long that takes. */
export interface DriveTimings {
  /** Ends a train of step pulses. */
  readonly trainMs: number;
  /** From the end of a report command to the acknowledge. */
  readonly acknowledgeMs: number;
  /** A soft reset makes the drive deaf. */
  readonly resetMs: number;
  /** From standstill to data speed and back. */
  readonly rampMs: number;
  /** Not ready for so long after every motion: hosts wait to see the drive busy first. */
  readonly settleMs: number;
  readonly headSeekMs: number;
  /** In addition, for every track that the head moves. */
  readonly headStepMs: number;
  /** Finding the reference bursts. */
  readonly loadMs: number;
  /** From inserting a cartridge to the drive being ready. */
  readonly autoloadMs: number;
  /** How far a pause backs up. */
  readonly pauseSegments: number;
  /** What a skip coasts beyond the last gap it was to pass, in segments. */
  readonly overshootForward: number;
  readonly overshootReverse: number;
}

/** Everything in which drives differ. */
export interface DriveModel {
  readonly name: string;
  readonly description: string;
  /** As ftape's table has it: bit 16 set for 8-bit ids, bit 17 for ids reported by command 24. */
  readonly vendorId: number;
  readonly romVersion: number;
  readonly wakeUp: SelectionMethod;
  /** What the drive reads. */
  readonly standards: readonly QicStandard[];
  /** What it writes. The write protect bit does not tell where it can't. */
  readonly writes: readonly QicStandard[];
  /** kbit/s. */
  readonly rates: readonly number[];
  /** Selected at power-on and by a soft reset. */
  readonly defaultRate: number;
  readonly windIps: number;
  /** Knows how long the tape is: commands 36 to 38. */
  readonly calibratesLength: boolean;
  /** Command 33, QIC-117 revision C. */
  readonly reportsTapeStatus: boolean;
  /** Command 8. */
  readonly reportsConfiguration: boolean;
  /** Commands 34 and 35. */
  readonly extendedSkips: boolean;
  readonly canFormat: boolean;
  /** Commands 50 to 56: Ditto Max with its loader. */
  readonly extensions: boolean;
  /** What command 9 reports in diagnostic mode 1, where it is no ROM version. */
  readonly diagnosticSignature: number | undefined;
  /** What command 37 reports in diagnostic mode, 8 bits. */
  readonly diagnosticStatus: number | undefined;
  /** Error code pending after power-on; 0: none. */
  readonly powerOnError: number;
  readonly errorAfterReset: number;
  /** Index pulses that an inter-segment gap gives while reading. */
  readonly pulsesPerGap: 1 | 2;
  readonly timings: DriveTimings;
}

export const usualTimings: DriveTimings = {
  trainMs: 2.5,
  acknowledgeMs: 0.5,
  resetMs: 1000,
  rampMs: 150,
  settleMs: 100,
  headSeekMs: 400,
  headStepMs: 20,
  loadMs: 3000,
  autoloadMs: 5000,
  pauseSegments: 2,
  overshootForward: 1,
  overshootReverse: 1,
};
