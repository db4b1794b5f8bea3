import type { MemoryStore } from "@floppytape/cartridge";
import { MtOp, TapeError } from "@floppytape/magtape";
import {
  createZftape,
  type NodeName,
  type OpenMode,
  type Zftape,
  type ZftapeOptions,
  type ZftapeUnit,
} from "../../src/index.js";
import { payload } from "./payload.js";
import {
  driveWith,
  imageOfCart,
  type RecordedCase,
  type RecordedStep,
  type Recording,
} from "./recorded-cases.js";
import { sha256Of } from "./sha256.js";

/** Something that came out differently from what was recorded. */
export interface Difference {
  /** Index of the step; undefined: of what is on the tape in the end. */
  readonly step?: number;
  readonly what: string;
  readonly recorded: unknown;
  readonly actual: unknown;
}

/** A unit that steps are performed on. */
export interface Run {
  readonly store: MemoryStore;
  readonly zftape: Zftape;
  unit?: ZftapeUnit | undefined;
}

type Outcome = Record<string, unknown>;

const operations: Readonly<Record<string, number>> = {
  reset: MtOp.Reset,
  fsf: MtOp.Fsf,
  bsf: MtOp.Bsf,
  fsr: MtOp.Fsr,
  bsr: MtOp.Bsr,
  weof: MtOp.Weof,
  rewind: MtOp.Rewind,
  offline: MtOp.Offline,
  nop: MtOp.Nop,
  retension: MtOp.Retension,
  bsfm: MtOp.Bsfm,
  fsfm: MtOp.Fsfm,
  eom: MtOp.Eom,
  erase: MtOp.Erase,
  ras1: MtOp.Ras1,
  setblk: MtOp.SetBlockSize,
  setdensity: MtOp.SetDensity,
  seek: MtOp.Seek,
  tell: MtOp.Tell,
  drvbuffer: MtOp.SetDriveBuffer,
  fss: MtOp.Fss,
  bss: MtOp.Bss,
  wsm: MtOp.Wsm,
  lock: MtOp.Lock,
  unlock: MtOp.Unlock,
  load: MtOp.Load,
  unload: MtOp.Unload,
  compression: MtOp.Compression,
  setpart: MtOp.SetPartition,
  mkpart: MtOp.MakePartition,
  op17: 17,
  op35: 35,
};

const nodes: Readonly<Record<string, NodeName>> = { rawft0: "rawqft", nrawft0: "nrawqft" };

/** Replays a case and tells every difference. */
export async function replay(
  recording: Recording,
  recorded: RecordedCase,
  options: ZftapeOptions = {},
): Promise<Difference[]> {
  const cart = recording.carts[recorded.cart]!;
  const store = driveWith(cart);
  const run: Run = { store, zftape: createZftape(store, options) };
  const differences: Difference[] = [];
  for (const [index, step] of recorded.steps.entries()) {
    if (step.hangs) break; // the original never returned from this one
    const actual = await perform(run, step);
    for (const what of compared(step))
      if (JSON.stringify(expected(step, what)) !== JSON.stringify(actual[what]))
        differences.push({
          step: index,
          what,
          recorded: expected(step, what),
          actual: actual[what],
        });
  }
  await run.unit?.close();
  const changed = changedSegments(store, imageOfCart(cart), cart.badSectorMap);
  const before = relevant(recorded.segmentsChanged ?? changed, cart.badSectorMap);
  for (const segment of recorded.doNotCompareSegments ?? []) changed[segment] = before[segment]!;
  for (const segment of new Set([...Object.keys(before), ...Object.keys(changed)]))
    if (before[segment] !== changed[segment])
      differences.push({
        what: `segment ${segment}`,
        recorded: before[segment],
        actual: changed[segment],
      });
  return differences;
}

/** A step from the script of an image's manifest: its words in the order of the fields. */
export function stepOfScript(command: string): RecordedStep {
  const [op, ...words] = command.split(" ");
  if (op === "open") return { op, dev: words[0], mode: words[1] };
  if (op === "write") return { op, len: Number(words[0]), gen: words[1], off: Number(words[2]) };
  const [a, b, c] = words.map(Number);
  if (op === "flag") return { op, seg: a, sector: b, bits: c };
  return { op: op!, count: a ?? 1 };
}

const answers = [
  "ret",
  "errno",
  "sha256",
  "pos",
  "vol",
  "capacityKb",
  "usedKb",
  "blksz",
  "result",
  "st",
];
/** Steps that happen to the drive and have no answer. */
const physical = new Set(["insert", "eject", "wp", "unref", "flag", "pokefill"]);

function compared(step: RecordedStep): readonly string[] {
  if (physical.has(step.op)) return [];
  return answers.filter((what) => what !== "st" || step.st !== undefined);
}

function expected(step: RecordedStep, what: string): unknown {
  if (what !== "st" || step.residFixed === undefined) return step[what];
  const [file, block, , gstat] = step.st!;
  return [file, block, step.residFixed, gstat];
}

/** Performs a step; the answers under the names that the recordings use. */
export async function perform(run: Run, step: RecordedStep): Promise<Outcome> {
  if (physical.has(step.op)) {
    happen(run.store, step);
    return {};
  }
  const outcome: Outcome = await call(run, step).catch((error: unknown) => {
    if (error instanceof TapeError) return { ret: -1, errno: error.code };
    throw error;
  });
  if (run.unit) {
    const { fileno, blkno, resid, gstat } = await run.unit.status();
    outcome.st = [fileno, blkno, resid, gstat.toString(16).padStart(8, "0")];
  }
  return outcome;
}

function happen(store: MemoryStore, step: RecordedStep): void {
  const number = (field: string) => step[field] as number;
  if (step.op === "insert") store.insert();
  else if (step.op === "eject") store.eject();
  else if (step.op === "wp") store.setWriteProtected(number("on") !== 0);
  else if (step.op === "unref") store.setFormatted(false);
  else if (step.op === "flag") store.flag(number("seg"), number("sector"), number("bits"));
  else store.poke(number("seg"), number("sector"), number("byte"));
}

async function call(run: Run, step: RecordedStep): Promise<Outcome> {
  const number = (field: string) => step[field] as number;
  const { unit } = run;
  if (step.op === "open") {
    const device = step.dev as string;
    const node = nodes[device] ?? (device === "zrawqft0" ? 48 : (device.slice(0, -1) as NodeName));
    const opened = await run.zftape.open(node, step.mode as OpenMode);
    run.unit = opened;
    return { ret: 0 };
  }
  if (unit === undefined) throw new Error(`${step.op} on a closed unit`);
  const operation = operations[step.op];
  if (operation !== undefined) {
    await unit.operation(operation, (step.count as number | undefined) ?? 0);
    return { ret: 0 };
  }
  switch (step.op) {
    case "close":
      run.unit = undefined;
      await unit.close();
      return { ret: 0 };
    case "status":
      return { ret: 0 };
    case "llseek":
      return { ret: -1, errno: "ESPIPE" }; // a unit has no such call
    case "read": {
      const into = new Uint8Array(number("len"));
      const ret = await unit.read(into);
      return ret > 0 ? { ret, sha256: sha256Of(into.subarray(0, ret)) } : { ret };
    }
    case "write": {
      const data = payload(step.gen as string, number("off"), number("len"));
      return { ret: await unit.write(data) };
    }
    case "pos":
      return { ret: 0, pos: await unit.position() };
    case "volinfo": {
      const { volno, blockSize, rawSizeKb, sizeKb, compressed } = await unit.volumeInfo();
      const vol = {
        volno,
        blksz: blockSize,
        rawsizeKb: rawSizeKb,
        sizeKb,
        cmpr: Number(compressed),
      };
      return { ret: 0, vol };
    }
    case "getsize":
      return { ret: 0, ...(await unit.sizeInfo()) };
    case "getblksz":
      return { ret: 0, blksz: await unit.recordedBlockSize() };
    case "rawmode":
      await unit.setRawMode(number("on") !== 0);
      return { ret: 0 };
    case "rdseg": {
      const { result, data } = await unit.readSegment(number("seg"));
      const sha256 = result > 0 ? sha256Of(data.subarray(0, result)) : undefined;
      return { ret: 0, result, ...(sha256 ? { sha256 } : {}) };
    }
    default:
      throw new Error(`unknown step ${step.op}`);
  }
}

const SegmentBytes = 32768;

/** Segments that differ from the image, with the beginning of their digest. */
function changedSegments(
  store: MemoryStore,
  image: Uint8Array,
  bad: Readonly<Record<string, string>>,
): Record<string, string> {
  const changed: Record<string, string> = {};
  for (let segment = 0; segment * SegmentBytes < image.length; segment++) {
    const bytes = store.segmentBytes(segment);
    const before = image.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes);
    if (Buffer.compare(bytes, before) !== 0) changed[segment] = sha256Of(bytes).slice(0, 16);
  }
  return relevant(changed, bad);
}

/** Without segments that hold no data: the original wrote stale buffers to them. */
function relevant(
  changed: Readonly<Record<string, string>>,
  bad: Readonly<Record<string, string>>,
): Record<string, string> {
  const badSectors = (segment: string) =>
    [...Number.parseInt(bad[segment] ?? "0", 16).toString(2)].filter((bit) => bit === "1").length;
  return Object.fromEntries(
    Object.entries(changed).filter(([segment]) => badSectors(segment) < 29),
  );
}
