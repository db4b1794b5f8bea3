import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape rescue`. */
export const runRescue: Handler = async () => {
  throw new CommandError("rescue is not there yet");
};
