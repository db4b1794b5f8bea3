import { numberOf, usedPercent } from "./fields.js";
import type { MonitorState } from "./monitor-state.js";

/** What a monitor knows of a drive, for programs. "" and undefined: not told. */
export interface MonitorView {
  readonly status: string;
  readonly isClosed: boolean;
  readonly host: string;
  /** The driver's device, such as `nrst0`. */
  readonly ioDevice: string;
  readonly deviceType: string;
  readonly tapeType: string;
  /** In kB of 1000 bytes; undefined when the driver does not know it. */
  readonly capacityKb: number | undefined;
  readonly usedKb: number;
  readonly usedPercent: number | undefined;
  /** `read`, `write` or `append`. */
  readonly accessMode: string;
  readonly density: string;
  /** In bytes; 0: records of any size. */
  readonly blockSize: number;
  /** Files on the tape; undefined: not counted yet. */
  readonly fileCount: number | undefined;
  /** Counted from 1, as IRAF does; 0: not told. */
  readonly file: number;
  readonly isAtEndOfTape: boolean;
  /** Counted from 1. */
  readonly record: number;
  /** Bytes of the last record. */
  readonly recordSize: number;
  readonly log: readonly string[];
}

/** The state as a value that can be written as JSON. */
export function monitorView(state: MonitorState): MonitorView {
  const text = (keyword: string) => state.values.get(keyword) ?? "";
  const positive = (number: number) => (number > 0 ? number : undefined);
  return {
    status: state.status,
    isClosed: state.isClosed,
    host: text("host"),
    ioDevice: text("iodev"),
    deviceType: text("devtype"),
    tapeType: text("tapetype"),
    capacityKb: positive(numberOf(state, "tapesize")),
    usedKb: numberOf(state, "tapeused"),
    usedPercent: usedPercent(state),
    accessMode: text("acmode"),
    density: text("density"),
    blockSize: numberOf(state, "blksize"),
    fileCount: positive(numberOf(state, "nfiles")),
    file: numberOf(state, "file"),
    isAtEndOfTape: text("file").endsWith("(EOT)"),
    record: numberOf(state, "record"),
    recordSize: numberOf(state, "recsize"),
    log: [...state.log],
  };
}
