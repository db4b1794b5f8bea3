import fc from "fast-check";
import { expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import {
  dataHash,
  explainTrace,
  readTrace,
  type TraceGroup,
  type TraceRecord,
  traceLine,
  traceView,
} from "../../src/trace/index.js";

const begin: TraceRecord = {
  kind: "begin",
  atMs: 0,
  version: 1,
  standsStill: true,
  interrupts: true,
  buffers: [
    { address: 0x10000, sizeBytes: 32768 },
    { address: 0x18000, sizeBytes: 32768 },
  ],
};

const byte = fc.nat(255);
const milliseconds = fc.double({ min: 0, max: 1e6, noNaN: true });
/** Ports that mean something, most of the time. */
const port = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0x3f2, 0x3f4, 0x3f5, 0x3f5, 0x3f5, 0x3f7) },
  { weight: 2, arbitrary: fc.constantFrom(4, 5, 0x0a, 0x0b, 0x0c, 0x81) },
  { weight: 1, arbitrary: fc.nat(0xffff) },
);
const fdcByte = fc.oneof(byte, fc.constantFrom(0x0f, 0x04, 0x08, 0x46, 0x80, 0xd0, 0x90, 0x01));
const bytes = fc.uint8Array({ maxLength: 40 });

const anyRecord: fc.Arbitrary<TraceRecord> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom("in" as const, "out" as const),
      atMs: milliseconds,
      port,
      value: fdcByte,
    }),
  },
  fc.record({ kind: fc.constant("clear" as const), atMs: milliseconds, irq: fc.nat(15) }),
  fc.record({
    kind: fc.constant("wait" as const),
    atMs: milliseconds,
    irq: fc.nat(15),
    timeoutMs: milliseconds,
    rose: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("sleep" as const), atMs: milliseconds, ms: milliseconds }),
  fc.record({ kind: fc.constant("now" as const), atMs: milliseconds }),
  fc
    .record({
      kind: fc.constantFrom("load" as const, "store" as const),
      atMs: milliseconds,
      buffer: fc.nat(1),
      offset: fc.nat(30000),
      data: bytes,
      keep: fc.boolean(),
    })
    .map(({ data, keep, ...rest }) => ({
      ...rest,
      sizeBytes: data.length,
      hash: dataHash(data),
      ...(keep && { bytes: data }),
    })),
);

const anyTrace = fc.array(anyRecord, { maxLength: 120 }).map((records) => {
  let atMs = 0;
  // Times only grow.
  return [begin, ...records.map((record) => ({ ...record, atMs: (atMs += record.atMs) }))];
});

test.each(["text", "jsonl"] as const)("what is written as %s is read back", (format) => {
  fc.assert(
    fc.property(anyTrace, (records) => {
      const text = records.map((record) => traceLine(record, format)).join("\n");
      expect(readTrace(text)).toEqual(records);
    }),
  );
});

test("whatever is read as a trace is taken, or refused as a bad trace", () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    anyRecord.map((record) => traceLine(record)),
    fc.tuple(anyRecord, fc.nat(30), fc.string({ maxLength: 2 })).map(([record, at, text]) => {
      const whole = traceLine(record, "jsonl");
      return whole.slice(0, at) + text + whole.slice(at + 1);
    }),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        readTrace([traceLine(begin), ...lines].join("\n"));
      } catch (error) {
        expect(error).toBeInstanceOf(FdcError);
        expect((error as FdcError).code).toBe("BAD_TRACE");
      }
    }),
  );
});

test("whatever happens at the ports is explained, every record once", () => {
  fc.assert(
    fc.property(anyTrace, (records) => {
      const groups = [...explainTrace(records)];
      const places = groups.flatMap(allRecords).sort((a, b) => a - b);
      expect(places).toEqual(records.map((_, place) => place));
      for (const line of traceView(groups, { depth: "accesses", records }))
        expect(line).not.toBe("");
    }),
    { numRuns: 300 },
  );
});

function allRecords({ records, parts }: TraceGroup): number[] {
  return [...records, ...parts.flatMap(allRecords)];
}
