/** What the simulated drive needs, in one piece: every module that is loaded on demand is a file more at start. */
export { driveNameOf } from "@floppytape/fdc";
export { driveModelFor } from "@floppytape/fdc/sim";
export { simulatedBackEnd } from "./simulated-back-end.js";
export { machineWithImage } from "./simulated-machine.js";
export { simulatorOptionsOf } from "./simulator-options.js";
