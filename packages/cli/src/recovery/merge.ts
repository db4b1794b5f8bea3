import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape merge`. */
export const runMerge: Handler = async () => {
  throw new CommandError("merge is not there yet");
};
