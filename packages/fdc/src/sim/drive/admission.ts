/** Which commands a drive takes in which state, and with which error it refuses the others. */
import { type DriveCommandRow, Interlock } from "./command-table.js";
import type { DriveState } from "./drive-state.js";
import type { Transport } from "./transport.js";

const Bit = { Ready: 0x01, Error: 0x02, Referenced: 0x20 } as const;

/** A firmware looks at the lowest status bit first. */
const errorOfBit = [
  [Bit.Ready, 1],
  [Bit.Error, 12],
  [0x04, 2],
  [0x08, 5],
  [0x10, 13],
  [Bit.Referenced, 19],
] as const;

/** Error code, or 0 when the command is admitted. `status` has all bits as they are. */
export function refusalOf(
  { code, mask, state: wanted, interlocks }: DriveCommandRow,
  status: number,
  state: DriveState,
  transport: Transport,
): number {
  const wrong = (status ^ wanted) & mask & ~waivedBits(code, state, transport);
  for (const [bit, error] of errorOfBit) if (wrong & bit) return error;
  if (interlocks & Interlock.HighSpeed && transport.highSpeed) return 32;
  if (interlocks & Interlock.NonInterruptible && transport.nonInterruptible) return 30;
  if (interlocks & Interlock.FormatMode && state.mode === "format") return 15;
  if (interlocks & Interlock.VerifyMode && state.mode === "verify") return 16;
  if (interlocks & Interlock.PrimaryMode && state.mode === "primary") return 14;
  return 0;
}

/**
 * What hosts rely on: a pause and a seek to the load point work with an error pending, the latter and the
 * winds in the middle of a pass; in format mode there is no reference burst yet.
 */
function waivedBits(code: number, { mode }: DriveState, transport: Transport): number {
  const unreferenced = mode === "format" ? Bit.Referenced : 0;
  switch (code) {
    case 3:
    case 4:
      return unreferenced | Bit.Error;
    case 14:
      return unreferenced | Bit.Error | Bit.Ready;
    case 11:
    case 12:
      return unreferenced | (transport.motion === "forward" ? Bit.Ready : 0);
    default:
      return unreferenced;
  }
}
