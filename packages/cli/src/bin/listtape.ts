import { listtape } from "../listtape/program.js";
import { main } from "../main.js";

/** Runs `listtape` with the command line of this process. */
export const run = (): Promise<void> => main(listtape);
