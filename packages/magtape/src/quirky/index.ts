export { drawTape, logicalFiles, type TapeItem, tapeItems } from "./medium.js";
export { createQuirkyTape, type QuirkyTape, type QuirkyTapeOptions } from "./quirky-tape.js";
