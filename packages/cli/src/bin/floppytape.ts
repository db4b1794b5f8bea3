import { floppytape } from "../floppytape/program.js";
import { main } from "../main.js";

/** Runs `floppytape` with the command line of this process. */
export const run = (): Promise<void> => main(floppytape);
