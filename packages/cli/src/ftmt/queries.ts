import type { OpenTape, OpenUnit } from "@floppytape/devices";
import { type MtGet, MtOp, MtStatus, mtStatusPhrases, TapeError } from "@floppytape/magtape";
import type { Arguments } from "../command-table.js";
import { type Context, say } from "../context.js";
import { driveName } from "../drive-names.js";
import type { QueryName } from "./operations.js";
import { statusText, vendorIdOf } from "./status-text.js";
import { secondsOf, streamingText } from "./streaming-text.js";
import { sizeInfoText, volumeInfoText } from "./volume-info-text.js";

type Unit = OpenTape["unit"];
type Answer = { readonly text: string | Uint8Array; readonly json: unknown };

/** Asks the unit and prints the answer. */
export async function answerQuery(
  context: Context,
  args: Arguments,
  opened: OpenUnit,
  query: QueryName,
  count: number,
): Promise<void> {
  const load = !args.has("no-load");
  const answer =
    query === "status"
      ? await statusOf(opened, load)
      : query === "tell"
        ? await tellOf(opened)
        : await queries[query](floppyUnitOf(opened, query), count);
  await context.stdout.write(args.has("json") ? `${JSON.stringify(answer.json)}\n` : answer.text);
  if (query === "status" && !opened.tape)
    await say(
      context,
      `note: ${kindTexts[opened.kind]} answers neither ${ioctls.volinfo} (volinfo) nor ${ioctls.getsize} (getsize)`,
    );
}

/** The system calls by which programs of the time asked a driver. */
const ioctls = {
  volinfo: "MTIOCVOLINFO",
  getsize: "MTIOCGETSIZE",
  getblk: "MTIOC_ZFTAPE_GETBLKSZ",
  getseg: "MTIOCRDFTSEG",
} as const;

const kindTexts: Readonly<Record<OpenUnit["kind"], string>> = {
  image: "this image",
  sim: "the simulated drive",
  qtest: "this drive",
  "record-image": "a record image",
  remote: "a remote tape",
};

/** @throws {TapeError} `EINVAL`, as drivers that know no floppy tapes, for a tape that is none. */
function floppyUnitOf({ tape, kind }: OpenUnit, query: keyof typeof ioctls): Unit {
  if (tape) return tape.unit;
  throw new TapeError(
    "EINVAL",
    `${query} is asked by ${ioctls[query]}, which ${kindTexts[kind]} does not answer: only floppy tapes do; status and tell are answered by all`,
    { query },
  );
}

async function statusOf({ unit, tape }: OpenUnit, load: boolean): Promise<Answer> {
  // Makes the unit read header and table; where it can't, the rest still tells something.
  if (load) await unit.operation(MtOp.Nop, 1).catch(ignoreTapeError);
  const status = await unit.status();
  const volume = await tape?.unit.volumeInfo().catch(ignoreTapeError);
  const sizes = await tape?.unit.sizeInfo().catch(ignoreTapeError);
  const drive = tape?.drive;
  const name = await nameOf(status, tape);
  return {
    text: [
      statusText(status, name),
      volume ? `\nMTIOCVOLINFO result:\n${volumeInfoText(volume)}` : "",
      sizes ? `\nMTIOCGETSIZE result:\n${sizeInfoText(sizes)}` : "",
      drive && status.gstat & MtStatus.Online ? `\nStreaming:\n${streamingText(drive)}` : "",
    ].join(""),
    json: {
      driveType: status.type,
      driveName: name ?? null,
      driveStatus: status.dsreg,
      genericStatus: status.gstat,
      phrases: mtStatusPhrases(status.gstat),
      senseKeyError: status.erreg,
      residue: status.resid,
      fileNumber: status.fileno,
      blockNumber: status.blkno,
      volume: volume ? volumeJson(volume) : null,
      sizes: sizes ? sizesJson(sizes) : null,
      streaming: drive
        ? { rate: drive.rate, rates: drive.rates, passSeconds: secondsOf(drive.passMs) }
        : null,
    },
  };
}

async function tellOf({ unit }: OpenUnit): Promise<Answer> {
  const block = await unit.position();
  return { text: `At block ${block}.\n`, json: { block } };
}

/** What only floppy tapes answer. */
const queries: Record<keyof typeof ioctls, (unit: Unit, count: number) => Promise<Answer>> = {
  async volinfo(unit) {
    const info = await unit.volumeInfo();
    return { text: volumeInfoText(info), json: volumeJson(info) };
  },
  async getsize(unit) {
    const info = await unit.sizeInfo();
    return { text: sizeInfoText(info), json: sizesJson(info) };
  },
  async getblk(unit) {
    const blockSize = await unit.recordedBlockSize();
    return { text: `${blockSize}\n`, json: { blockSize } };
  },
  async getseg(unit, count) {
    await unit.setRawMode(true);
    const { result, data } = await unit.readSegment(count);
    await unit.setRawMode(false);
    if (result < 0)
      throw new TapeError("EIO", `segment ${count} can't be read`, { segment: count });
    return {
      text: data.subarray(0, result),
      json: {
        segment: count,
        bytes: result,
        data: Buffer.from(data.subarray(0, result)).toString("base64"),
      },
    };
  },
};

/** By the id, of which the driver's status has only 16 bits; two ids stand for two drives each. */
async function nameOf(status: MtGet, tape: OpenTape | undefined): Promise<string | undefined> {
  const name = driveName(vendorIdOf(status) ?? -1);
  return name !== undefined && tape?.drive ? (await tape.store.status()).driveName : name;
}

function ignoreTapeError(error: unknown): undefined {
  if (error instanceof TapeError) return undefined;
  throw error;
}

type VolumeInfo = Awaited<ReturnType<Unit["volumeInfo"]>>;
type SizeInfo = Awaited<ReturnType<Unit["sizeInfo"]>>;

function volumeJson(info: VolumeInfo): object {
  return {
    fileNumber: info.volno,
    blockSize: info.blockSize,
    physicalKilobytes: info.rawSizeKb,
    realKilobytes: info.sizeKb,
    compressed: info.compressed,
  };
}

function sizesJson(info: SizeInfo): object {
  return {
    capacityKilobytes: info.capacityKb,
    usedKilobytes: info.usedKb,
    leftKilobytes: info.capacityKb - info.usedKb,
  };
}
