import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape advise`. */
export const runAdvise: Handler = async () => {
  throw new CommandError("advise is not there yet");
};
