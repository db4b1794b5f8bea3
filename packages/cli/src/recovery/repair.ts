import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape repair`. */
export const runRepair: Handler = async () => {
  throw new CommandError("repair is not there yet");
};
