import { MtOp } from "@floppytape/magtape";

/** When an operation is allowed, and whether it needs an idle unit with a known tape. */
export interface OperationRules {
  /** Without cartridge, or taken offline. */
  readonly offline: boolean;
  /** With a cartridge or an open that may not be written. */
  readonly readOnly: boolean;
  readonly unformatted: boolean;
  readonly raw: boolean;
  /** Ends reading and the volume being written, and reads header and table, before it runs. */
  readonly idle: boolean;
  /** Unknown to this driver: always ENOSYS. */
  readonly missing: boolean;
}

const y = true;
const n = false;

function row(
  ...[offline, readOnly, unformatted, raw, idle]: [boolean, boolean, boolean, boolean, boolean]
): OperationRules {
  return { offline, readOnly, unformatted, raw, idle, missing: false };
}

const missing: OperationRules = { ...row(y, y, y, y, n), missing: true };

/** Rows of all operations: offline, read-only, unformatted, raw, idle. */
const rules: ReadonlyMap<number, OperationRules> = new Map<number, OperationRules>([
  [MtOp.Reset, row(y, y, y, y, n)],
  [MtOp.Fsf, row(n, y, n, n, y)],
  [MtOp.Bsf, row(n, y, n, n, y)],
  [MtOp.Fsr, row(n, y, n, y, y)],
  [MtOp.Bsr, row(n, y, n, y, y)],
  [MtOp.Weof, row(n, n, n, n, n)],
  [MtOp.Rewind, row(n, y, y, y, n)],
  [MtOp.Offline, row(y, y, y, y, n)],
  [MtOp.Nop, row(y, y, y, y, n)],
  [MtOp.Retension, row(n, y, y, y, n)],
  [MtOp.Bsfm, row(n, y, n, n, y)],
  [MtOp.Fsfm, row(n, y, n, n, y)],
  [MtOp.Eom, row(n, y, n, n, y)],
  [MtOp.Erase, row(n, n, n, y, n)],
  [MtOp.SetBlockSize, row(y, y, y, y, y)],
  [MtOp.SetDensity, row(y, y, y, y, n)],
  [MtOp.Seek, row(n, y, n, y, y)],
  [MtOp.SetDriveBuffer, row(y, y, y, y, n)],
  [MtOp.Lock, row(y, y, y, y, n)],
  [MtOp.Unlock, row(y, y, y, y, n)],
  [MtOp.Load, row(y, y, y, y, n)],
  [MtOp.Unload, row(y, y, y, y, n)],
  [MtOp.Compression, row(y, y, y, n, y)],
  [MtOp.SetPartition, row(y, y, y, y, n)],
]);

/** The rules of an operation; undefined for numbers that no operation can have. */
export function operationRules(op: number): OperationRules | undefined {
  if (!Number.isInteger(op) || op < 0 || op > MtOp.MakePartition) return undefined;
  return rules.get(op) ?? missing;
}
