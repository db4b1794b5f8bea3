import { openCartridge } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import { encodeZftapeVolume, type FormatCode } from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createZftape, type NodeName, type ZftapeState, type ZftapeUnit } from "../src/index.js";
import { smallCartridge } from "./small-cartridge.js";

const anyEntry = (formatCode: FormatCode) =>
  fc
    .record({
      firstSegment: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 0xffff })),
      segments: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 0x7fff })),
      dataBytes: fc.oneof(
        fc.integer({ min: 0, max: 1 << 18 }),
        fc.integer({ min: 0, max: 0xffffffff }),
      ),
      blockSize: fc.oneof(fc.constantFrom(0, 1, 1024, 10240), fc.integer({ min: 0, max: 0xffff })),
      compressed: fc.boolean(),
      damage: fc.array(fc.tuple(fc.nat({ max: 127 }), fc.integer({ min: 0, max: 255 })), {
        maxLength: 3,
      }),
    })
    .map(({ damage, firstSegment, segments, ...fields }) => {
      const lastSegment = Math.min(0xffff, firstSegment + segments);
      const bytes = encodeZftapeVolume(
        { index: 0, firstSegment, lastSegment, ...fields },
        formatCode,
      );
      for (const [at, byte] of damage) bytes[at] = byte;
      return bytes;
    });

const anyTape = fc.constantFrom<FormatCode>(2, 4, 6).chain((formatCode) =>
  fc.record({
    formatCode: fc.constant(formatCode),
    entries: fc.array(anyEntry(formatCode), { minLength: 1, maxLength: 6 }),
  }),
);

type Call = (unit: ZftapeUnit) => Promise<unknown>;

const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.constantFrom(1, 512, 1024, 10240, 1 << 20).map(
    (length): Call =>
      (unit) =>
        unit.read(new Uint8Array(length)),
  ),
  fc
    .tuple(
      fc.integer({ min: -1, max: 36 }),
      fc.oneof(fc.integer({ min: -3, max: 9 }), fc.integer()),
    )
    .map(
      ([op, count]): Call =>
        (unit) =>
          unit.operation(op, count),
    ),
  fc.constantFrom<Call>(
    (unit) => unit.volumeInfo(),
    (unit) => unit.sizeInfo(),
    (unit) => unit.position(),
    (unit) => unit.recordedBlockSize(),
    (unit) => unit.volumes(),
    (unit) => unit.flush(),
    (unit) => unit.write(new Uint8Array(10240)),
    (unit) => unit.setRawMode(true),
    (unit) => unit.readSegment(3),
  ),
);

const anyCalls = fc.array(anyCall, { minLength: 1, maxLength: 12 });
const anyNode = fc.constantFrom<NodeName>("nqft", "nzqft", "nrawqft");

async function callAll(unit: ZftapeUnit, calls: readonly Call[]): Promise<void> {
  for (const call of calls) {
    await call(unit).catch((error: unknown) => expect(error).toBeInstanceOf(TapeError));
    const { fileno, blkno, gstat } = await unit.status();
    expect([fileno, blkno, gstat].every(Number.isFinite)).toBe(true);
  }
  await unit.close().catch((error: unknown) => expect(error).toBeInstanceOf(TapeError));
}

test("no volume table makes a call hang, or fail other than a driver does", async () => {
  await fc.assert(
    fc.asyncProperty(anyTape, anyNode, fc.boolean(), anyCalls, async (tape, node, force, calls) => {
      const store = await smallCartridge({ formatCode: tape.formatCode });
      await (await openCartridge(store)).writeTable(Buffer.concat(tape.entries));
      const unit = await createZftape(store, { force, retries: 0 }).open(node, "rw");
      await callAll(unit, calls);
    }),
    { numRuns: 80 },
  );
});

const anyNumber = fc.oneof(fc.nat({ max: 30 }), fc.integer(), fc.double(), fc.constant(1e300));
const anyText = fc.oneof(fc.string(), fc.base64String());

const anyState = fc.record(
  {
    version: fc.constantFrom(1, 1, 1, 2),
    blockSize: fc.constantFrom(1, 1024, 10240, 7, -1),
    compression: fc.boolean(),
    offline: fc.boolean(),
    doorLocked: fc.boolean(),
    cartridge: fc.record(
      {
        segmentCount: fc.constantFrom(24, 24, 24, 25),
        writeCounters: fc.constantFrom([48], [48, 50], [47], []),
        position: fc.record({
          segment: anyNumber,
          offset: anyNumber,
          volumeBytes: anyNumber,
          beforeMark: fc.boolean(),
        }),
        positionIsRaw: fc.boolean(),
        positionExpands: fc.boolean(),
        endBlockSize: fc.constantFrom(1, 1024),
        segmentsWritten: fc.nat({ max: 50 }),
        headerBytes: anyText,
        tableBytes: anyText,
        tail: fc.array(fc.record({ segment: anyNumber, data: anyText }), { maxLength: 2 }),
      },
      {
        requiredKeys: [
          "segmentCount",
          "writeCounters",
          "position",
          "segmentsWritten",
          "endBlockSize",
          "tail",
        ],
      },
    ),
  },
  { requiredKeys: ["version", "blockSize", "offline"] },
);

test("no stored state makes a call hang, or fail other than a driver does", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(anyState, fc.jsonValue()),
      anyNode,
      anyCalls,
      async (state, node, calls) => {
        const store = await smallCartridge();
        const zftape = createZftape(store, { retries: 0 });
        const restored = await zftape.restore(state as unknown as ZftapeState);
        expect(["applied", "dropped"]).toContain(restored);
        await callAll(await zftape.open(node, "rw"), calls);
      },
    ),
    { numRuns: 150 },
  );
});
