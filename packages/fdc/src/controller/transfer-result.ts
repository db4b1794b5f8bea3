/** What a command's seven result bytes and the count of moved bytes mean together. */

import type { SeenSectorId, TransferResult } from "./controller.js";
import { St0, St1, St2 } from "./registers.js";
import type { ControllerFault } from "./result.js";

/** How a transfer was meant, and what was left of it. */
export interface TransferAccount {
  /** Cylinder and record of the first sector. */
  readonly cylinder: number;
  readonly record: number;
  readonly count: number;
  readonly sectorBytes: number;
  /** Bytes that were not moved; undefined where none were to be, as in a verify. */
  readonly bytesLeft: number | undefined;
  /** The processor moved the bytes: a command then ends without terminal count. */
  readonly processorMoves: boolean;
  /** The chip names the next sector whatever happened, with 128 sectors a cylinder. */
  readonly trueNextSector: boolean;
}

const Disagreement: TransferResult = { sectors: 0, fault: "count-mismatch", deletedMark: false };

/** Why a command ended abnormally. Undefined: it did not, or for no other reason than that EOT was passed. */
export function faultOf(st0: number, st1: number, st2: number): ControllerFault | undefined {
  const code = st0 & St0.InterruptCode;
  if (code === St0.Normal) return undefined;
  if (code === St0.Invalid) return "invalid-command";
  if (code === St0.ReadyChanged) return "equipment";
  if (st1 & St1.NotWritable) return "write-protected";
  if (st1 & St1.MissingAddressMark)
    return st2 & St2.MissingDataMark ? "data-mark-missing" : "id-mark-missing";
  if (st1 & St1.DataError) return st2 & St2.DataErrorInData ? "data-crc" : "id-crc";
  if (st1 & St1.NoData) return "no-data";
  if (st1 & St1.Overrun) return "overrun";
  if (st2 & (St2.WrongCylinder | St2.BadCylinder)) return "wrong-cylinder";
  if (st0 & St0.EquipmentCheck) return "equipment";
  return st1 & St1.EndOfCylinder ? undefined : "count-mismatch";
}

/** Judges the end of a read, write or verify. */
export function transferResult(result: Uint8Array, account: TransferAccount): TransferResult {
  const st2 = result[2]!;
  const fault = faultOf(result[0]!, result[1]!, st2);
  const deletedMark = (st2 & St2.ControlMark) !== 0;
  if (fault === undefined)
    return endedWithoutFault(sectorsByResult(result, account), deletedMark, account);
  if (fault === "write-protected" || fault === "equipment" || fault === "invalid-command")
    return { sectors: 0, fault, deletedMark: false };
  const sectors = sectorsByResult(result, account);
  // "All done, but with an error" is as little an account as a sector that was not asked for.
  if (sectors < 0 || sectors >= account.count) return Disagreement;
  if (sectors + sectorsLeft(account, fault) > account.count) return Disagreement;
  // Any mark is that of the sector that failed: behind a deleted one no read goes on.
  return { sectors, fault, deletedMark: false };
}

function endedWithoutFault(
  sectors: number,
  deletedMark: boolean,
  account: TransferAccount,
): TransferResult {
  const { count, bytesLeft } = account;
  if (bytesLeft === undefined) {
    const early = deletedMark && sectors >= 0 && sectors < count;
    return sectors === count || early ? { sectors, deletedMark } : Disagreement;
  }
  const moved = count - sectorsLeft(account, undefined);
  if (moved < 1) return Disagreement;
  // A deleted mark ends a read; chips differ in whether they name that sector or the next.
  // So they do at the end of a command without terminal count.
  const mayNameLast = deletedMark || account.processorMoves;
  if (sectors !== moved && !(mayNameLast && sectors === moved - 1)) return Disagreement;
  return moved === count || deletedMark ? { sectors: moved, deletedMark } : Disagreement;
}

/** Sectors before the one that the result names; nonsense of the chip gives nonsense. */
function sectorsByResult(result: Uint8Array, account: TransferAccount): number {
  const cylinder = result[3]!;
  const record = result[5]!;
  if (account.trueNextSector)
    return ((cylinder - account.cylinder + 255) % 255) * 128 + record - account.record;
  if (cylinder !== account.cylinder) return record === 1 ? account.count : -1;
  return record - account.record;
}

/** Sectors that were not moved in full. One whose data are wrong was moved, but does not count as moved. */
function sectorsLeft(account: TransferAccount, fault: ControllerFault | undefined): number {
  if (account.bytesLeft === undefined) return 0;
  const moved = fault === "data-crc" && !account.trueNextSector ? account.sectorBytes : 0;
  return Math.ceil((account.bytesLeft + moved) / account.sectorBytes);
}

/** The id in seven result bytes. */
export function seenSectorId(result: Uint8Array): SeenSectorId {
  return { cylinder: result[3]!, head: result[4]!, record: result[5]!, sizeCode: result[6]! };
}
