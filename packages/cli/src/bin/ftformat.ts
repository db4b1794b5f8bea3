import { ftformat } from "../ftformat/program.js";
import { main } from "../main.js";

/** Runs `ftformat` with the command line of this process. */
export const run = (): Promise<void> => main(ftformat);
