import { main } from "../main.js";
import { floppytape } from "../floppytape/program.js";

/** Runs `floppytape` with the command line of this process. */
export const run = (): Promise<void> => main(floppytape);
