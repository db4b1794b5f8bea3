/** Turns a fault script into decisions. */
import { type FaultEntry, type FaultScript, readFaultScript } from "./fault-script.js";
import { occasionsOf } from "./fault-when.js";
import { fits } from "./fault-where.js";
import type { FaultArguments, FaultKind, FaultPlace, Faults } from "./faults.js";
import { createRandom, derivedSeed, type Random } from "./random.js";

export interface FaultOptions {
  /** Decides all chances of the script; default 1. */
  seed?: number;
}

/** An entry at work: it has its own count and its own dice, so that entries do not disturb each other. */
interface LiveEntry {
  readonly entry: FaultEntry;
  readonly args: FaultArguments;
  occurs(): boolean;
}

const nowhere: FaultPlace = {};

/**
 * Faults that depend on nothing but the script, the seed, and the order in which they are asked for.
 * @throws {FdcError} `BAD_FAULT_SCRIPT` naming entry and field.
 */
export function createFaults(script: FaultScript | string, options: FaultOptions = {}): Faults {
  const { seed = 1 } = options;
  const byKind = new Map<FaultKind, LiveEntry[]>();
  readFaultScript(script).forEach((entry, index) => {
    const live = byKind.get(entry.kind) ?? [];
    byKind.set(entry.kind, live);
    live.push(enliven(entry, createRandom(derivedSeed(seed, index))));
  });
  return {
    has: (kind) => byKind.has(kind),
    strikes(kind, place = nowhere) {
      const live = byKind.get(kind);
      return live === undefined ? undefined : firstStrike(live, place);
    },
  };
}

/** Every entry that fits counts the occasion, whichever of them strikes. */
function firstStrike(live: readonly LiveEntry[], place: FaultPlace): FaultArguments | undefined {
  let struck: FaultArguments | undefined;
  for (const { entry, args, occurs } of live)
    if ((entry.where === undefined || fits(entry.where, place)) && occurs()) struck ??= args;
  return struck;
}

function enliven(entry: FaultEntry, random: Random): LiveEntry {
  const { args = {}, when = "always" } = entry;
  const occasion = occasionsOf(when, random);
  if (entry.kind !== "weak") return { entry, args, occurs: occasion };
  // A weak sector throws dice of its own on each occasion that the script leaves it.
  return { entry, args, occurs: () => occasion() && random.next() < Number(args.probability) };
}
