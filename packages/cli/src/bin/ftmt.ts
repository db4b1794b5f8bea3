import { ftmt } from "../ftmt/program.js";
import { main } from "../main.js";

/** Runs `ftmt` with the command line of this process. */
export const run = (): Promise<void> => main(ftmt);
