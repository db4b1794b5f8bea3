/** How a kind of fault is described: one text for checks, documentation and `--help`. */
import type { FaultPlace } from "./faults.js";

/** A number or one of a few words, that says how a fault strikes. */
export type FaultArgument = NumberArgument | WordArgument;

export interface NumberArgument {
  readonly unit: string;
  /** Both inclusive. */
  readonly min: number;
  readonly max: number;
  /** Whole numbers only; default true. */
  readonly whole?: boolean;
  /** Without a default the argument may be absent: `meaning` says what that means. */
  readonly default?: number;
  readonly meaning: string;
}

export interface WordArgument {
  readonly words: readonly string[];
  readonly default: string;
  readonly meaning: string;
}

export interface FaultKindInfo {
  /** Who is struck. */
  readonly part: "medium" | "drive" | "controller";
  readonly meaning: string;
  /** What `where` may name: what is known at the places where this kind is asked for. */
  readonly where: readonly (keyof FaultPlace)[];
  readonly args: Readonly<Record<string, FaultArgument>>;
}

/** A whole number with a default. */
export function count(
  unit: string,
  min: number,
  max: number,
  byDefault: number,
  meaning: string,
): NumberArgument {
  return { unit, min, max, default: byDefault, meaning };
}
