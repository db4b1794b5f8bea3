/** The answer line: a report leaves the drive bit by bit, on track 0. */
export interface ReportLine {
  /** Whether a report has been begun and its stop bit not been shown. */
  readonly pending: boolean;
  level(nowNs: number): boolean;
  /** Begins a report of `bits` bits, lowest first; the acknowledge shows at `acknowledgeNs`. */
  begin(value: number, bits: number, acknowledgeNs: number, stopBit: boolean): void;
  /** The second pulse of a "report next bit" has arrived: its bit shows at once. */
  advance(): void;
  /** The train goes on: it was no "report next bit". */
  withdraw(): void;
  /** Ends a report; the line falls. */
  drop(): void;
}

const idle = -1;

export function createReportLine(): ReportLine {
  let value = 0;
  let bits = 0;
  let acknowledgeNs = 0;
  let stopBit = true;
  /** Bits asked for: 0 shows the acknowledge, `bits + 1` the stop bit. */
  let asked = idle;

  return {
    get pending() {
      return asked !== idle && asked <= bits;
    },
    level(nowNs) {
      if (asked === idle) return false;
      if (asked === 0) return nowNs >= acknowledgeNs;
      if (asked <= bits) return ((value >>> (asked - 1)) & 1) === 1;
      return stopBit;
    },
    begin(newValue, newBits, atNs, withStopBit) {
      value = newValue;
      bits = newBits;
      acknowledgeNs = atNs;
      stopBit = withStopBit;
      asked = 0;
    },
    advance() {
      if (asked === idle) return;
      asked++;
      if (asked > bits + 1) asked = idle;
    },
    withdraw() {
      if (asked > 0) asked--;
    },
    drop() {
      asked = idle;
    },
  };
}
