import { main } from "../main.js";
import { vtblc } from "../vtblc/program.js";

/** Runs `vtblc` with the command line of this process. */
export const run = (): Promise<void> => main(vtblc);
