/** Every kind of fault, at random, while a cartridge is formatted, written, read and rewound. */
import { CartridgeError } from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { type DriveStore, FdcError, openDrive } from "../../src/index.js";
import {
  createFaults,
  createRandom,
  createSimulator,
  type FaultKind,
  type FaultScript,
  faultKinds,
  NoFaults,
} from "../../src/sim/index.js";
import { smallMedium } from "./drive-bench.js";

const runs = 3;
const segmentBytes = 32768;
const { geometry } = smallMedium().type;
/** No call may keep the caller waiting for longer, hours of virtual time. */
const patienceMs = 4 * 3_600_000;

const kinds = Object.keys(faultKinds) as FaultKind[];

function patternOf(seed: number): Uint8Array {
  return Uint8Array.from({ length: segmentBytes }, (_, i) => (i >>> 10) * 7 + i * 3 + seed * 41);
}

for (const kind of kinds)
  test(`${kind}: whatever it does, every call ends and no wrong data are passed on`, async () => {
    for (let seed = 1; seed <= runs; seed++) await run(kind, seed);
  }, 120_000);

/** Nobody can notice them but the error correction. */
const unnoticed: ReadonlySet<FaultKind> = new Set(["silentCorrupt", "dmaBoundary"]);

/** Some would last for ever. */
const argumentsOf: Partial<Record<FaultKind, { args: Record<string, number> }>> = {
  silentDrive: { args: { ms: 20_000 } },
  stuckTrackZero: { args: { ms: 20_000 } },
  notReadyStuck: { args: { ms: 2_000_000 } },
};

async function run(kind: FaultKind, seed: number): Promise<void> {
  const random = createRandom(seed * 7919 + kinds.indexOf(kind));
  const nth = 1 + Math.floor(random.next() * 30);
  const when = seed % 3 === 0 ? { every: 40 + nth } : seed % 3 === 1 ? { nth } : { first: 3 };
  const script = [{ kind, when, ...(argumentsOf[kind] ?? {}) }] as FaultScript;
  const faults = createFaults(script, { seed });
  let inForce = NoFaults;
  const medium = smallMedium();
  const simulator = createSimulator({
    cartridge: medium,
    faults: { has: faults.has, strikes: (...place) => inForce.strikes(...place) },
    // Where the bus corrupts what DMA stores.
    ...(kind === "busFault" ? { dmaAddresses: [0x1a0000, 0x10000] } : {}),
  });
  const { clock } = simulator.hardware;
  const label = `${kind}, seed ${seed}, ${JSON.stringify(when)}`;
  const store = await openDrive(simulator.hardware);
  store.useGeometry(geometry);

  const failures: string[] = [];
  const attempt = async <T>(what: string, call: () => Promise<T>): Promise<T | undefined> => {
    const began = clock.now();
    const ends = () => {
      const took = clock.now() - began;
      if (took > patienceMs) throw new Error(`${label}: ${what} took ${took / 60_000} minutes`);
    };
    try {
      const result = await call();
      ends();
      return result;
    } catch (error) {
      ends();
      failures.push(`${what}: ${error}`);
      // The cartridge was changed: what was queued for it is lost, and that was said.
      if (error instanceof CartridgeError && Number(error.details.lost) > 0) waiting = [];
      const known = error instanceof CartridgeError || error instanceof FdcError;
      if (!known) throw new Error(`${label}: ${what} failed with ${error}`, { cause: error });
      return undefined;
    }
  };

  /** What must be on the tape: contents of segments whose outcome was delivered and flushed. */
  const acknowledged = new Map<number, number>();
  let waiting: [number, number][] = [];
  const failedSectors = new Map<number, number>();
  store.onOutcome(({ segment, failed }) => {
    const at = waiting.findIndex(([candidate]) => candidate === segment);
    if (at < 0) throw new Error(`${label}: outcome of segment ${segment}, which nobody wrote`);
    const [[, pattern]] = waiting.splice(at, 1) as [[number, number]];
    acknowledged.set(segment, pattern);
    failedSectors.set(segment, failed);
  });
  const write = async (segment: number, pattern: number) => {
    acknowledged.delete(segment);
    const entry: [number, number] = [segment, pattern];
    waiting.push(entry);
    const queued = await attempt(`write ${segment}`, async () => {
      await store.writeSegment(segment, patternOf(pattern), { skip: 0 });
      return true;
    });
    if (!queued) waiting = waiting.filter((other) => other !== entry);
  };
  const check = async (first: number, count: number) => {
    const into = new Uint8Array(count * segmentBytes);
    const result = await attempt(`read ${first}`, () => store.readRun(first, count, into));
    if (result === undefined || unnoticed.has(kind)) return;
    for (let index = 0; index < count; index++) {
      const segment = first + index;
      const pattern = acknowledged.get(segment);
      if (pattern === undefined) continue;
      const expected = patternOf(pattern);
      const skipped = result.unreadable[index]! | (failedSectors.get(segment) ?? 0);
      for (let sector = 0; sector < 32; sector++) {
        if ((skipped >>> sector) & 1) continue;
        const from = index * segmentBytes + sector * 1024;
        const got = into.subarray(from, from + 1024);
        const wanted = expected.subarray(sector * 1024, (sector + 1) * 1024);
        if (!got.every((byte, i) => byte === wanted[i]))
          throw new Error(`${label}: sector ${sector} of segment ${segment} holds other data`);
      }
    }
  };

  inForce = faults;
  if (seed % 2 === 0)
    await attempt("format", () => store.format({ geometry, standard: "QIC-80", filler: 0x6b }));
  for (let segment = 2; segment < 20; segment++) await write(segment, segment + seed);
  await attempt("flush", () => store.flush());
  await check(0, 16);
  await attempt("rewind", () => store.motion("rewind"));
  for (const segment of [30, 3, 17]) await write(segment, segment + 100);
  await check(0, 36);
  await attempt("status", () => store.status());
  await attempt("retension", () => store.motion("retension"));

  // Without faults the cartridge is read again, and can be formatted.
  inForce = NoFaults;
  simulator.drive.setWriteProtect(false);
  if (kind === "brokenTape") {
    simulator.drive.insert(smallMedium());
    acknowledged.clear();
  } else if (simulator.drive.medium === undefined) simulator.drive.insert(medium);
  await settle(store);
  failures.length = 0;
  if ((await store.status()).formatted) await check(0, 36);
  await attempt("format at last", () =>
    store.format({ geometry, standard: "QIC-80", filler: 0x6b }),
  );
  waiting = [];
  acknowledged.clear();
  await write(5, 77);
  await attempt("flush at last", () => store.flush());
  await check(4, 2);
  expect([label, ...failures]).toEqual([label]);
  expect(acknowledged.get(5)).toBe(77);
  await store.close();
}

/** A user who loads the cartridge, resets the drive and lets go of what could not be written. */
async function settle(store: DriveStore): Promise<void> {
  for (const kind of ["reset", "load"] as const) await store.motion(kind).catch(() => undefined);
  await store.flush().catch(() => undefined);
  await store.motion("load").catch(() => undefined);
  store.useGeometry(geometry);
}
