import assert from "node:assert/strict";
import { formatCartridge } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import type { Campaign, Tally } from "../campaign.js";
import { type Random, seededRandom, userData } from "../seeded-random.js";
import {
  checkVolumes,
  type ExpectedVolumes,
  readSegments,
  readVolumes,
} from "./check-cartridge.js";
import { attempt, leave, someMachine } from "./drive-room.js";
import { DriveUser } from "./drive-user.js";
import { type FaultPlan, faultPlan, switched } from "./fault-plan.js";
import {
  BlockBytes,
  blankCartridge,
  formatOptions,
  type PreparedCartridge,
  writtenCartridge,
} from "./prepared-cartridge.js";

/** Runs of one seed. */
const RunsPerSeed = 20;

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
export async function driveRunAt(index: number, tally: Tally): Promise<void> {
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
  if (step === "format") await format(user, random);
  const expected =
    step === "read" ? await read(user, kind, volumes) : await write(user, random, volumes);
  if (faults.struck > 0) tally.add("runs with a fault");
  if (random.oneIn(2)) await checkAtOnce(user, kind, expected);
  await leave(user.room);
  await user.enter();
  await checkVolumes(user.zftape, expected, tally);
  await user.room.drive.close();
}

/** Blank or not where it is to be formatted, with volumes where it is to be read, else with one or none. */
async function cartridgeFor(step: FaultPlan["step"], random: Random): Promise<PreparedCartridge> {
  if (step !== "format") return writtenCartridge(step === "read" ? 2 : random.below(2));
  if (random.oneIn(2)) return blankCartridge();
  return { medium: (await writtenCartridge(1)).medium, volumes: [] };
}

/** Formats until it succeeds: at the same machine once more, or after the power was switched off. */
async function format(user: DriveUser, random: Random): Promise<void> {
  const go = () => formatCartridge(user.room.drive, formatOptions);
  if (await user.does("format", go)) return;
  if (random.oneIn(2)) {
    await user.settle();
    if ((await attempt(user.room.simulator.clock, go)) === undefined) return;
  }
  await leave(user.room);
  await user.enter();
  await go();
}

/** Writes a volume behind what is there or over it, brings the table to the tape, and rewinds. */
async function write(
  user: DriveUser,
  random: Random,
  there: readonly Uint8Array[],
): Promise<ExpectedVolumes> {
  const { zftape } = user;
  const appends = random.oneIn(2);
  const data = userData(random, BlockBytes * (1 + random.below(24)));
  let acknowledged = 0;
  await user.does("write", async () => {
    const unit = await zftape.open("nqft", "rw");
    try {
      if (appends) await unit.operation(MtOp.Eom, 1);
      let taken = 0;
      while (taken < data.length) {
        const blocks = 1 + random.below(12);
        taken += await unit.write(data.subarray(taken, taken + blocks * BlockBytes));
        if (!random.oneIn(4)) continue;
        await unit.flush();
        acknowledged = taken;
      }
    } finally {
      await unit.close();
    }
    acknowledged = data.length;
  });
  await user.does("commit", () => zftape.commit());
  await user.does("rewind", async () => {
    const unit = await zftape.open("nqft", "r");
    try {
      await unit.operation(MtOp.Rewind, 1);
    } finally {
      await unit.close();
    }
  });
  const older = there.map((volume) => ({ data: volume, acknowledged: volume.length }));
  const volume = { data, acknowledged };
  if (appends) return [[...older, volume]];
  return acknowledged > 0 ? [[volume]] : [[volume], older];
}

/** Reads what is there, once below and once through a unit. */
async function read(
  user: DriveUser,
  kind: string,
  volumes: readonly Uint8Array[],
): Promise<ExpectedVolumes> {
  const { drive } = user.room;
  await user.does("read", () => readSegments(kind, drive, user.options.medium, user.tally));
  await user.does("read", () => readVolumes(user.zftape, volumes, user.tally));
  return [volumes.map((volume) => ({ data: volume, acknowledged: volume.length }))];
}

/** The fault is gone, the machine is still the same: a user can go on, or at least after a reset. */
async function checkAtOnce(
  user: DriveUser,
  kind: string,
  expected: ExpectedVolumes,
): Promise<void> {
  await user.settle();
  const { zftape, room, tally } = user;
  const error = await attempt(room.simulator.clock, () => checkVolumes(zftape, expected, tally));
  assert.ok(!error || lasting.has(kind), `cannot be read after a reset: ${error?.stack}`);
}
