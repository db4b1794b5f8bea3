/** Checks of records that come from a file: nothing is believed. */
import { dataHash, type TraceBegin, type TraceBuffer, type TraceRecord } from "./trace-record.js";
import { bytesOfHex } from "./trace-text.js";

/** DMA buffers of a trace, at most, and bytes of one of them, at most. */
const MaxBuffers = 16;
const MaxBufferBytes = 0x1_0000;
const MaxMs = 1e12;

type Fields = Readonly<Record<string, unknown>>;

/**
 * The record that the fields describe; `before` is what is known from earlier lines.
 * @throws {RangeError} naming the field that is wrong.
 */
export function recordOfFields(
  fields: Fields,
  before: { begin: TraceBegin | undefined; atMs: number },
): TraceRecord {
  const { kind } = fields;
  const atMs = duration(fields, "atMs");
  if (kind === "begin") {
    if (before.begin !== undefined) throw new RangeError("begin may only come first");
    return beginOf(fields, atMs);
  }
  const { begin } = before;
  if (begin === undefined) throw new RangeError("the first record must be begin");
  if (atMs < before.atMs) throw new RangeError(`atMs goes back from ${before.atMs} to ${atMs}`);
  switch (kind) {
    case "out":
    case "in":
      return {
        kind,
        atMs,
        port: whole(fields, "port", 0xffff),
        value: whole(fields, "value", 0xff),
      };
    case "clear":
      return { kind, atMs, irq: whole(fields, "irq", 15) };
    case "wait":
      return {
        kind,
        atMs,
        irq: whole(fields, "irq", 15),
        timeoutMs: duration(fields, "timeoutMs"),
        rose: truth(fields, "rose"),
      };
    case "sleep":
      return { kind, atMs, ms: duration(fields, "ms") };
    case "now":
      return { kind, atMs };
    case "load":
    case "store":
      return { kind, atMs, ...memoryOf(fields, begin) };
    default:
      throw new RangeError(`kind ${JSON.stringify(kind)?.slice(0, 40)} is not known`);
  }
}

function beginOf(fields: Fields, atMs: number): TraceBegin {
  if (fields.version !== 1)
    throw new RangeError(`version must be 1, got ${JSON.stringify(fields.version)?.slice(0, 40)}`);
  const buffers: readonly unknown[] = Array.isArray(fields.buffers) ? fields.buffers : [];
  if (!Array.isArray(fields.buffers) || buffers.length > MaxBuffers)
    throw new RangeError(`buffers must be a list of at most ${MaxBuffers}`);
  return {
    kind: "begin",
    atMs,
    version: 1,
    standsStill: truth(fields, "standsStill"),
    interrupts: truth(fields, "interrupts"),
    buffers: buffers.map(bufferOf),
  };
}

function bufferOf(buffer: unknown): TraceBuffer {
  const fields = (typeof buffer === "object" && buffer !== null ? buffer : {}) as Fields;
  return {
    address: whole(fields, "address", 0xffffff),
    sizeBytes: whole(fields, "sizeBytes", MaxBufferBytes),
  };
}

function memoryOf(fields: Fields, { buffers }: TraceBegin) {
  const buffer = whole(fields, "buffer", buffers.length - 1);
  const bufferBytes = buffers[buffer]?.sizeBytes ?? 0;
  const offset = whole(fields, "offset", bufferBytes);
  const sizeBytes = whole(fields, "sizeBytes", bufferBytes - offset);
  const hash = whole(fields, "hash", 0xffffffff);
  const where = { buffer, offset, sizeBytes, hash };
  if (fields.bytes === undefined) return where;
  const bytes = typeof fields.bytes === "string" ? bytesOfHex(fields.bytes) : undefined;
  if (bytes?.length !== sizeBytes)
    throw new RangeError(`bytes must be ${sizeBytes} bytes in hexadecimal digits`);
  if (dataHash(bytes) !== hash) throw new RangeError("bytes do not have the hash beside them");
  return { ...where, bytes };
}

function whole(fields: Fields, name: string, max: number): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max)
    return value;
  throw new RangeError(
    max < 0
      ? `${name} ${String(value)} does not exist`
      : `${name} must be a whole number, 0 to ${max}, got ${JSON.stringify(value)?.slice(0, 40)}`,
  );
}

function duration(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && value >= 0 && value <= MaxMs) return value;
  throw new RangeError(
    `${name} must be 0 to ${MaxMs} ms, got ${JSON.stringify(value)?.slice(0, 40)}`,
  );
}

function truth(fields: Fields, name: string): boolean {
  const value = fields[name];
  if (typeof value === "boolean") return value;
  throw new RangeError(`${name} must be true or false, got ${JSON.stringify(value)?.slice(0, 40)}`);
}
