/** The other programs that ftmt can be, in one piece: every module that is loaded on demand is a file more at start. */
export { runGnuMt } from "./gnu.js";
export { runMtSt } from "./st.js";
