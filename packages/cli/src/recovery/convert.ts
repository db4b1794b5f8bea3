import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape convert`. */
export const runConvert: Handler = async () => {
  throw new CommandError("convert is not there yet");
};
