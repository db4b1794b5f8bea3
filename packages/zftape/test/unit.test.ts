import { openCartridge } from "@floppytape/cartridge";
import { MtOp, MtStatus } from "@floppytape/magtape";
import { encodeQicTime, encodeZftapeVolume } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { createZftape, nodeTraits } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

const block = (seed: number, length = 10240) => payload(`rand:${seed}`, 0, length);

test("node names and minors decide rewinding, compression and raw mode", () => {
  expect(nodeTraits("qft")).toEqual({ rewinds: true, compresses: false, raw: false });
  expect(nodeTraits("nzqft")).toEqual({ rewinds: false, compresses: true, raw: false });
  expect(nodeTraits("nrawqft")).toEqual({ rewinds: false, compresses: false, raw: true });
  expect(nodeTraits(16 + 8 + 4 + 3)).toEqual(nodeTraits("nzqft"));
  expect(nodeTraits(32 + 16)).toBeUndefined();
  expect(nodeTraits(32 + 8)).toBeUndefined();
  expect(nodeTraits(64)).toBeUndefined();
});

test("without a clock volumes carry no date; with one volumes and header do", async () => {
  const store = await smallCartridge();
  const date = encodeQicTime({ year: 1997, month: 12, day: 7, hour: 1, minute: 2, second: 4 });
  for (const [options, expected, written] of [
    [{}, 0, 0xffea6dff],
    [{ clock: () => date }, date, date],
  ] as const) {
    const unit = await createZftape(store, options).open("qft", "rw");
    await unit.write(block(1));
    await unit.close();
    const reader = await createZftape(store).open("nqft", "r");
    expect((await reader.volumes()).map((volume) => volume.date)).toEqual([expected]);
    expect((await reader.cartridge()).header.writeDate).toBe(written);
  }
});

test("raw segments are written and read; the table's segment becomes the table", async () => {
  const store = await smallCartridge();
  const zftape = createZftape(store);
  const writer = await zftape.open("qft", "rw");
  await writer.write(block(1));
  await writer.close();
  const unit = await zftape.open("nqft", "rw");
  await expect(unit.readSegment(3)).rejects.toMatchObject({ code: "EACCES" });
  await expect(unit.writeSegment(3, block(1), 2)).rejects.toMatchObject({ code: "EACCES" });
  await unit.setRawMode(true);
  const table = await unit.readSegment(2);
  expect(table.result).toBe(29696);
  expect(await unit.writeSegment(9, block(7, 29696), 0)).toBe(29696);
  expect((await unit.readSegment(9)).data).toEqual(block(7, 29696));
  expect(await unit.writeSegment(2, new Uint8Array(29696), 2)).toBe(29696);
  expect(await unit.volumes()).toEqual([]);
  await unit.writeSegment(2, table.data, 2);
  expect((await unit.volumes()).length).toBe(1);
  expect((await unit.readSegment(0)).data.subarray(0, 4)).toEqual(
    Uint8Array.of(0x55, 0xaa, 0x55, 0xaa),
  );
  expect((await unit.readSegment(20)).result).toBe(-5);
  await unit.writeSegment(20, new Uint8Array(0), 3);
  await expect(unit.readSegment(24)).rejects.toMatchObject({ code: "EINVAL" });
  await expect(unit.readSegment(3, 2)).rejects.toMatchObject({ code: "EINVAL" });
  await expect(unit.writeSegment(3, block(1), 4)).rejects.toMatchObject({ code: "EINVAL" });
  await expect(unit.writeSegment(3, block(1, 29697), 2)).rejects.toBeInstanceOf(RangeError);
  await unit.close();
  const reader = await zftape.open("rawqft", "r");
  await expect(reader.writeSegment(3, block(1), 2)).rejects.toMatchObject({ code: "EROFS" });
});

test("a raw stream is written from the first data segment on", async () => {
  const store = await smallCartridge();
  const unit = await createZftape(store).open("nrawqft", "rw");
  await unit.write(block(1, 30720));
  await expect(unit.operation(MtOp.Weof, 1)).rejects.toMatchObject({ code: "EACCES" });
  await unit.operation(MtOp.Rewind, 1);
  const into = new Uint8Array(30720);
  expect(await unit.read(into)).toBe(30720);
  expect(Buffer.compare(into, block(1, 30720))).toBe(0);
  await unit.close();
});

test("an aborted signal ends a write or read between segments, then EINTR", async () => {
  const store = await smallCartridge();
  const abort = new AbortController();
  const zftape = createZftape(store, { signal: abort.signal });
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  abort.abort();
  await expect(unit.write(block(2))).rejects.toMatchObject({ code: "EINTR" });
  await unit.operation(MtOp.Rewind, 1);
  await expect(unit.read(new Uint8Array(10240))).rejects.toMatchObject({ code: "EINTR" });
  await unit.close();
  expect(
    (
      await createZftape(store)
        .open("nqft", "r")
        .then((reader) => reader.volumes())
    ).length,
  ).toBe(1);
});

test("a full table is ENOSPC for a write, EINVAL for marks with those left as residual", async () => {
  const badSectors = [[2, 0x0fffffff]] as const; // a table of one sector: eight entries
  const store = await smallCartridge({ badSectors });
  const unit = await createZftape(store).open("nqft", "rw");
  await unit.operation(MtOp.Nop, 1);
  const room = (await unit.cartridge()).dataBytes((await unit.cartridge()).firstDataSegment) / 128;
  await expect(unit.operation(MtOp.Weof, room + 3)).rejects.toMatchObject({
    code: room < 21 ? "EINVAL" : "ENOSPC",
  });
  expect((await unit.status()).resid).toBe(3);
  await expect(unit.write(block(1))).rejects.toMatchObject({ code: "ENOSPC" });
  expect((await unit.volumes()).length).toBe(room);
});

test("the drive's words come through, also with nothing in the drive", async () => {
  const store = await smallCartridge();
  store.insert();
  const unit = await createZftape(store).open("nqft", "r");
  const status = await unit.status();
  expect(status.type).toBe(0x800000 + 0xffff);
  expect(status.dsreg & 0xff).toBe((await store.status()).driveStatus);
  expect(status.gstat).toBe(MtStatus.Online + MtStatus.BeginOfTape);
  store.eject();
  await expect(unit.read(new Uint8Array(10240))).rejects.toMatchObject({ code: "ENXIO" });
});

test("writing goes on behind a flush in the same volume, plain or compressed", async () => {
  for (const node of ["nqft", "nzqft"] as const) {
    const store = await smallCartridge({ queueDepth: 2 });
    const unit = await createZftape(store).open(node, "rw");
    const bytes = payload("mix:5", 0, 20 * 10240);
    for (let place = 0; place < bytes.length; place += 10240) {
      await unit.write(bytes.subarray(place, place + 10240));
      await unit.flush();
    }
    await unit.operation(MtOp.Rewind, 1);
    const into = new Uint8Array(bytes.length);
    expect(await unit.read(into)).toBe(bytes.length);
    expect(Buffer.compare(into, bytes)).toBe(0);
    expect((await unit.volumes()).length).toBe(1);
  }
});

test("a volume continues on the next cartridge: short count, ENOSPC, then a new tape", async () => {
  const first = await smallCartridge();
  const unit = await createZftape(first).open("qft", "rw");
  const bytes = block(1, 70 * 10240);
  const written = await unit.write(bytes);
  expect(written).toBeLessThan(bytes.length);
  await expect(unit.write(bytes.subarray(0, 10240))).rejects.toMatchObject({ code: "ENOSPC" });
  await unit.close();
  const second = await smallCartridge();
  const rest = await createZftape(second).open("qft", "rw");
  const left = bytes.subarray(written - (written % 10240));
  await rest.write(left);
  await rest.close();
  const reader = await createZftape(second).open("nqft", "r");
  const into = new Uint8Array(left.length);
  expect(await reader.read(into)).toBe(left.length);
  expect(Buffer.compare(into, left)).toBe(0);
});

test("single blocks fill the cartridge to its last byte", async () => {
  const unit = await createZftape(await smallCartridge()).open("nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, 1024);
  let blocks = 0;
  const next = () => unit.write(block(1, 1024)).then(() => ++blocks);
  await expect(
    (async () => {
      for (;;) await next();
    })(),
  ).rejects.toMatchObject({ code: "ENOSPC" });
  expect(blocks).toBe(21 * 29);
});

test("a table entry that states more than its segments hold yields what they hold", async () => {
  const store = await smallCartridge();
  const writer = await createZftape(store).open("qft", "rw");
  await writer.write(block(1, 50 * 1024));
  await writer.close();
  const stated = { index: 0, firstSegment: 3, lastSegment: 4, dataBytes: 1 << 30, blockSize: 1024 };
  await (await openCartridge(store)).writeTable(encodeZftapeVolume(stated, 4));
  const unit = await createZftape(store).open("nqft", "r");
  const into = new Uint8Array(100 * 1024);
  expect(await unit.read(into)).toBe(58 * 1024);
  expect(Buffer.compare(into.subarray(0, 50 * 1024), block(1, 50 * 1024))).toBe(0);
  expect(await unit.read(into)).toBe(0);
  expect((await unit.status()).gstat & MtStatus.WriteProtected).toBe(MtStatus.WriteProtected);
});
