import {
  describeMtOp,
  type MtOpCode,
  type MtOpFamily,
  opNumberIn,
  TapeError,
} from "@floppytape/magtape";
import { extendedLinuxBase, extendedOps, versionOneOps } from "../dialect.js";

/** An operation as a request without its count. */
export interface RemoteOperation {
  readonly request: string;
  /** For messages. */
  readonly name: string;
}

const largestCount = 0x7fffffff;

/**
 * How an operation is asked for in a version of the protocol, or in version 0 of a server whose system has
 * the numbers of `peer`.
 * @throws {TapeError} `EINVAL` for what is no operation, or no count of one; `ENOSYS` when `peer` has no
 * number for it
 */
export function remoteOperation(
  op: MtOpCode,
  count: number,
  version: 0 | 1,
  peer: MtOpFamily,
): RemoteOperation {
  const known = describeMtOp(op);
  if (known === undefined) throw new TapeError("EINVAL", `there is no operation ${op}`, { op });
  if (!Number.isInteger(count) || count < 0 || count > largestCount)
    throw new TapeError("EINVAL", `${known.names[0]}: no count: ${count}`, { requested: count });
  const request = version === 1 ? versionOneRequest(op) : plainRequest(op, peer);
  if (request === undefined)
    throw new TapeError("ENOSYS", `the server's system has no operation ${known.names[0]}`, { op });
  return { request: `${request}\n${count}\n`, name: `${known.names[0]} ${count}` };
}

function plainRequest(op: MtOpCode, peer: MtOpFamily): string | undefined {
  const number = opNumberIn(peer, op);
  return number === undefined ? undefined : `I${number}`;
}

function versionOneRequest(op: MtOpCode): string {
  const number = versionOneOps.indexOf(op);
  if (number >= 0) return `I${number}`;
  for (const [extended, meant] of extendedOps) if (meant === op) return `i${extended}`;
  return `i${extendedLinuxBase + op}`;
}
