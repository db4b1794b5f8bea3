export type { OpenTapeUnit } from "@floppytape/magtape";
