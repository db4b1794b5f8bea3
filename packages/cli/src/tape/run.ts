import type { Handler } from "../command-table.js";
import { UsageError } from "../usage-error.js";
import { copyTape } from "./copy-tape.js";
import { listTape } from "./list-tape.js";
import { verifyTape } from "./verify-tape.js";

/** Runs `floppytape tape ls|copy|verify`. */
export const runTape: Handler = async (context, args) => {
  const [action = "", device = "", other, surplus] = args.operands;
  const extra = action === "ls" ? other : surplus;
  if (extra !== undefined) throw new UsageError(`surplus operand '${extra}'`);
  if (action === "ls") return listTape(context, args, device);
  if (action === "verify") return verifyTape(context, args, device, other);
  if (other === undefined) throw new UsageError("missing operand: the tape to copy to");
  return copyTape(context, args, device, other);
};
