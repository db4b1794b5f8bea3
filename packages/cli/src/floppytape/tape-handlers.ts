/** What the commands for tapes of any kind do, in one piece: every module that is loaded on demand is a file more. */
export { runTape } from "../tape/run.js";
export { runMon } from "./mon.js";
export { runRmt } from "./rmt.js";
export { runTapecap } from "./tapecap.js";
