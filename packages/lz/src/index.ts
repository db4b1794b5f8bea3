export type { LzErrorCode, LzErrorDetails } from "./errors.js";
export { LzError } from "./errors.js";
export type { Lzrw3Engine, Lzrw3EngineName } from "./lzrw3-engine.js";
export { Lzrw3MaxBlockBytes, lzrw3CompressBound } from "./lzrw3-format.js";
export { createLzrw3Engine, lzrw3 } from "./lzrw3-selection.js";
