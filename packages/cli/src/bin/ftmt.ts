import { main } from "../main.js";
import { ftmt } from "../ftmt/program.js";

/** Runs `ftmt` with the command line of this process. */
export const run = (): Promise<void> => main(ftmt);
