import type { Handler } from "../command-table.js";
import { CommandError } from "../usage-error.js";

/** Runs `floppytape identify`. */
export const runIdentify: Handler = async () => {
  throw new CommandError("identify is not there yet");
};
