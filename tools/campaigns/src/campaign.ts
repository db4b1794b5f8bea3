import { watchSeeds } from "./watchdog.js";

/** What a campaign has counted, by name, in the order the names came up. */
export interface Tally {
  add(what: string, count?: number): void;
}

export interface Campaign {
  /** As in its closing line and in the name of its test files. */
  readonly name: string;
  /** Throws when something is wrong. */
  readonly run: (seed: number, tally: Tally) => Promise<void>;
}

/** A call that goes on for more steps than any input explains. */
export class HangError extends Error {
  override readonly name = "HangError";
}

/** Seeds of the slow tests: `FLOPPYTAPE_SEEDS`, 25 when it is not set. */
export const slowSeeds = Number(process.env.FLOPPYTAPE_SEEDS ?? 25);
/** Seeds of the tests that always run. */
export const fastSeeds = 10;

/** No seed takes a tenth of this, on the slowest of machines. */
const secondsPerSeed = 60;
/** Failing seeds that are told of; with so many the rest is of no use. */
const maxFailures = 5;

/**
 * Runs `count` seeds from `first` on, or the one that `FLOPPYTAPE_SEED` names, and prints one line with the
 * totals. A seed that hangs ends the process, after its name was printed.
 * @throws {Error} that names the failing seeds and how to run each alone.
 */
export async function runCampaign(
  { name, run }: Campaign,
  count: number,
  first = 0,
): Promise<void> {
  const only = process.env.FLOPPYTAPE_SEED;
  const seeds =
    only === undefined ? Array.from({ length: count }, (_, i) => first + i) : [Number(only)];
  const totals = new Map<string, number>();
  const tally: Tally = {
    add: (what, more = 1) => void totals.set(what, (totals.get(what) ?? 0) + more),
  };
  const watch = watchSeeds(secondsPerSeed, (seed) => `${again(name, seed)}: hangs`);
  const failures: { readonly seed: number; readonly error: unknown }[] = [];
  let done = 0;
  try {
    for (const seed of seeds) {
      watch.begin(seed);
      await run(seed, tally).catch((error: unknown) => void failures.push({ seed, error }));
      done++;
      if (failures.length >= maxFailures) break;
    }
  } finally {
    watch.end();
  }
  const hangs = failures.filter(({ error }) => isHang(error)).length;
  const parts = [
    `${done} seeds`,
    ...[...totals].map(([what, total]) => `${total.toLocaleString("en-US")} ${what}`),
    `${hangs} hangs`,
    `${failures.length - hangs} failures`,
  ];
  console.log(`campaign ${name}: ${parts.join(", ")}`);
  if (failures.length === 0) return;
  const told = failures.map(({ seed, error }) => `${again(name, seed)}\n${textOf(error)}`);
  throw new Error(`campaign ${name} failed\n${told.join("\n\n")}`);
}

/** The command that repeats one seed, from the root of the repository. */
function again(name: string, seed: number | string): string {
  return `FLOPPYTAPE_SEED=${seed} npm --prefix tools/campaigns test -- ${name}`;
}

function isHang(error: unknown): boolean {
  return error instanceof HangError || (error instanceof Error && isHang(error.cause));
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${textOf(error.cause)}`;
  return (error.stack ?? error.message) + cause;
}
