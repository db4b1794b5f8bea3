import { main } from "../main.js";
import { listtape } from "../listtape/program.js";

/** Runs `listtape` with the command line of this process. */
export const run = (): Promise<void> => main(listtape);
