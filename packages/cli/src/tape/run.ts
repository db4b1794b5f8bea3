import type { Handler } from "../command-table.js";
import { UsageError } from "../usage-error.js";

/** Runs `floppytape tape ls|copy|verify`. */
export const runTape: Handler = async (context, args) => {
  const [action = "", device = "", other, surplus] = args.operands;
  const takes = action === "ls" ? 1 : 2;
  const extra = takes === 1 ? other : surplus;
  if (extra !== undefined) throw new UsageError(`surplus operand '${extra}'`);
  if (action === "ls") return (await import("./list-tape.js")).listTape(context, args, device);
  if (action === "verify")
    return (await import("./verify-tape.js")).verifyTape(context, args, device, other);
  if (other === undefined) throw new UsageError("missing operand: the tape to copy to");
  return (await import("./copy-tape.js")).copyTape(context, args, device, other);
};
