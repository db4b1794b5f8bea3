import assert from "node:assert/strict";
import { correctSegment, formatCartridge } from "@floppytape/cartridge";
import { eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { createMemoryMedium, type TapeMedium } from "@floppytape/fdc/sim";
import { MtOp } from "@floppytape/magtape";
import { createGeometry, segmentCountOf } from "@floppytape/qic-format";
import { createZftape, type ZftapeState } from "@floppytape/zftape";
import type { Campaign, Tally } from "../campaign.js";
import { type Random, seededRandom, userData } from "../seeded-random.js";
import { attempt, type DriveRoom, enter, type RoomOptions, someMachine } from "./drive-room.js";
import { type FaultPlan, faultPlan, switched } from "./fault-plan.js";

/** Runs of one seed. */
const RunsPerSeed = 20;
const BlockBytes = 10240;

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 6, tracksPerCartridge: 4 });
const type = { standard: "QIC-80", geometry } as const;

/**
 * Every kind of fault at every step of using a drive. Nothing that was reported read or corrected may be
 * wrong, nothing that was acknowledged may be lost, every call ends, and once the fault is gone the
 * cartridge can be used.
 */
export const driveFaults: Campaign = {
  name: "drive-faults",
  async run(seed, tally) {
    for (let i = 0; i < RunsPerSeed; i++) {
      const index = seed * RunsPerSeed + i;
      const random = seededRandom(index);
      const plan = faultPlan(index, random);
      try {
        await driveRun(plan, random, tally);
      } catch (cause) {
        throw new Error(`run ${index}, ${plan.text}`, { cause });
      }
      tally.add("runs");
    }
  },
};

async function driveRun(plan: FaultPlan, random: Random, tally: Tally): Promise<void> {
  const { step } = plan;
  const faults = switched(plan.faults);
  const medium = createMemoryMedium({ type: { ...type, wide: false, feet: 205 } });
  const options = { medium, faults, ...someMachine(random, plan.kind) };
  let struck: DriveRoom | undefined;
  const during: During = async (which, at, body) => {
    faults.on = which === step;
    if (faults.on) struck = at;
    const error = await attempt(at?.simulator.clock, body);
    faults.on = false;
    if (error === undefined) return true;
    const excused = which === step || (at !== undefined && at === struck);
    assert.ok(excused, `${which} failed without a fault: ${error.stack}`);
    tally.add("refusals");
    return false;
  };

  let room: DriveRoom | undefined;
  await during("open", undefined, async () => {
    room = await enter(options);
  });
  room ??= await enter(options);
  const formatted = await during("format", room, async () => {
    await formatCartridge(room!.drive, { type });
  });
  if (!formatted) {
    await leave(room);
    room = await enter(options);
    await formatCartridge(room.drive, { type });
  }
  const written = await write(room, during, random);
  await leave(room);
  await checkVolume(options, written, tally);
  await readWithFaults(plan, options, during, tally);
  await checkVolume(options, written, tally);
}

type During = (
  which: FaultPlan["step"],
  room: DriveRoom | undefined,
  body: () => Promise<void>,
) => Promise<boolean>;

/** What is on the cartridge: the bytes that were given, and how many of them nobody may lose. */
interface Written {
  readonly data: Uint8Array;
  readonly acknowledged: number;
  /** What the unit had stored for the process after this one. */
  readonly state: ZftapeState | undefined;
}

async function write(room: DriveRoom, during: During, random: Random): Promise<Written> {
  const { drive } = room;
  const data = userData(random, BlockBytes * (1 + random.below(40)));
  let acknowledged = 0;
  let state: ZftapeState | undefined;
  const zftape = createZftape(drive, {
    persist: async (stored) => {
      state = structuredClone(stored);
    },
  });
  await during("write", room, async () => {
    const unit = await zftape.open("nqft", "rw");
    let taken = 0;
    while (taken < data.length) {
      const blocks = 1 + random.below(12);
      taken += await unit.write(data.subarray(taken, taken + blocks * BlockBytes));
      if (!random.oneIn(4)) continue;
      await unit.flush();
      acknowledged = taken;
    }
    await unit.close();
    acknowledged = data.length;
  });
  // What was written is safe when the table is, or what the unit remembers.
  const committed = await during("commit", room, () => zftape.commit());
  if (committed) state = zftape.state();
  await during("rewind", room, async () => {
    const unit = await zftape.open("nqft", "r");
    await unit.operation(MtOp.Rewind, 1);
    await unit.close();
    state = zftape.state();
  });
  return { data, acknowledged, state };
}

/** Ends a machine as a program would; what does not work any more is switched off. */
async function leave({ simulator, drive }: DriveRoom): Promise<void> {
  await attempt(simulator.clock, () => drive.close());
}

/** With no fault at work everything that was acknowledged is there. */
async function checkVolume(
  options: RoomOptions,
  { data, acknowledged, state }: Written,
  tally: Tally,
): Promise<void> {
  const { drive } = await enter(options);
  const zftape = createZftape(drive);
  if (state) await zftape.restore(state);
  const unit = await zftape.open("qft", "rw");
  await unit.operation(MtOp.Rewind, 1);
  const volumes = await unit.volumes();
  if (acknowledged > 0) {
    assert.ok(volumes.length > 0, `a volume of ${acknowledged} acknowledged bytes is gone`);
    const read = new Uint8Array(data.length + BlockBytes);
    let count = 0;
    for (;;) {
      const got = await unit.read(read.subarray(count, count + BlockBytes));
      if (got === 0) break;
      count += got;
    }
    assert.ok(count >= acknowledged, `${acknowledged} bytes acknowledged, ${count} read`);
    assert.ok(count <= data.length, `${data.length} bytes written, ${count} read`);
    assertEqual(read.subarray(0, count), data.subarray(0, count), "the volume");
    tally.add("bytes compared", count);
  }
  await unit.close();
  await drive.close();
}

/** Reads every segment while things go wrong: what is not called unreadable or lost has to be right. */
async function readWithFaults(
  plan: FaultPlan,
  options: RoomOptions,
  during: During,
  tally: Tally,
): Promise<void> {
  const room = await enter(options);
  const { drive } = room;
  drive.useGeometry(geometry);
  const into = new Uint8Array(SegmentBytes);
  await during("read", room, async () => {
    for (const segment of [...Array(segmentCountOf(geometry)).keys(), 3, 17, 5]) {
      const { unreadable, deleted } = await drive.readRun(segment, 1, into);
      if (deleted[0] === 0)
        checkSegment(plan, options.medium, segment, into, unreadable[0]!, tally);
    }
  });
  await leave(room);
}

/** Bytes go wrong on their way to memory, with good checksums: only the parity can tell. */
const silent: readonly string[] = ["silentCorrupt", "busFault"];

function checkSegment(
  { kind }: FaultPlan,
  medium: TapeMedium,
  segment: number,
  read: Uint8Array,
  unreadable: number,
  tally: Tally,
): void {
  const truth = new Uint8Array(SegmentBytes);
  for (let sector = 0; sector < 32; sector++) {
    const at = sector * SectorBytes;
    medium.readSector(segment, sector, truth, at);
    if (silent.includes(kind) || (unreadable >>> sector) & 1) continue;
    const end = at + SectorBytes;
    assertEqual(read.subarray(at, end), truth.subarray(at, end), `segment ${segment}, ${sector}`);
    tally.add("sectors compared");
  }
  const right = correctSegment(truth, 0, 0, eccEngine());
  const { report, data } = correctSegment(read, 0, unreadable, eccEngine());
  if (right.report.how !== "read") return; // formatted, and never written
  tally.add(`segments ${report.how}`);
  if (report.how === "lost" || report.unverifiable !== 0) return;
  assertEqual(data, right.data, `segment ${segment}, reported ${report.how}`);
}

function assertEqual(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (actual.length === expected.length && actual.every((byte, i) => byte === expected[i])) return;
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  assert.fail(`${what}: byte ${at} of ${actual.length} (${expected.length} expected) is wrong`);
}
