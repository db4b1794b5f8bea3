import assert from "node:assert/strict";
import { MtOp } from "@floppytape/magtape";
import type { ZftapeUnit } from "@floppytape/zftape";
import type { Random } from "../seeded-random.js";
import type { Caller } from "./caller.js";

const counts = [
  0,
  1,
  1,
  1,
  2,
  3,
  -1,
  7,
  1024,
  10240,
  63488,
  1e6,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
];
const lengths = [0, 1, 512, 1024, 1024, 2048, 10240, 10240, 30720, 63488, 102400, 262144];
/** Reads of one volume before it is taken to be endless, which is no failure: tables lie about sizes. */
const mostReads = 12;

/** Everything that a user can do with an open unit, `count` times. */
export async function useUnit(
  unit: ZftapeUnit,
  random: Random,
  caller: Caller,
  count: number,
): Promise<void> {
  const attempt = <T>(what: string, call: () => Promise<T>) =>
    caller.try(what, ["TapeError"], call);
  if (random.oneIn(2)) await readVolumes(unit, random, caller, attempt);
  for (let left = count; left > 0; left--) {
    await oneCall(unit, random, caller, attempt);
    const status = await attempt("status", () => unit.status());
    if (status === undefined) continue; // only after close
    for (const [name, value] of Object.entries(status))
      assert(Number.isFinite(value), `${name} of the status is ${value}`);
  }
}

type Attempt = <T>(what: string, call: () => Promise<T>) => Promise<T | undefined>;

async function oneCall(
  unit: ZftapeUnit,
  random: Random,
  caller: Caller,
  attempt: Attempt,
): Promise<void> {
  const op = random.oneIn(8) ? random.below(40) - 2 : random.pick(frequent);
  const count = random.pick(counts);
  const length = random.pick(lengths);
  const segment = random.pick([0, 1, 2, 3, random.below(200), -1, 2 ** 32, 0.5]);
  switch (random.below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      await attempt(`operation ${op} ${count}`, () => unit.operation(op, count));
      return;
    case 5:
    case 6:
      return readVolume(unit, random, caller, attempt);
    case 7:
      await attempt(`read ${length}`, () => unit.read(new Uint8Array(length)));
      return;
    case 8:
      await attempt("volumeInfo", () => unit.volumeInfo());
      return;
    case 9:
      await attempt("sizeInfo", () => unit.sizeInfo());
      await attempt("recordedBlockSize", () => unit.recordedBlockSize());
      return;
    case 10:
      await attempt("position", () => unit.position());
      await attempt("volumes", () => unit.volumes());
      return;
    case 11:
      await attempt("setRawMode", () => unit.setRawMode(random.oneIn(2)));
      return;
    case 12:
      await attempt(`readSegment ${segment}`, () => unit.readSegment(segment, random.below(3)));
      return;
    case 13: {
      const data = random.bytes(random.pick([0, 1024, 29696]));
      const mode = random.below(5);
      await attempt(`writeSegment ${segment}`, () => unit.writeSegment(segment, data, mode));
      return;
    }
    case 14:
      await attempt("flush", () => unit.flush());
      return;
    default:
      await attempt(`write ${length}`, () => unit.write(random.bytes(length)));
  }
}

const frequent = [
  ...[MtOp.Fsf, MtOp.Bsf, MtOp.Fsr, MtOp.Bsr, MtOp.Fsfm, MtOp.Bsfm, MtOp.Seek, MtOp.Eom],
  ...[MtOp.Weof, MtOp.Erase, MtOp.Rewind, MtOp.Nop, MtOp.Retension, MtOp.SetBlockSize],
];

/** All volumes from the beginning, or as many as there is time for. */
async function readVolumes(
  unit: ZftapeUnit,
  random: Random,
  caller: Caller,
  attempt: Attempt,
): Promise<void> {
  await attempt("rewind", () => unit.operation(MtOp.Rewind, 1));
  for (let volume = 1; volume < 8; volume++) {
    await readVolume(unit, random, caller, attempt);
    if (random.oneIn(2)) continue; // from wherever reading ended
    await attempt("rewind", () => unit.operation(MtOp.Rewind, 1));
    await attempt(`fsf ${volume}`, () => unit.operation(MtOp.Fsf, volume));
  }
}

/** From where the tape stands, in blocks that the volume allows. */
async function readVolume(
  unit: ZftapeUnit,
  random: Random,
  caller: Caller,
  attempt: Attempt,
): Promise<void> {
  const blockSize = (await attempt("recordedBlockSize", () => unit.recordedBlockSize())) ?? 1024;
  const into = new Uint8Array(
    Math.max(1, Math.floor(150_000 / Math.max(1, blockSize))) * blockSize,
  );
  for (let reads = 0; reads < mostReads; reads++) {
    const read = await attempt(`read ${into.length}`, () => unit.read(into));
    if (read === undefined) {
      const block = random.below(3);
      if ((await attempt("fsr", () => unit.operation(MtOp.Fsr, block))) === undefined) return;
    }
    assert(read === undefined || (read >= 0 && read <= into.length), `read returns ${read}`);
    if (read === 0) return;
    caller.tally.add("bytes read", read ?? 0);
  }
}
