import { correctSegment } from "@floppytape/cartridge";
import { createSegmentPool, SegmentBytes } from "@floppytape/ecc";
import { dataBytesOf } from "@floppytape/qic-format";
import fc from "fast-check";
import { expect, test } from "vitest";
import { accountSegments, addSpans, EmptyAccount, segmentSpans } from "../../src/index.js";

const pool = createSegmentPool(1);
const nothing = { corrected: 0, unreadable: 0, unverifiable: 0, silent: 0, lost: 0 };

test("spans cover the data bytes of a segment without gaps, whatever is bad and unreadable", () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (bad, unreadable) => {
      const { report } = correctSegment(new Uint8Array(SegmentBytes), bad, unreadable, pool.engine);
      const spans = segmentSpans(report, bad, true);
      let at = 0;
      for (const { start, end } of spans) {
        expect(start).toBe(at);
        at = end;
      }
      expect(at).toBe(dataBytesOf(bad));
    }),
  );
});

test("a lost segment loses its unreadable data sectors and no parity sector", async () => {
  // Sectors 1 and 2 are mapped out, so that packed sectors 3 and 28 are physical 5 and 30: data and parity.
  const bad = 0b110;
  const lost = ((1 << 5) | (1 << 6) | (1 << 7) | (1 << 30)) >>> 0;
  const report = { ...nothing, how: "lost", unreadable: lost, lost } as const;
  expect(segmentSpans(report, bad, true)).toEqual([
    { start: 0, end: 3 * 1024, state: "read", verified: true },
    { start: 3 * 1024, end: 6 * 1024, state: "lost", verified: false },
    { start: 6 * 1024, end: 27 * 1024, state: "read", verified: true },
  ]);
});

test("corrected sectors with all parity used up are not verified; without parity nothing is", () => {
  const three = { ...nothing, how: "corrected", corrected: 0b111, unverifiable: 0b111 } as const;
  const account = (parityStored: boolean) =>
    addSpans(EmptyAccount, segmentSpans(three, 0, parityStored));
  expect(account(true)).toEqual({ read: 26624, corrected: 3072, lost: 0, unverified: 3072 });
  expect(account(false)).toEqual({ read: 26624, corrected: 3072, lost: 0, unverified: 29696 });
});

test("a store that made the parity up has nothing verified in its accounts", async () => {
  const reports = [{ ...nothing, segment: 3, how: "read" }] as const;
  const account = (store: { parityStored?: boolean }) =>
    accountSegments(reports, { badSectors: { get: () => 0 }, store });
  expect(await account({ parityStored: false })).toMatchObject({ read: 29696, unverified: 29696 });
  expect(await account({ parityStored: true })).toMatchObject({ read: 29696, unverified: 0 });
});

test("deleted segments are lost, those without room count nothing", async () => {
  const badSectors = { get: (segment: number) => (segment === 2 ? 0xffffffff : 0) };
  const reports = [
    { ...nothing, segment: 1, how: "deleted" },
    { ...nothing, segment: 2, how: "empty" },
    { ...nothing, segment: 3, how: "read" },
  ] as const;
  expect(await accountSegments(reports, { badSectors, store: {} })).toEqual({
    read: 29696,
    corrected: 0,
    lost: 29696,
    unverified: 0,
  });
});
