import { MtOp, type MtOpCode } from "../mt-op.js";
import { describeMtOp } from "../mt-operation.js";
import type { MtOpFamily } from "../tape-profile.js";

type OpNumbers = ReadonlyMap<MtOpCode, number>;

/** Numbers of 4.2BSD, which all of its descendants kept. 5 is the way to the beginning, not a file mark. */
const common: readonly (readonly [MtOpCode, number])[] = [
  [MtOp.Weof, 0],
  [MtOp.Fsf, 1],
  [MtOp.Bsf, 2],
  [MtOp.Fsr, 3],
  [MtOp.Bsr, 4],
  [MtOp.Rewind, 5],
  [MtOp.Offline, 6],
  [MtOp.Nop, 7],
];

/** Linux has the numbers of {@link MtOp}; these are the systems that have others. */
const families: Readonly<Record<Exclude<MtOpFamily, "linux">, OpNumbers>> = {
  // 8 and 9 switch the cache of the controller in 4.3BSD.
  bsd: new Map([...common, [MtOp.Retension, 100], [MtOp.Erase, 101]]),
  sun: new Map([...common, [MtOp.Retension, 8], [MtOp.Erase, 9], [MtOp.Eom, 10]]),
};

/** Weof that does not wait for the drive, in newer headers of Linux. */
const weofImmediate = 35;

/** The number of an operation in a family of systems; undefined when that family does not have it. */
export function opNumberIn(family: MtOpFamily, op: MtOpCode): number | undefined {
  if (family === "linux") return describeMtOp(op)?.code;
  return families[family].get(op);
}

/**
 * The operation that a number means in a family of systems; undefined for one that has no meaning
 * there. Linux' MTWEOFI, which does not wait, is {@link MtOp}.Weof, which does.
 */
export function opFromNumber(family: MtOpFamily, number: number): MtOpCode | undefined {
  if (family === "linux") return number === weofImmediate ? MtOp.Weof : describeMtOp(number)?.code;
  for (const [op, known] of families[family]) if (known === number) return op;
  return undefined;
}
