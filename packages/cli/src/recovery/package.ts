import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape package`. */
export const runPackage: Handler = async () => {
  throw new CommandError("package is not there yet");
};
