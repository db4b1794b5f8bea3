export type { TapeProfile } from "../tape-profile.js";
