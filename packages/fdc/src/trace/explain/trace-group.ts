/** What somebody meant by a run of accesses. */

export type TraceGroupKind =
  /** What the machine is made of. */
  | "begin"
  /** A command of the controller with its result. */
  | "fdc"
  /** A register of the controller that is not part of a command. */
  | "register"
  /** DMA set up, or asked how much is left. */
  | "dma"
  /** Bytes to or from a DMA buffer. */
  | "memory"
  /** Sleeping, or waiting for an interrupt that belongs to nothing else. */
  | "wait"
  /** A command to the drive, made of step pulses, with its parameter and its answer. */
  | "drive"
  /** Accesses that mean nothing to a floppy controller. */
  | "other";

export interface TraceGroup {
  readonly kind: TraceGroupKind;
  /** Short and stable, such as `fdc.read-data`, `drive.report-drive-status`, `dma.set-up`. */
  readonly name: string;
  /** Times of the first and of the last record. */
  readonly atMs: number;
  readonly endMs: number;
  /** One line for a person. */
  readonly text: string;
  /** The same for a program. */
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** Places in the trace, counted from 0, of the records that belong to this group and to none of its parts. */
  readonly records: readonly number[];
  /** Groups that this one is made of, in order. */
  readonly parts: readonly TraceGroup[];
}
