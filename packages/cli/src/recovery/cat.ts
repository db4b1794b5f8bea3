import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape cat`. */
export const runCat: Handler = async () => {
  throw new CommandError("cat is not there yet");
};
