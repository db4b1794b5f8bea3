import type { Program } from "./command-table.js";
import { floppytape } from "./floppytape/program.js";
import { ftformat } from "./ftformat/program.js";
import { ftmt } from "./ftmt/program.js";
import { listtape } from "./listtape/program.js";
import { vtblc } from "./vtblc/program.js";

/** Every program of this package. */
export const programs: readonly Program[] = [floppytape, ftmt, ftformat, vtblc, listtape];
