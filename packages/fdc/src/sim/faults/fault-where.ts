/** The places of a fault script: numbers, ranges and words that a place is compared with. */
import { faultOperations } from "./fault-kinds.js";
import type { FaultPlace } from "./faults.js";
import { isRecord, shown } from "./script-value.js";

/** One number, or the first and the last of a range, both inclusive. */
export type FaultRange = number | readonly [first: number, last: number];

/** One word, or several of which any will do. */
export type FaultWords = string | readonly string[];

/** A place matches when everything that is named here fits; what nobody knows about a place never fits. */
export interface FaultWhere {
  readonly segment?: FaultRange;
  /** 0 to 31. */
  readonly sector?: FaultRange;
  readonly track?: FaultRange;
  /** QIC-117 command code. */
  readonly command?: FaultRange;
  readonly operation?: FaultWords;
  readonly motion?: FaultWords;
  readonly microStep?: FaultRange;
}

const limits = {
  segment: [0, 261_119],
  sector: [0, 31],
  track: [0, 255],
  command: [1, 63],
  microStep: [-1, 1],
} as const;

/** What a drive does, as `where.motion` can name it. */
export const faultMotions = [
  "forward",
  "wind",
  "skip",
  "pause",
  "stop",
  "head",
  "load",
  "burst",
  "calibrate",
  "reset",
] as const;

/** Whether the place lies where the script says. */
export function fits(where: FaultWhere, place: FaultPlace): boolean {
  return (
    inRange(where.segment, place.segment) &&
    inRange(where.sector, place.sector) &&
    inRange(where.track, place.track) &&
    inRange(where.command, place.command) &&
    inRange(where.microStep, place.microStep) &&
    among(where.operation, place.operation) &&
    among(where.motion, place.motion)
  );
}

/** @throws {RangeError} naming the field that is wrong. */
export function checkWhere(where: unknown, known: readonly (keyof FaultPlace)[]): FaultWhere {
  if (!isRecord(where)) throw new RangeError(`where must be an object, got ${shown(where)}`);
  for (const [name, value] of Object.entries(where)) {
    if (!(known as readonly string[]).includes(name))
      throw new RangeError(
        `where.${name} is not known where this kind strikes; ` +
          (known.length === 0 ? "it strikes everywhere" : `known are ${known.join(", ")}`),
      );
    if (name === "operation") checkWords(name, value, faultOperations);
    else if (name === "motion") checkWords(name, value, faultMotions);
    else checkRange(name, value, limits[name as keyof typeof limits]);
  }
  return { ...where };
}

function inRange(range: FaultRange | undefined, value: number | undefined): boolean {
  if (range === undefined) return true;
  if (value === undefined) return false;
  return typeof range === "number" ? value === range : value >= range[0] && value <= range[1];
}

function among(words: FaultWords | undefined, word: string | undefined): boolean {
  if (words === undefined) return true;
  if (word === undefined) return false;
  return typeof words === "string" ? word === words : words.includes(word);
}

function checkRange(name: string, value: unknown, [min, max]: readonly [number, number]): void {
  const ends: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  const [first, last] = ends;
  const within = (end: unknown): end is number =>
    Number.isInteger(end) && (end as number) >= min && (end as number) <= max;
  if (ends.length !== 2 || !within(first) || !within(last))
    throw new RangeError(
      `where.${name} must be ${min} to ${max}, or [first, last] of these, got ${shown(value)}`,
    );
  if (last < first) throw new RangeError(`where.${name} ends before it begins: ${shown(value)}`);
}

function checkWords(name: string, value: unknown, words: readonly string[]): void {
  const named: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (named.length === 0 || !named.every((word) => words.includes(word as string)))
    throw new RangeError(
      `where.${name} must be one or a list of ${words.join(", ")}, got ${shown(value)}`,
    );
}
