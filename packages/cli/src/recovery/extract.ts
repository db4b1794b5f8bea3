import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape extract`. */
export const runExtract: Handler = async () => {
  throw new CommandError("extract is not there yet");
};
