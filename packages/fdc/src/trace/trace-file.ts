/** A trace as a file: lines of text for people, or of JSON for programs; one record a line. */
import { FdcError } from "../errors.js";
import { recordOfFields } from "./trace-check.js";
import type { TraceBegin, TraceRecord } from "./trace-record.js";
import { fieldsOfLine, hexOfBytes, lineOf } from "./trace-text.js";

export type TraceFormat = "text" | "jsonl";

/** Takes a trace apart line by line, so that it need not be in memory as a whole. */
export interface TraceReader {
  /**
   * The record of the next line, in either format; undefined for empty lines and for comments, which
   * begin with `#`.
   * @throws {FdcError} `BAD_TRACE` naming line (from 1) and field.
   */
  read(line: string): TraceRecord | undefined;
}

/** One record as one line, without its end. */
export function traceLine(record: TraceRecord, format: TraceFormat = "text"): string {
  if (format === "text") return lineOf(record);
  if (!("bytes" in record) || record.bytes === undefined) return JSON.stringify(record);
  return JSON.stringify({ ...record, bytes: hexOfBytes(record.bytes) });
}

/** Longest line that is taken: a DMA buffer of 64 KiB in hexadecimal, and what stands before it. */
const MaxLine = 2 * 0x1_0000 + 1000;

export function createTraceReader(): TraceReader {
  let number = 0;
  let begin: TraceBegin | undefined;
  let atMs = 0;
  return {
    read(line) {
      number++;
      if (line.length > MaxLine)
        throw badLine(`has ${line.length} characters, more than ${MaxLine}`);
      const trimmed = line.trim();
      if (trimmed === "" || trimmed.startsWith("#")) return undefined;
      const fields = trimmed.startsWith("{") ? parse(trimmed) : fieldsOfLine(trimmed);
      if (fields === undefined)
        throw badLine(`is no record of a trace: ${JSON.stringify(trimmed.slice(0, 60))}`);
      const record = check(fields);
      if (record.kind === "begin") begin = record;
      atMs = record.atMs;
      return record;
    },
  };

  function check(fields: Readonly<Record<string, unknown>>): TraceRecord {
    try {
      return recordOfFields(fields, { begin, atMs });
    } catch (error) {
      if (error instanceof RangeError) throw badLine(`: ${error.message}`);
      throw error;
    }
  }

  function parse(line: string): Readonly<Record<string, unknown>> | undefined {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch {
      return undefined; // the caller says what the line looks like
    }
  }

  function badLine(what: string): FdcError {
    const text = `line ${number}${what.startsWith(":") ? "" : " "}${what}`;
    return new FdcError("BAD_TRACE", text, { line: number });
  }
}

/**
 * All records of a trace in either format.
 * @throws {FdcError} `BAD_TRACE` naming line and field, or when there is no record at all.
 */
export function readTrace(text: string): TraceRecord[] {
  const reader = createTraceReader();
  const records: TraceRecord[] = [];
  for (const line of text.split("\n")) {
    const record = reader.read(line);
    if (record !== undefined) records.push(record);
  }
  if (records.length === 0) throw new FdcError("BAD_TRACE", "the trace holds no record");
  return records;
}
