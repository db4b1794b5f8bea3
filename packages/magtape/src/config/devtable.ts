import { ConfigError, errorAt, type LintFinding, type SourceLine } from "./config-error.js";

/** Flags of a devtable, with what each says. */
export const devtableFlags = {
  SHREC: "blocks of a fixed size; records are not preserved",
  STREAD: "a read stays in front of a file mark",
  STSKIP: "skipping records stays in front of a file mark",
  IGNPEOF: "STREAD and STSKIP",
  BYEOM: "at the end of the recorded tape a read goes past the second file mark",
  NOEOM: "there is no reliable way to the end of the recorded tape",
  DEADEND: "an empty read does not tell the end of the recorded tape",
  SOFTBOT: "backspacing does not notice the beginning of the tape",
  BADFSR: "skipping several records does not notice file marks",
  NOTRL: "no trailer file is written at the end of the tape",
  REWRT: "in mid-tape a file mark must be written before data",
  NOMTGET: "the status is not used to check skips",
} as const;

export type DevtableFlag = keyof typeof devtableFlags;

/** A line of a devtable: a tape drive and how it behaves. */
export interface DevtableRecord extends SourceLine {
  /** Path of its node, as in `/dev/rmt/0bn`. */
  readonly tapePath: string;
  /** Part of the path that all nodes of the drive share. */
  readonly genericName: string;
  /** Bytes in a block; means something with SHREC only. */
  readonly blockSize: number;
  readonly flags: readonly DevtableFlag[];
}

interface Options {
  /** Name of the file, for messages. Default `devtable`. */
  readonly path?: string;
}

/**
 * Reads a devtable: path, generic name, block size and flags with blanks between them, a line for each
 * drive. Empty lines and those that begin with `#` are skipped.
 * @throws {ConfigError} `BAD_VALUE` for the first line that {@link lintDevtable} calls an error
 */
export function parseDevtable(text: string, options: Options = {}): DevtableRecord[] {
  const path = options.path ?? "devtable";
  return readLines(text, path, (finding) => {
    if (finding.severity === "error")
      throw errorAt({ path, line: finding.line }, "BAD_VALUE", finding.message);
  });
}

/** All that is refused or doubtful in a devtable, by line. */
export function lintDevtable(text: string, options: Options = {}): LintFinding[] {
  const findings: LintFinding[] = [];
  readLines(text, options.path ?? "devtable", (finding) => findings.push(finding));
  return findings;
}

/**
 * The record of a path or a generic name, the first if there are several.
 * @throws {ConfigError} `NO_ENTRY`
 */
export function findDevtableRecord(
  records: readonly DevtableRecord[],
  name: string,
): DevtableRecord {
  const byPath = records.find(({ tapePath }) => tapePath === name);
  const record = byPath ?? records.find(({ genericName }) => genericName === name);
  if (record === undefined)
    throw new ConfigError("NO_ENTRY", `${name} is not in the devtable`, { name });
  return record;
}

/** The line that {@link parseDevtable} reads back as the same. */
export function formatDevtableRecord(record: Omit<DevtableRecord, keyof SourceLine>): string {
  return [record.tapePath, record.genericName, record.blockSize, ...record.flags].join(" ");
}

type Report = (finding: LintFinding) => void;

function readLines(text: string, path: string, report: Report): DevtableRecord[] {
  const known = new Set<string>();
  const records: DevtableRecord[] = [];
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    const words = content.trim().split(/\s+/);
    if (words[0] === "" || content.trimStart().startsWith("#")) return;
    const tell = (severity: LintFinding["severity"], rule: string, message: string) =>
      report({ line, rule, severity, message });
    const record = readRecord({ path, line }, words, tell);
    if (record === undefined) return;
    if (known.has(record.tapePath))
      tell("warning", "duplicate-path", `${record.tapePath} is above already, which counts`);
    known.add(record.tapePath);
    records.push(record);
  });
  return records;
}

type Tell = (severity: LintFinding["severity"], rule: string, message: string) => void;

function readRecord(
  at: SourceLine,
  words: readonly string[],
  tell: Tell,
): DevtableRecord | undefined {
  const [tapePath = "", genericName, size, ...rest] = words;
  if (genericName === undefined || size === undefined) {
    tell("error", "missing-field", "path, generic name and block size are needed");
    return undefined;
  }
  if (!tapePath.includes(genericName))
    tell("error", "not-a-part", `${genericName} is not a part of ${tapePath}`);
  if (!/^\d{1,9}$/.test(size))
    tell("error", "bad-block-size", `block size ${size} is not a number of bytes`);
  const flags = readFlags(rest, tell);
  lintBlockSize(Number(size), flags, tell);
  return { ...at, tapePath, genericName, blockSize: Number(size), flags };
}

function readFlags(words: readonly string[], tell: Tell): DevtableFlag[] {
  const flags = new Set<DevtableFlag>();
  for (const word of words.flatMap((each) => each.split(/[,|]/)).filter(Boolean)) {
    if (isFlag(word)) flags.add(word);
    else if (isFlag(word.toUpperCase()))
      tell("error", "lower-case-flag", `${word} must be in upper case`);
    else tell("error", "unknown-flag", `there is no flag ${word}`);
  }
  if (words.some((word) => /[,|]/.test(word)))
    tell("warning", "flag-separator", "flags have blanks between them");
  return [...flags];
}

function isFlag(word: string): word is DevtableFlag {
  return Object.hasOwn(devtableFlags, word);
}

function lintBlockSize(bytes: number, flags: readonly DevtableFlag[], tell: Tell): void {
  if (!flags.includes("SHREC")) return;
  if (bytes === 0) tell("error", "bad-block-size", "SHREC needs a block size");
  else if (bytes !== 1024)
    tell("warning", "unusual-block-size", `block size ${bytes}; SHREC goes with 1024`);
}
