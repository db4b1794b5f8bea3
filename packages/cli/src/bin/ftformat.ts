import { main } from "../main.js";
import { ftformat } from "../ftformat/program.js";

/** Runs `ftformat` with the command line of this process. */
export const run = (): Promise<void> => main(ftformat);
