import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape batch`. */
export const runBatch: Handler = async () => {
  throw new CommandError("batch is not there yet");
};
