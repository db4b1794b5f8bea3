import {
  createFaults,
  type FaultArgument,
  type FaultKind,
  type Faults,
  type FaultWhen,
  faultKinds,
} from "@floppytape/fdc/sim";
import type { Random } from "../seeded-random.js";
import { geometry, segmentCount } from "./prepared-cartridge.js";

/** What a drive is doing when things go wrong. */
export const faultSteps = ["open", "format", "write", "commit", "rewind", "read"] as const;
export type FaultStep = (typeof faultSteps)[number];

/** One kind of fault during one step. */
export interface FaultPlan {
  readonly kind: FaultKind;
  readonly step: FaultStep;
  readonly faults: Faults;
  /** The script's one entry, for messages. */
  readonly text: string;
}

/** Every kind at every step, in turn; all else by chance. */
export function faultPlan(index: number, random: Random): FaultPlan {
  const kinds = Object.keys(faultKinds) as FaultKind[];
  const kind = kinds[index % kinds.length]!;
  const step = faultSteps[Math.floor(index / kinds.length) % faultSteps.length]!;
  const { where, args } = faultKinds[kind];
  const entry = {
    kind,
    where: {
      // two silent errors in a segment are more than any decoder can tell from none
      ...(kind === "silentCorrupt" ? { sector: random.below(32) } : {}),
      ...(where.includes("segment") && random.oneIn(2)
        ? { segment: someOf(random, segmentCount - 1) }
        : {}),
      ...(where.includes("track") && random.oneIn(4)
        ? { track: random.below(geometry.tracksPerCartridge) }
        : {}),
    },
    when: someWhen(random),
    args: Object.fromEntries(
      Object.entries(args).flatMap(([name, argument]) => someValue(random, name, argument)),
    ),
  };
  const seed = random.below(0x7fffffff);
  return {
    kind,
    step,
    faults: createFaults([entry], { seed }),
    text: `${step}: ${JSON.stringify(entry)} seed ${seed}`,
  };
}

function someOf(random: Random, last: number): number | [number, number] {
  const first = random.below(last + 1);
  return random.oneIn(2) ? first : [first, first + random.below(last + 1 - first)];
}

function someWhen(random: Random): FaultWhen {
  const n = 1 + random.below(random.oneIn(3) ? 200 : 8);
  return random.pick<FaultWhen>([
    "always",
    "once",
    { nth: n },
    { first: n },
    { every: n + 1 },
    { probability: random.pick([0.01, 0.1, 0.5]) },
  ]);
}

/** An argument left to its default, or something around it. */
function someValue(
  random: Random,
  name: string,
  argument: FaultArgument,
): [string, number | string][] {
  if ("words" in argument) return random.oneIn(2) ? [] : [[name, random.pick(argument.words)]];
  if (random.oneIn(2)) return [];
  const { min, max, default: usual } = argument;
  const middle = usual ?? Math.min(max, 2000);
  const value = random.pick([min, middle, middle * 2, middle * 10, middle / 2]);
  const whole = argument.whole === false ? value : Math.round(value);
  return [[name, Math.min(max, Math.max(min, whole))]];
}

/** Faults that strike only while they are switched on. */
export interface SwitchedFaults extends Faults {
  on: boolean;
  /** How often they have struck. */
  readonly struck: number;
}

/** `faults`, switched off at first. */
export function switched(faults: Faults): SwitchedFaults {
  let struck = 0;
  return {
    on: false,
    get struck() {
      return struck;
    },
    has: (kind) => faults.has(kind),
    strikes(kind, place) {
      if (!this.on) return undefined;
      const args = faults.strikes(kind, place);
      if (args) struck++;
      return args;
    },
  };
}
