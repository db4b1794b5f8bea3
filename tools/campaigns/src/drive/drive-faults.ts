import assert from "node:assert/strict";
import { CartridgeError, formatCartridge } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import type { Campaign, Tally } from "../campaign.js";
import { type Random, seededRandom, userData } from "../seeded-random.js";
import {
  checkVolumes,
  type ExpectedVolumes,
  readSegments,
  readVolumes,
  withUnit,
} from "./check-cartridge.js";
import { attempt, leave, someMachine } from "./drive-room.js";
import { DriveUser } from "./drive-user.js";
import { type FaultPlan, faultPlan, switched } from "./fault-plan.js";
import {
  BlockBytes,
  blankCartridge,
  formatOptions,
  geometry,
  type PreparedCartridge,
  writtenCartridge,
} from "./prepared-cartridge.js";

/** Runs of one seed. */
const RunsPerSeed = 20;

/** The longest that a seed may take: 20 machines are more than any other campaign needs. */
export const secondsPerSeed = 10;

/**
 * Every kind of fault at every step of using a drive. Nothing that was reported read or corrected may be
 * wrong, nothing that was acknowledged may be lost, every call ends, and once the fault is gone the
 * cartridge can be used.
 */
export const driveFaults: Campaign = {
  name: "drive-faults",
  async run(seed, tally) {
    for (let i = 0; i < RunsPerSeed; i++) await driveRunAt(seed * RunsPerSeed + i, tally);
  },
};

/** One run: one kind of fault at one step. */
async function driveRunAt(index: number, tally: Tally): Promise<void> {
  const random = seededRandom(index);
  const plan = faultPlan(index, random);
  try {
    await driveRun(plan, random, tally);
  } catch (cause) {
    throw new Error(`run ${index}, ${plan.text}`, { cause });
  }
  tally.add("runs");
}

/** What stays as it is until the power is switched off. */
const lasting: ReadonlySet<string> = new Set([
  "brokenTape",
  "notReadyStuck",
  "silentDrive",
  "stuckTrackZero",
]);

async function driveRun(plan: FaultPlan, random: Random, tally: Tally): Promise<void> {
  const { step, kind } = plan;
  const faults = switched(plan.faults);
  const { medium, volumes } = await cartridgeFor(step, random);
  const user = new DriveUser({ medium, faults, ...someMachine(random, kind) }, step, tally);
  await user.begin();
  const expected = await work(user, step, kind, volumes, random);
  if (faults.struck > 0) tally.add("runs with a fault");
  // A DMA controller that crosses page boundaries writes what it likes: nobody but the parity notices.
  const unnoticed =
    kind === "dmaBoundary" && faults.struck > 0 && step !== "open" && step !== "read";
  if (unnoticed) return checkWhatIsLeft(user, expected);
  const elsewhere = step === "format" && kind === "headOffTrack" && faults.struck > 0;
  if (elsewhere) return checkFormatsAgain(user, expected);
  if (random.oneIn(2) && (await checkAtOnce(user, kind, expected))) return;
  await leave(user.room);
  await user.enter();
  await checkVolumes(user.zftape, expected, tally);
  await user.room.drive.close();
}

/** Blank or not where it is to be formatted, with volumes where it is to be read, else with one or none. */
async function cartridgeFor(step: FaultPlan["step"], random: Random): Promise<PreparedCartridge> {
  if (step === "open" || step === "read") return writtenCartridge(2);
  if (step !== "format") return writtenCartridge(random.below(2));
  if (random.oneIn(2)) return blankCartridge();
  return { medium: (await writtenCartridge(1)).medium, volumes: [] };
}

/** The step with its faults, and what has to come before it; what the cartridge may hold then. */
async function work(
  user: DriveUser,
  step: FaultPlan["step"],
  kind: string,
  volumes: readonly Uint8Array[],
  random: Random,
): Promise<ExpectedVolumes> {
  const { zftape } = user;
  switch (step) {
    case "open":
      return expectedOf(volumes);
    case "format":
      await format(user, random);
      return write(user, random, []);
    case "write": {
      const expected = await write(user, random, volumes);
      if (random.oneIn(2)) await user.does("commit", () => zftape.commit());
      return expected;
    }
    case "commit": {
      const expected = await write(user, random, volumes);
      await user.does("commit", () => zftape.commit());
      return expected;
    }
    case "rewind": {
      const expected = await write(user, random, volumes);
      await user.does("rewind", () =>
        withUnit(zftape, "r", (unit) => unit.operation(MtOp.Rewind, 1)),
      );
      return expected;
    }
    case "read": {
      const { room, options, tally } = user;
      await user.does("read", () => readSegments(kind, room.drive, options.medium, tally));
      await user.does("read", () => readVolumes(zftape, volumes, tally));
      return expectedOf(volumes);
    }
  }
}

/** Formats until it succeeds: at the same machine once more, or after the power was switched off. */
async function format(user: DriveUser, random: Random): Promise<void> {
  const go = () => formatOnce(user);
  if (await user.does("format", go)) return;
  if (random.oneIn(2)) {
    await user.settle();
    if ((await attempt(user.room.simulator.clock, go)) === undefined) return;
  }
  await leave(user.room);
  await user.enter();
  await go();
}

async function formatOnce({ room }: DriveUser): Promise<void> {
  const { header } = await formatCartridge(room.drive, formatOptions);
  // No track is so short in life: headers are looked for on the first one.
  if (header.headerSegments[1] >= geometry.segmentsPerTrack)
    throw new CartridgeError("NO_HEADER_PLACE", "the first track is bad", {});
}

/** Writes a volume behind what is there or over it. */
async function write(
  user: DriveUser,
  random: Random,
  there: readonly Uint8Array[],
): Promise<ExpectedVolumes> {
  const appends = random.oneIn(2);
  const data = userData(random, BlockBytes * (1 + random.below(18)));
  let acknowledged = 0;
  await user.does("write", async () => {
    await withUnit(user.zftape, "rw", async (unit) => {
      if (appends) await unit.operation(MtOp.Eom, 1);
      let taken = 0;
      while (taken < data.length) {
        const blocks = 1 + random.below(12);
        taken += await unit.write(data.subarray(taken, taken + blocks * BlockBytes));
        if (!random.oneIn(4)) continue;
        await unit.flush();
        acknowledged = taken;
      }
    });
    acknowledged = data.length;
  });
  const older = expectedOf(there)[0]!;
  const volume = { data, acknowledged };
  if (appends) return [[...older, volume]];
  return acknowledged > 0 ? [[volume]] : [[volume], older];
}

function expectedOf(volumes: readonly Uint8Array[]): ExpectedVolumes {
  return [volumes.map((data) => ({ data, acknowledged: data.length }))];
}

/**
 * The fault is gone, the machine is still the same: a user can go on, at least after a reset. Where that
 * cannot be, resolves with false.
 */
async function checkAtOnce(
  user: DriveUser,
  kind: string,
  expected: ExpectedVolumes,
): Promise<boolean> {
  const { clock } = user.room.simulator;
  const check = () => checkVolumes(user.zftape, expected, user.tally);
  user.putBack();
  if ((await attempt(clock, check)) === undefined) return true;
  await user.settle();
  const error = await attempt(clock, check);
  assert.ok(!error || lasting.has(kind), `cannot be read after a reset: ${error?.stack}`);
  return error === undefined;
}

/**
 * A head that is off its tracks by the same distance all the time formats and verifies where no other head looks,
 * and nobody can tell. Then the cartridge is one that can be formatted.
 */
async function checkFormatsAgain(user: DriveUser, expected: ExpectedVolumes): Promise<void> {
  await leave(user.room);
  await user.enter();
  const check = () => checkVolumes(user.zftape, expected, user.tally);
  if ((await attempt(user.room.simulator.clock, check)) !== undefined) {
    user.tally.add("cartridges formatted off track");
    await formatOnce(user);
    await checkVolumes(user.zftape, [[]], user.tally);
  }
  await user.room.drive.close();
}

/** Anything may be lost, but nothing that is read may be wrong. */
async function checkWhatIsLeft(user: DriveUser, expected: ExpectedVolumes): Promise<void> {
  const { room, tally } = user;
  await leave(room);
  const anything = expected.map((list) => list.map(({ data }) => ({ data, acknowledged: 0 })));
  await attempt(room.simulator.clock, async () => {
    await user.enter();
    await checkVolumes(user.zftape, [...anything, []], tally);
  });
}
