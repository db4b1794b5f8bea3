/**
 * The text form of a trace, one record a line: time in milliseconds, kind, and what belongs to the kind.
 * Ports, values, addresses, hashes and bytes are hexadecimal, everything else is decimal.
 *
 *     0 begin 1 still irq 10000+32768
 *     0.001 out 3f2 0c
 *     0.002 in 3f4 80
 *     2.5 wait 6 1000 rose
 *     5.5 sleep 3
 *     5.5 load 0 0+1024 811c9dc5
 */
import type { TraceRecord } from "./trace-record.js";

/** Numbers of a line that is one record of some kind; undefined for any other line. Limits are not checked. */
export function fieldsOfLine(line: string): Record<string, unknown> | undefined {
  const [, at, kind, rest] = /^([0-9][0-9.e+-]*) ([a-z]+)(?: (.*))?$/.exec(line) ?? [];
  const form = kind !== undefined && Object.hasOwn(forms, kind) ? forms[kind] : undefined;
  const match = form?.pattern.exec(rest ?? "");
  return match ? { kind, atMs: Number(at), ...form?.fields(match) } : undefined;
}

/** The line of a record, without its end. */
export function lineOf(record: TraceRecord): string {
  return [`${record.atMs} ${record.kind}`, ...wordsOf(record)].join(" ");
}

function wordsOf(record: TraceRecord): (string | number)[] {
  switch (record.kind) {
    case "begin":
      return [
        record.version,
        record.standsStill ? "still" : "running",
        record.interrupts ? "irq" : "polled",
        ...record.buffers.map(({ address, sizeBytes }) => `${hex(address, 5)}+${sizeBytes}`),
      ];
    case "out":
    case "in":
      return [hex(record.port, 3), hex(record.value, 2)];
    case "clear":
      return [record.irq];
    case "wait":
      return [record.irq, record.timeoutMs, record.rose ? "rose" : "none"];
    case "sleep":
      return [record.ms];
    case "now":
      return [];
    case "load":
    case "store":
      return [
        record.buffer,
        `${record.offset}+${record.sizeBytes}`,
        hex(record.hash, 8) + (record.bytes ? `:${hexOfBytes(record.bytes)}` : ""),
      ];
  }
}

interface Form {
  readonly pattern: RegExp;
  fields(match: RegExpExecArray): Record<string, unknown>;
}

const port: Form = {
  pattern: /^([0-9a-f]{1,4}) ([0-9a-f]{1,2})$/,
  fields: ([, address, value]) => ({ port: unhex(address), value: unhex(value) }),
};

const memory: Form = {
  pattern: /^(\d{1,3}) (\d{1,9})\+(\d{1,9}) ([0-9a-f]{8})(?::([0-9a-f]*))?$/,
  fields: ([, buffer, offset, sizeBytes, hash, bytes]) => ({
    buffer: Number(buffer),
    offset: Number(offset),
    sizeBytes: Number(sizeBytes),
    hash: unhex(hash),
    ...(bytes !== undefined && { bytes }),
  }),
};

const forms: Readonly<Record<string, Form>> = {
  begin: {
    pattern: /^(\d{1,3}) (still|running) (irq|polled)((?: [0-9a-f]{1,8}\+\d{1,9}){0,16})$/,
    fields: ([, version, time, interrupts, buffers = ""]) => ({
      version: Number(version),
      standsStill: time === "still",
      interrupts: interrupts === "irq",
      buffers: buffers
        .split(" ")
        .slice(1)
        .map((buffer) => buffer.split("+"))
        .map(([address, sizeBytes]) => ({ address: unhex(address), sizeBytes: Number(sizeBytes) })),
    }),
  },
  out: port,
  in: port,
  clear: { pattern: /^(\d{1,2})$/, fields: ([, irq]) => ({ irq: Number(irq) }) },
  wait: {
    pattern: /^(\d{1,2}) ([0-9][0-9.e+-]*) (rose|none)$/,
    fields: ([, irq, timeoutMs, end]) => ({
      irq: Number(irq),
      timeoutMs: Number(timeoutMs),
      rose: end === "rose",
    }),
  },
  sleep: { pattern: /^([0-9][0-9.e+-]*)$/, fields: ([, ms]) => ({ ms: Number(ms) }) },
  now: { pattern: /^$/, fields: () => ({}) },
  load: memory,
  store: memory,
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function unhex(digits: string | undefined): number {
  return Number.parseInt(digits ?? "", 16);
}

/** Two digits a byte. */
export function hexOfBytes(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += hex(byte, 2);
  return digits;
}

/** The bytes of an even number of hexadecimal digits, else undefined. */
export function bytesOfHex(digits: string): Uint8Array | undefined {
  if (digits.length % 2 !== 0 || /[^0-9a-f]/.test(digits)) return undefined;
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = unhex(digits.slice(2 * i, 2 * i + 2));
  return bytes;
}
