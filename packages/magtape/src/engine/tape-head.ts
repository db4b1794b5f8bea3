import { TapeError } from "../errors.js";
import { MtOp, type MtOpCode } from "../mt-op.js";
import type { MtGet } from "../mt-status.js";
import type { OpenTapeUnit, TapeOpenMode } from "../open-tape-unit.js";
import { formatStatusLine, type StatusSink } from "../status-line.js";
import type { TapeProfile } from "../tape-profile.js";
import type { TapeUnit } from "../tape-unit.js";

/** What the engine needs of the world. */
export interface TapeHeadOptions {
  /** Opens the drive by a name that does not rewind, if there is one. */
  readonly open: OpenTapeUnit;
  readonly profile: TapeProfile;
  /** Takes status lines; nobody is told anything without it. */
  readonly status?: StatusSink;
}

/**
 * A drive that is opened when it is needed and moved step by step, each step told to the monitor. It knows
 * no position. Where errors are sticky a unit open for reading is closed after one, and opened again by the
 * next call.
 */
export interface TapeHead {
  readonly profile: TapeProfile;
  /** What a monitor is told that the drive is called. */
  readonly device: string;
  /** How it is open, or will be opened again; undefined: not at all. */
  readonly mode: TapeOpenMode | undefined;
  /** Room for any record; what is read into it only to be passed is nobody's. */
  readonly scratch: Uint8Array;
  /** Bytes that were read since it was opened. */
  readonly bytesRead: number;
  /** A close in between may have moved the tape; whoever goes to a known place sets it to false. */
  lost: boolean;
  say(message: string): void;
  /** Does nothing when it is open in this mode. */
  open(mode: TapeOpenMode): Promise<void>;
  /** @throws what the unit's close throws; it is closed all the same. */
  close(): Promise<void>;
  rewind(): Promise<void>;
  forwardFiles(count: number): Promise<void>;
  backFiles(count: number): Promise<void>;
  forwardRecords(count: number): Promise<void>;
  backRecords(count: number): Promise<void>;
  operation(op: MtOpCode, count: number): Promise<void>;
  read(into: Uint8Array): Promise<number>;
  write(data: Uint8Array): Promise<number>;
  status(): Promise<MtGet>;
}

/** Room for a record where the profile knows no limit, and the most: longer ones are passed all the same. */
const anyRecordBytes = 64512;
const mostScratchBytes = 1 << 20;

export function createTapeHead(options: TapeHeadOptions): TapeHead {
  const { profile } = options;
  let unit: TapeUnit | undefined;
  let mode: TapeOpenMode | undefined;
  let scratch: Uint8Array | undefined;
  let bytesRead = 0;
  let opened = 0;
  const say = (message: string) => options.status?.(formatStatusLine(message));
  const device = profile.device || profile.names[0] || "tape";

  async function current(): Promise<TapeUnit> {
    if (unit !== undefined) return unit;
    if (mode === undefined) throw new TapeError("EBADF", "the drive is not open");
    try {
      unit = await options.open(mode);
    } catch (error) {
      say(`failed to open device ${device}\n`);
      mode = undefined;
      throw error;
    }
    bytesRead = 0;
    say(`device ${device} opened on descriptor ${++opened}\n`);
    return unit;
  }
  async function closeUnit(): Promise<void> {
    const closing = unit;
    unit = undefined;
    await closing?.close();
  }
  /** Runs one call on the unit; where errors are sticky one costs the open. */
  async function call<T>(run: (unit: TapeUnit) => Promise<T>): Promise<T> {
    const open = await current();
    try {
      return await run(open);
    } catch (error) {
      if (profile.stickyErrors && mode === "r") {
        head.lost ||= profile.rewindOnClose || profile.closeAfterReading !== "stay";
        // The error that is on its way says more than this close could.
        await closeUnit().catch(() => {});
      }
      throw error;
    }
  }
  async function told(message: string, op: MtOpCode, count: number): Promise<void> {
    await current();
    say(message);
    try {
      await call((open) => open.operation(op, count));
    } catch (error) {
      say("failed\n");
      throw error;
    }
    say("done\n");
  }
  const skip = (count: number, what: string, way: string, op: MtOpCode) =>
    told(`skip ${count} ${what}${count > 1 ? "s" : ""} ${way}...`, op, count);
  const { opCodes } = profile;

  const head: TapeHead = {
    profile,
    device,
    get mode() {
      return mode;
    },
    get scratch() {
      const { blockSize, maxRecord } = profile;
      const recordBytes = Math.min(maxRecord || anyRecordBytes, mostScratchBytes);
      scratch ??= new Uint8Array(blockSize || recordBytes);
      return scratch;
    },
    get bytesRead() {
      return bytesRead;
    },
    lost: false,
    say,
    async open(wanted) {
      if (mode !== undefined && mode !== wanted) await head.close();
      mode = wanted;
      await current();
    },
    async close() {
      mode = undefined;
      if (unit === undefined) return;
      say("close device\n");
      await closeUnit();
    },
    rewind: () => told("rewinding...", opCodes.rewind ?? MtOp.Rewind, 1),
    forwardFiles: (count) => skip(count, "file", "forward", opCodes.fsf ?? MtOp.Fsf),
    backFiles: (count) => skip(count, "file", "backward", opCodes.bsf ?? MtOp.Bsf),
    forwardRecords: (count) => skip(count, "record", "forward", opCodes.fsr ?? MtOp.Fsr),
    backRecords: (count) => skip(count, "record", "backward", opCodes.bsr ?? MtOp.Bsr),
    operation: (op, count) => call((open) => open.operation(op, count)),
    async read(into) {
      const length = await call((open) => open.read(into));
      bytesRead += length;
      return length;
    },
    write: (data) => call((open) => open.write(data)),
    status: () => call((open) => open.status()),
  };
  return head;
}
