import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape report`. */
export const runReport: Handler = async () => {
  throw new CommandError("report is not there yet");
};
