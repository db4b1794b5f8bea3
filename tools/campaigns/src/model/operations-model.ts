import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenTape, openTape } from "@floppytape/devices";
import { MtOp, MtStatus, TapeError } from "@floppytape/magtape";
import type { NodeName, ZftapeUnit } from "@floppytape/zftape";
import type { Campaign, Tally } from "../campaign.js";
import { type Random, seededRandom, userData } from "../seeded-random.js";
import type { Outcome } from "./outcome.js";
import { prepareImage } from "./prepared-image.js";
import { TapeModel } from "./tape-model.js";

/**
 * Any sequence of calls, over several openings of one image, against a model of files and places:
 * contents, order, sizes, positions, errors and what is left of a count.
 */
export const operationsModel: Campaign = {
  name: "operations-model",
  async run(seed, tally) {
    const random = seededRandom(seed);
    const folder = mkdtempSync(join(tmpdir(), "floppytape-model-"));
    try {
      await useImage(random, join(folder, "tape.img"), tally);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function useImage(random: Random, path: string, tally: Tally): Promise<void> {
  const { image, room, foreign, entries } = await prepareImage(random);
  writeFileSync(path, image);
  const model = new TapeModel(room);
  model.files.push(...foreign);
  const log: string[] = [];
  try {
    for (let opened = 2 + random.below(4); opened > 0; opened--)
      await useNode(random, path, model, log, tally);
    await complete(path, model.files[0] === foreign[0] ? entries : []);
    await checkAlone(path, model);
  } catch (error) {
    throw new Error(`after\n  ${log.join("\n  ")}`, { cause: error });
  }
}

/** Brings what a deferred table left to the image; `entries` are the first of the table, as ever. */
async function complete(path: string, entries: readonly Uint8Array[]): Promise<void> {
  const tape = await openTape(path, { mode: "rw" });
  try {
    const { data } = await (await tape.unit.cartridge()).readTable();
    const kept = Buffer.concat(entries);
    assert.equal(Buffer.compare(data.subarray(0, kept.length), kept), 0, "entries of others");
  } finally {
    await tape.release();
  }
}

const nodes: readonly NodeName[] = ["qft", "nqft", "nqft", "zqft", "nzqft", "nzqft"];

/** One process: opens a node, makes calls and releases it. */
async function useNode(
  random: Random,
  path: string,
  model: TapeModel,
  log: string[],
  tally: Tally,
): Promise<void> {
  const node = random.pick(nodes);
  const mode = random.oneIn(3) ? "r" : "rw";
  const deferTable = random.oneIn(4);
  log.push(`open ${node} ${mode}${deferTable ? " defer-table" : ""}`);
  const tape = await openTape(path, { mode, node, deferTable });
  model.openNode(node.includes("z"), mode !== "r");
  try {
    await learnEnds(tape, model);
    await checkPlace(tape.unit, model);
    for (let calls = random.below(14); calls > 0; calls--) {
      const call = randomCall(random, model);
      log.push(call.name);
      await call.run(tape.unit);
      await learnEnds(tape, model);
      await checkPlace(tape.unit, model);
      tally.add("calls");
    }
  } finally {
    log.push("release");
    await tape.release();
  }
  model.closeNode(!node.startsWith("n"));
  if (mode === "rw" && !deferTable && random.oneIn(2)) await checkAlone(path, model);
}

async function learnEnds({ unit }: OpenTape, model: TapeModel): Promise<void> {
  if (model.writing) return;
  model.learnEnd((await unit.volumes()).map(({ lastSegment }) => lastSegment));
}

interface Call {
  readonly name: string;
  readonly run: (unit: ZftapeUnit) => Promise<void>;
}

const blockSizes = [0, 1024, 2048, 10240, 10240, 32768, 63488];

function randomCall(random: Random, model: TapeModel): Call {
  const motion = (op: keyof typeof MtOp, count: number, expected: () => Outcome): Call => ({
    name: `${op} ${count}`,
    run: (unit) => checkMotion(unit, MtOp[op], count, expected()),
  });
  const count = random.oneIn(3) ? random.below(6) : 1 + random.below(2);
  const blocks = random.oneIn(2) ? count : random.below(60_000);
  switch (random.below(24)) {
    case 0:
      return motion("Fsf", count, () => model.forwardFiles(count));
    case 1:
    case 2:
      return motion("Bsf", count, () => model.backwardFiles(count));
    case 3:
      return motion("Fsfm", count, () => model.forwardToMark(count));
    case 4:
      return motion("Bsfm", count, () => model.backwardToMark(count));
    case 5:
      return motion("Fsr", blocks, () => model.spaceBlocks(blocks));
    case 6:
      return motion("Bsr", blocks, () => model.spaceBlocks(-blocks));
    case 7:
      return motion("Seek", blocks, () => model.seek(blocks));
    case 8:
    case 9:
      return motion("Eom", 1, () => model.endOfData());
    case 10:
      return motion("Rewind", 1, () => model.rewind());
    case 11:
      return motion("Nop", 1, () => model.idle());
    case 12:
    case 13: {
      const bytes = random.oneIn(6) ? random.below(70_000) : random.pick(blockSizes);
      return motion("SetBlockSize", bytes, () => model.setBlockSize(bytes));
    }
    case 14: {
      // How far a compressed file goes is known only when it is closed.
      const marks = model.writing === "compressed" ? Math.min(1, count) : count;
      return motion("Weof", marks, () => model.writeMarks(marks));
    }
    case 15:
      if (random.oneIn(3)) return motion("Erase", 1, () => model.erase());
      return motion("Retension", 1, () => model.idle());
    case 16:
    case 17:
    case 18:
    case 19:
      return readCall(random, model);
    default:
      return writeCall(random, model);
  }
}

function readCall(random: Random, model: TapeModel): Call {
  const blockSize = model.current?.blockSize ?? model.blockSize;
  const usual = blockSize === 1 ? 1 + random.below(50_000) : blockSize * (1 + random.below(6));
  const length = random.pick([usual, usual, usual, 1024 * random.below(70), random.below(99)]);
  return {
    name: `read ${length}`,
    async run(unit) {
      const into = new Uint8Array(length);
      const { code, count, content, resid } = model.read(length);
      const found = await codeOrValue(unit.read(into));
      assert.equal(found, code ?? count, "what read returns");
      if (content && Buffer.compare(into.subarray(0, count), content) !== 0)
        assert.fail(`read other bytes than were written`);
      await checkResid(unit, resid);
    },
  };
}

function writeCall(random: Random, model: TapeModel): Call {
  const { blockSize } = model;
  const usual =
    blockSize === 1
      ? 1 + random.below(90_000)
      : blockSize * (1 + random.below(Math.ceil(150_000 / blockSize)));
  const length = random.pick([usual, usual, usual, usual, usual, random.below(5000), 0]);
  const data = userData(random, length);
  return {
    name: `write ${length}`,
    async run(unit) {
      const { code, taken, resid } = model.write(length);
      const found = await codeOrValue(unit.write(data));
      if (code !== undefined || taken !== undefined) assert.equal(found, code ?? taken, "written");
      else if (typeof found === "string") assert.equal(found, "ENOSPC");
      if (typeof found !== "number") return checkResid(unit, resid);
      model.wrote(data.subarray(0, found));
      await checkResid(unit, length - found);
    },
  };
}

async function checkMotion(
  unit: ZftapeUnit,
  op: number,
  count: number,
  { code, resid }: Outcome,
): Promise<void> {
  assert.equal(await codeOrValue(unit.operation(op, count)), code);
  if (op !== MtOp.Nop) await checkResid(unit, code === undefined ? 0 : resid);
}

async function checkResid(unit: ZftapeUnit, resid: number | undefined): Promise<void> {
  if (resid !== undefined) assert.equal((await unit.status()).resid, resid, "left of the count");
}

/** Where the tape stands, by all that a unit tells about it. A question ends a row of reads, no more. */
async function checkPlace(unit: ZftapeUnit, model: TapeModel): Promise<void> {
  const { fileno, blkno, gstat } = await unit.status();
  const expected = { fileno: model.fileNumber, blkno: model.blockNumber };
  const bit = (name: keyof typeof MtStatus) => (gstat & MtStatus[name]) !== 0;
  assert.deepEqual({ fileno, blkno }, expected, "place");
  assert.equal(bit("EndOfData"), model.atEnd, "end of data");
  assert.equal(bit("BeginOfTape"), model.atBeginning, "beginning of tape");
  if (model.beforeMark !== undefined) assert.equal(bit("EndOfFile"), model.beforeMark, "file mark");
}

/** The image without its state has every file, in order, byte for byte. */
async function checkAlone(path: string, model: TapeModel): Promise<void> {
  const copy = `${path}.alone`;
  copyFileSync(path, copy);
  const tape = await openTape(copy, { mode: "r", node: "nzqft" });
  try {
    const { unit } = tape;
    assert.equal((await unit.volumes()).length, model.files.length, "files on the image alone");
    for (const [index, { content, blockSize }] of model.files.entries()) {
      const room = Math.ceil((content.length + 1) / blockSize) * blockSize;
      const into = new Uint8Array(room);
      assert.equal(await unit.read(into), content.length, `bytes of file ${index}`);
      if (Buffer.compare(into.subarray(0, content.length), content) !== 0)
        assert.fail(`file ${index} has other bytes than were written`);
      if (content.length > 0) assert.equal(await unit.read(into), 0, "file mark");
      const info = await unit.status();
      assert.equal(info.fileno, index + 1);
    }
  } finally {
    await tape.release();
  }
  for (const end of ["", ".state", ".lock"]) rmSync(`${copy}${end}`, { force: true });
}

async function codeOrValue<T>(call: Promise<T>): Promise<T | string> {
  return call.catch((error: unknown) => {
    if (error instanceof TapeError) return error.code;
    throw error;
  });
}
