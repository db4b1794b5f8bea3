import type { TapeOpenMode } from "@floppytape/magtape";
import { parseWireNumber } from "./wire-number.js";

/** How a client asked for the tape to be opened. */
export interface OpenMode {
  readonly access: TapeOpenMode;
  /** Names of the flags without `O_`, as sent; none from clients that send a number only. */
  readonly symbols: readonly string[];
}

const accesses: readonly TapeOpenMode[] = ["r", "w", "rw"];
const accessSymbols = ["RDONLY", "WRONLY", "RDWR"];

/** Flags that mean something for files, not for tapes: accepted and ignored. */
const fileFlags: ReadonlySet<string> = new Set(
  (
    "APPEND ASYNC BINARY CLOEXEC CREAT DIRECT DSYNC EXCL FSYNC LARGEFILE NDELAY NOATIME NOCTTY " +
    "NOFOLLOW NONBLOCK RSYNC SYNC TEXT TRUNC"
  ).split(" "),
);

/**
 * The second line of an `O` request: a number, symbols, or both. Symbols win, because numbers of flags
 * differ between systems: of a number only the two lowest bits count. Undefined for what means nothing.
 */
export function parseOpenMode(text: string): OpenMode | undefined {
  const [, number = "", rest = ""] = /^[ \t]*([0-9]{0,15})[ \t]*(.*?)[ \t\r]*$/.exec(text) ?? [];
  const symbols = rest === "" ? [] : rest.split("|").map((name) => name.trim().replace(/^O_/, ""));
  const wanted = new Set<number>();
  for (const symbol of symbols) {
    const access = accessSymbols.indexOf(symbol);
    if (access >= 0) wanted.add(access);
    else if (!fileFlags.has(symbol)) return undefined;
  }
  // O_RDONLY is no bit: beside another it says nothing.
  if (wanted.size > 1) wanted.delete(0);
  if (wanted.size > 1) return undefined;
  const [bySymbol = Number(parseWireNumber(number) ?? 0) % 4] = wanted;
  const access = accesses[bySymbol];
  return access === undefined ? undefined : { access, symbols };
}

/** What our client sends: number and symbol, so that every server finds one that it knows. */
export function formatOpenMode(access: TapeOpenMode): string {
  const number = accesses.indexOf(access);
  return `${number} O_${accessSymbols[number]}`;
}
