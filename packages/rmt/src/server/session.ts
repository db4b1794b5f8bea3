import { describeMtOp, encodeMtGet, TapeError, type TapeUnit } from "@floppytape/magtape";
import { versionRequest } from "../dialect.js";
import { parseOpenMode } from "../open-mode.js";
import { wireErrorOf } from "../wire-errors.js";
import { climbs } from "./allow-names.js";
import { extendedOperation, type PeerOperation, plainOperation } from "./peer-operation.js";
import type { Reply } from "./reply.js";
import type { Request } from "./request.js";
import { decodeSeek } from "./seek-order.js";
import type { RmtServerOptions } from "./server-options.js";
import { createStatusAnswers, type StatusAnswers } from "./status-answers.js";
import { noteStart, returnToStart, type StartOfOpen, toBeginningOfFile } from "./tape-places.js";

type Settled = Required<
  Pick<RmtServerOptions, "open" | "peer" | "mtget" | "maxRecordBytes" | "log">
>;

/** What one client has open, and in which version of the protocol it speaks. */
export interface Session {
  /** Never rejects: what fails is a reply. The data of a write goes along. */
  perform(request: Request, data: Uint8Array): Promise<Reply>;
  /** Closes what is open, properly. @throws {TapeError} */
  close(): Promise<void>;
}

interface OpenTape {
  readonly unit: TapeUnit;
  readonly readOnly: boolean;
  readonly answers: StatusAnswers;
  /** Noted for tapes that are open for reading and writing. */
  readonly start: StartOfOpen | undefined;
}

const largestCount = 0x7fffffff;
/** SGI's version of the protocol, as other servers that know the request answer it. */
const announcedVersion = 2;

/** The state of one connection, and what each request does to it. */
export function createSession(options: Settled): Session {
  const { log, maxRecordBytes } = options;
  let tape: OpenTape | undefined;
  let version: 0 | 1 = 0;
  let record = new Uint8Array(0);

  async function open(name: string | undefined, modeText: string | undefined): Promise<Reply> {
    await close();
    if (name === undefined || name === "" || name.includes("\0") || climbs(name))
      throw new TapeError("ENOENT", `no tape has the name ${quote(name)}`);
    const mode = parseOpenMode(modeText ?? "?");
    if (mode === undefined) throw new TapeError("EINVAL", `no open mode: ${quote(modeText)}`);
    const unit = await options.open(name, { mode: mode.access, symbols: mode.symbols });
    const start = mode.access === "rw" ? await noteStart(unit) : undefined;
    tape = { unit, readOnly: mode.access === "r", answers: createStatusAnswers(unit), start };
    log(`opened ${quote(name)} (${mode.access})`, "event");
    return { value: 0 };
  }

  async function close(): Promise<void> {
    const closing = tape;
    if (closing === undefined) return;
    tape = undefined;
    await closing.unit.close();
    log("closed", "event");
  }

  function opened(): OpenTape {
    if (tape === undefined) throw new TapeError("EBADF", "nothing is open");
    return tape;
  }

  function writable(): OpenTape {
    const { readOnly } = opened();
    if (readOnly) throw new TapeError("EBADF", "open for reading only");
    return opened();
  }

  async function read(count: number | undefined): Promise<Reply> {
    const { unit } = opened();
    const length = whole(count);
    if (length > maxRecordBytes)
      throw new TapeError("EOVERFLOW", `${length} bytes, ${maxRecordBytes} are the limit`);
    if (record.length < length) record = new Uint8Array(length);
    const value = await unit.read(record.subarray(0, length));
    return { value, data: record.subarray(0, value) };
  }

  async function write(count: number | undefined, data: Uint8Array): Promise<Reply> {
    const { unit } = writable();
    const length = whole(count);
    if (length > maxRecordBytes)
      throw new TapeError("EOVERFLOW", `${length} bytes, ${maxRecordBytes} are the limit`);
    const value = await unit.write(data);
    // GNU clients give up the connection over a short count, and would write the record again on the next
    // tape after this: so a record is on the tape whole or not at all, as far as they are told.
    if (value < length) throw new TapeError("ENOSPC", `${value} of ${length} bytes had room`);
    return { value };
  }

  async function run(operation: PeerOperation | undefined, count: number): Promise<Reply> {
    if (operation === undefined) throw new TapeError("EINVAL", "no such operation");
    if (operation.kind === "beginning of file") {
      await toBeginningOfFile(opened().unit, operation.filesBack);
      return { value: count };
    }
    const known = describeMtOp(operation.op);
    const { unit } = known?.writes ? writable() : opened();
    try {
      await unit.operation(operation.op, operation.count);
    } catch (error) {
      throw known !== undefined && !known.writes ? spacingError(error) : error;
    }
    return { value: count };
  }

  async function seek(first: string, second: string): Promise<Reply> {
    const { unit, start } = opened();
    const wanted = decodeSeek(first, second);
    if (wanted === undefined)
      throw new TapeError("EINVAL", `seek ${quote(first)} ${quote(second)}`);
    const { offset, whence } = wanted;
    if (
      offset === 0 &&
      whence === "SET" &&
      start !== undefined &&
      (await returnToStart(unit, start))
    )
      return { value: 0 };
    throw new TapeError("ESPIPE", `a tape does not seek (${whence} ${offset})`);
  }

  async function answer(request: Request, data: Uint8Array): Promise<Reply> {
    switch (request.kind) {
      case "open":
        return open(request.name, request.mode);
      case "close":
        opened();
        await close();
        return { value: 0 };
      case "read":
        return read(request.count);
      case "write":
        return write(request.count, data);
      case "seek":
        return seek(request.first, request.second);
      case "operation": {
        const { number = Number.NaN, count } = request;
        if (number === versionRequest) return { value: (version = 1) };
        return run(plainOperation(number, whole(count), version, options.peer), whole(count));
      }
      case "extended operation": {
        const { number = Number.NaN, count } = request;
        return run(extendedOperation(number, whole(count)), whole(count));
      }
      case "status": {
        const bytes = encodeMtGet(await opened().answers.status(), options.mtget);
        return { value: bytes.length, data: bytes };
      }
      case "status field":
        return { value: await opened().answers.field(request.letter) };
      case "version":
        return { value: 1 };
      case "announce":
        return { value: Math.min(whole(request.version), announcedVersion) };
      case "garbage":
        return { errno: 22, text: "Garbage command" };
    }
  }

  /** What failed last: a client that tries again and again is told of once. */
  let failing: Request["kind"] | undefined;

  async function perform(request: Request, data: Uint8Array): Promise<Reply> {
    try {
      const reply = await answer(request, data);
      failing = undefined;
      return reply;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isNews = failing !== request.kind && isTold(request, error);
      failing = request.kind;
      log(`${request.kind} failed: ${message}`, isNews ? "failure" : "event");
      return wireErrorOf(error);
    }
  }

  return { perform, close };
}

const told: ReadonlySet<Request["kind"]> = new Set(["open", "close", "read", "write", "operation"]);

/** Clients probe with other requests, and know what to do at the ends of a tape. */
function isTold({ kind }: Request, error: unknown): boolean {
  if (!told.has(kind)) return false;
  if (!(error instanceof TapeError)) return true;
  const atAnEnd = error.code === "EIO" || "resid" in error.details;
  return error.code !== "ENOSPC" && !(kind === "operation" && atAnEnd);
}

/** A count as it has to be: not negative, and within an int of C. */
function whole(count: number | undefined): number {
  if (count === undefined || count < 0 || count > largestCount)
    throw new TapeError("EINVAL", `not a count: ${count}`);
  return count;
}

/** A floppy tape says EINVAL where other drives, and clients that try again after it, say EIO. */
function spacingError(error: unknown): unknown {
  if (!(error instanceof TapeError) || error.code !== "EINVAL") return error;
  if (error.details.resid === undefined) return error;
  return new TapeError("EIO", error.message, error.details, error);
}

function quote(text: string | undefined): string {
  return text === undefined ? "that is too long" : JSON.stringify(text.slice(0, 80));
}
