/** A group that is still being filled. */
import type { TraceRecord } from "../trace-record.js";
import type { TraceGroup, TraceGroupKind } from "./trace-group.js";

export class OpenGroup {
  readonly records: number[] = [];
  private readonly parts: TraceGroup[] = [];
  private atMs: number | undefined;
  private endMs = 0;

  /** Takes a record by its place in the trace. */
  add(record: TraceRecord, index: number): this {
    this.records.push(index);
    this.atMs ??= record.atMs;
    this.endMs = record.atMs;
    return this;
  }

  /** Takes a closed group as a part of this one. */
  addPart(part: TraceGroup): this {
    this.parts.push(part);
    this.atMs ??= part.atMs;
    this.endMs = part.endMs;
    return this;
  }

  close(
    kind: TraceGroupKind,
    name: string,
    text: string,
    values: TraceGroup["values"] = {},
  ): TraceGroup {
    const { atMs = 0, endMs, records, parts } = this;
    return { kind, name, atMs, endMs, text, values, records, parts };
  }
}
