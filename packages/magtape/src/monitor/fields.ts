import type { MonitorState } from "./monitor-state.js";

/** Keywords whose values are shown; `iodev` and `host` make the status. */
export type MonitorKeyword =
  | "devtype"
  | "tapetype"
  | "tapesize"
  | "tapeused"
  | "acmode"
  | "density"
  | "blksize"
  | "nfiles"
  | "file"
  | "record"
  | "recsize";

interface Field {
  readonly label: string;
  /** What we show. */
  show(value: string, state: MonitorState): string;
  /** What the original shows when this value comes in; without it, the value. */
  compat?(value: string, state: MonitorState): string;
}

const asIs = (value: string) => value;

/** What is shown, in the original's order. */
export const monitorFields: Readonly<Record<MonitorKeyword, Field>> = {
  devtype: { label: "Device Type", show: asIs },
  tapetype: { label: "Tape Type", show: asIs },
  tapesize: {
    label: "Capacity",
    show: (value) => (numberIn(value) > 0 ? megabytes(numberIn(value)) : "unknown"),
    compat: (value) => compatMegabytes(numberIn(value)),
  },
  tapeused: {
    label: "Used",
    show: (value, state) => withPercent(megabytes(numberIn(value)), usedPercent(state)),
    compat: (value, state) =>
      withPercent(
        compatMegabytes(numberIn(value)),
        compatPercent(numberIn(value), numberOf(state, "tapesize")),
      ),
  },
  acmode: { label: "Access Mode", show: asIs },
  density: { label: "Density", show: asIs },
  blksize: {
    label: "Device Block Size",
    show: (value) => (numberIn(value) === 0 ? "variable" : `${value} bytes`),
    compat: (value) => (value === "0" ? "variable" : value),
  },
  nfiles: {
    label: "Total Files",
    show: (value) => (numberIn(value) > 0 ? value : "unknown"),
    compat: (value) => (value === "0" ? "unknown" : value),
  },
  file: { label: "File", show: asIs },
  record: { label: "Record", show: asIs },
  recsize: { label: "Record Size", show: (value) => `${value} bytes` },
};

export const monitorKeywords = Object.keys(monitorFields) as MonitorKeyword[];

export function isMonitorKeyword(word: string): word is MonitorKeyword {
  return Object.hasOwn(monitorFields, word);
}

/** Records are blocks where the device has blocks. */
export function labelOf(keyword: MonitorKeyword, state: MonitorState): string {
  const hasBlocks = keyword === "record" && numberOf(state, "blksize") !== 0;
  return hasBlocks ? "Block" : monitorFields[keyword].label;
}

/** The number that a value begins with, 0 for none. */
function numberIn(value: string): number {
  const number = Number.parseInt(value, 10);
  return Number.isSafeInteger(number) ? number : 0;
}

export function numberOf(state: MonitorState, keyword: MonitorKeyword): number {
  return numberIn(state.values.get(keyword) ?? "");
}

/** How much of the tape is used, in whole percent; undefined when its capacity is not known. */
export function usedPercent(state: MonitorState): number | undefined {
  const capacityKb = numberOf(state, "tapesize");
  if (capacityKb <= 0) return undefined;
  return Math.floor((Math.max(0, numberOf(state, "tapeused")) * 100) / capacityKb);
}

/** The driver counts in kB of 1000 bytes. */
function megabytes(kilobytes: number): string {
  return `${(kilobytes / 1000).toFixed(2)} MB`;
}

function withPercent(text: string, percent: number | undefined): string {
  return percent === undefined ? text : `${text} (${String(percent).padStart(2, "0")}%)`;
}

/** As the original rounds: from 995 kB on three digits come out, 0.100. */
function compatMegabytes(kilobytes: number): string {
  const hundredths = Math.trunc(((kilobytes % 1000) + 5) / 10);
  return `${Math.trunc(kilobytes / 1000)}.${String(hundredths).padStart(2, "0")} Mb`;
}

/** As the original divides, in whole numbers; of a capacity of 0, which ended it, nothing is shown. */
function compatPercent(usedKb: number, capacityKb: number): number | undefined {
  return capacityKb === 0 ? undefined : Math.trunc(usedKb / capacityKb) * 100;
}
