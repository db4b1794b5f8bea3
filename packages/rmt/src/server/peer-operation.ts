import {
  describeMtOp,
  MtOp,
  type MtOpCode,
  type MtOpFamily,
  opFromNumber,
} from "@floppytape/magtape";
import { ExtendedOp, extendedLinuxBase, extendedOps, versionOneOps } from "../dialect.js";

/** One call of a unit, or the way to the beginning of a file that takes several. */
export type PeerOperation =
  | { readonly kind: "unit"; readonly op: MtOpCode; readonly count: number }
  | { readonly kind: "beginning of file"; readonly filesBack: number };

/** The operation that a number of `I` means. In version 0 clients send the numbers of their own system. */
export function plainOperation(
  number: number,
  count: number,
  version: 0 | 1,
  peer: MtOpFamily,
): PeerOperation | undefined {
  const op = version === 1 ? versionOneOps[number] : opFromNumber(peer, number);
  return op === undefined ? undefined : { kind: "unit", op, count };
}

/** The operation that a number of `i` means. */
export function extendedOperation(number: number, count: number): PeerOperation | undefined {
  const op = extendedOps.get(number) ?? describeMtOp(number - extendedLinuxBase)?.code;
  if (op !== undefined) return { kind: "unit", op, count };
  switch (number) {
    case ExtendedOp.Cache:
    case ExtendedOp.NoCache: {
      const mode = number === ExtendedOp.Cache ? 1 : 0;
      return { kind: "unit", op: MtOp.SetDriveBuffer, count: mode };
    }
    case ExtendedOp.BackToBeginningOfFile:
      return { kind: "beginning of file", filesBack: count };
    default:
      return undefined;
  }
}
