/** All that ftmt can be, in one piece: every module that is loaded on demand is a file more at start. */
export { runGnuMt } from "../mt/gnu.js";
export { runMtSt } from "../mt/st.js";
export { runFtmt } from "./run.js";
