import { join, record, type Step } from "./dialogue.js";

export const invalid = "E22\nInvalid argument\n";
export const notOpen = "E9\nBad file descriptor\n";
export const noEntry = "E2\nNo such file or directory\n";
export const overflow = "E75\nValue too large for defined data type\n";

export const openRead: Step = ["Onst0\n0\n", "A0\n"];
export const openWrite: Step = ["Onst0\n1\n", "A0\n"];
export const openBoth: Step = ["Onst0\n2\n", "A0\n"];
export const data = record(100);
export const write: Step = [join("W100\n", data), "A100\n"];
