import { fileText, type TapeDescriptor } from "./descriptor.js";

/** What a position file says. */
export interface PositionFile {
  readonly descriptor: TapeDescriptor;
  /** The lines in front of the first value, without `# `. */
  readonly comments: readonly string[];
}

const keywords = ["file", "record", "nfiles", "tapeused", "pflags"] as const;

/** Longest text that is looked at, in characters; a position file has a few hundred. */
const maxTextLength = 65536;

/**
 * Reads the text of a position file (IRAF's `mt….lok`): the first line that begins with `file` and the four
 * that follow it, in this order. Text behind a number is ignored. Undefined for any defect: the
 * position is unknown then.
 */
export function parsePositionFile(text: string): PositionFile | undefined {
  const lines = text.slice(0, maxTextLength).split("\n");
  const first = lines.findIndex((line) => line.startsWith("file"));
  if (first < 0) return undefined;
  const values: number[] = [];
  for (const [index, keyword] of keywords.entries()) {
    const found = /^([a-z]+)[ \t]*=[ \t]*([+-]?\d{1,10})(?!\d)/.exec(lines[first + index] ?? "");
    if (found === null || found[1] !== keyword) return undefined;
    values.push(Number(found[2]));
  }
  const [file = -1, record = -1, files = 0, usedKb = 0, flags = 0] = values;
  const comments = lines
    .slice(0, first)
    .filter((line) => line.startsWith("#"))
    .map((line) => line.replace(/^#[ ]?/, ""));
  return { descriptor: { file, record, files, usedKb, flags }, comments };
}

/** The text of a position file. A file that is not known has no known record either. */
export function formatPositionFile(
  descriptor: TapeDescriptor,
  comments: readonly string[] = [],
): string {
  const known = descriptor.file >= 1;
  return [
    ...comments.map((line) => `# ${line.replaceAll("\n", " ")}`),
    `file = ${known ? fileText(descriptor) : -1}`,
    `record = ${known ? descriptor.record : -1}`,
    `nfiles = ${descriptor.files}`,
    `tapeused = ${descriptor.usedKb}${known ? "" : " Kb"}`,
    `pflags = ${descriptor.flags}`,
    "",
  ].join("\n");
}
