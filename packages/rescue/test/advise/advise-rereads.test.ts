import { openCartridge } from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { adviseHeaders, adviseRereads } from "../../src/index.js";
import { damagedDump, filledImage } from "../damaged-dumps.js";

const whole = await filledImage();
const volumes = [
  { index: 0, firstSegment: 3, lastSegment: 19 },
  { index: 1, firstSegment: 20, lastSegment: 35 },
];
const opened = (damage: Parameters<typeof damagedDump>[1]) =>
  openCartridge(damagedDump(whole, damage));

test("a cartridge without damage needs nothing", async () => {
  const advice = await adviseRereads(await opened({}), { volumes });
  expect(advice).toEqual({ rereads: [], segmentCount: 36, lostBytes: 0, lostBytesAfterOne: 0 });
});

test("table and header come first, then what fewest sectors save, and last what is not proven", async () => {
  const cartridge = await opened({
    unreadable: [
      [1, 0b11111],
      [2, 0xff],
      [9, 0b111111],
      [14, 0b111],
      [25, 0b1111],
      [38, 0xffff], // in no volume
    ],
    silent: [[30, 0b11]],
  });
  const advice = await adviseRereads(cartridge, { volumes });
  expect(advice.rereads.map(({ segment, purpose, needed }) => [segment, purpose, needed])).toEqual([
    [2, "save", 5],
    [1, "save", 2],
    [25, "save", 1],
    [9, "save", 3],
    [30, "locate", 0],
    [14, "verify", 1],
  ]);
  expect(advice.rereads[0]).toMatchObject({ holds: "table", volumes: [0, 1], bytes: 8192 });
  expect(advice.rereads[1]).toMatchObject({ holds: "header", bytes: 0 });
  expect(advice.rereads[2]).toEqual({
    segment: 25,
    track: 2,
    position: 5,
    direction: "forward",
    purpose: "save",
    needed: 1,
    sectors: [0, 1, 2, 3],
    bytes: 4096,
    holds: "data",
    volumes: [1],
  });
  expect(advice.rereads[4]?.sectors).toHaveLength(32);
  expect(advice.lostBytes).toBe(8192 + 4096 + 6144 + 29696);
  expect(advice.lostBytesAfterOne).toBe(advice.lostBytes - 4096);
});

test("following the advice saves the segment", async () => {
  const damage = [
    [12, 0],
    [15, 0b1111],
  ] as const;
  const { rereads } = await adviseRereads(await opened({ unreadable: damage }), { volumes });
  const [first] = rereads;
  const [sector = 0] = first?.sectors ?? [];
  const better = await opened({ unreadable: [[15, 0b1111 & ~(1 << sector)]] });
  expect((await better.readSegment(first?.segment ?? 0)).report.how).toBe("corrected");
});

test("bad sectors are not asked for, and segments without room for data are none", async () => {
  const cartridge = await opened({
    unreadable: [
      [5, 0xff],
      [12, 0xffffffff],
    ],
  });
  const { rereads } = await adviseRereads(cartridge);
  expect(rereads).toHaveLength(1);
  expect(rereads[0]).toMatchObject({ segment: 5, needed: 3, sectors: [1, 2, 4, 5, 6, 7] });
});

test("without a header: what either copy lacks, and what both together do", async () => {
  const damage = {
    unreadable: [
      [0, 0b0111_1111],
      [1, 0b1_1111_0001],
      [30, 0b11],
    ],
  } as const;
  await expect(opened(damage)).rejects.toThrow(/no header/);
  expect(await adviseHeaders(damagedDump(whole, damage))).toEqual({
    copies: [
      { segment: 0, needed: 4, sectors: [0, 1, 2, 3, 4, 5, 6] },
      { segment: 1, needed: 3, sectors: [0, 4, 5, 6, 7, 8] },
    ],
    neededOfBoth: 1,
    sectorsOfBoth: [0, 4, 5, 6],
  });
  const better = [
    [0, 0b0111_1110],
    [1, 0b1_1111_0001],
  ] as const;
  expect((await opened({ unreadable: better })).findings).toMatchObject([
    { code: "HEADER_MERGED" },
  ]);
});
