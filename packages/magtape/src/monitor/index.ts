export type { TapeUnit } from "../tape-unit.js";
