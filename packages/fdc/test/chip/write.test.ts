/** WRITE and FORMAT TRACK. */
import { describe, expect, test } from "vitest";
import type { FakeTape } from "./fake-tape.js";
import { createTapeHost, type RegisterHost, readCommand } from "./register-host.js";

const Buffer0 = 0x10000;
const FromMemory = 0x48;

function writeCommand(segment: number, sector: number, count: number, eot?: number): number[] {
  const command = readCommand(segment, sector, count, eot);
  command[0] = 0x45;
  return command;
}

/** Sectors full of different bytes in the buffer. */
function fill(host: RegisterHost<FakeTape>, sectors: number): Uint8Array {
  const bytes = Uint8Array.from(
    { length: sectors * 1024 },
    (_, at) => (at * 5 + (at >> 10)) & 0xff,
  );
  host.sim.writeMemory(Buffer0, bytes);
  return bytes;
}

describe.each(["sector", "fifo"] as const)("WRITE, one event a %s", (mode) => {
  test("records what memory holds", () => {
    const host = createTapeHost({ mode }).setUp();
    const bytes = fill(host, 4);
    host.dma(FromMemory, Buffer0, 4096);
    expect(host.run(...writeCommand(1, 3, 4))).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect([...host.drive.written.keys()]).toEqual([35, 36, 37, 38]);
    for (let n = 0; n < 4; n++)
      expect(host.drive.written.get(35 + n)).toEqual({
        bytes: bytes.slice(n * 1024, (n + 1) * 1024),
        deleted: false,
      });
    expect(host.dmaCount()).toBe(0xffff);
  });

  test("with deleted marks", () => {
    const host = createTapeHost({ mode }).setUp();
    fill(host, 1);
    host.dma(FromMemory, Buffer0, 1024);
    const command = writeCommand(1, 3, 1);
    command[0] = 0x49;
    expect(host.run(...command)).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(host.drive.written.get(35)?.deleted).toBe(true);
  });

  test("fills the rest of a sector with zeros after terminal count", () => {
    const host = createTapeHost({ mode }).setUp();
    const bytes = fill(host, 1);
    host.dma(FromMemory, Buffer0, 700);
    expect(host.run(...writeCommand(1, 3, 4))).toEqual([0, 0, 0, 0, 0, 37, 3]);
    const written = host.drive.written.get(35)!.bytes;
    expect(written.subarray(0, 700)).toEqual(bytes.subarray(0, 700));
    expect(written.subarray(700)).toEqual(new Uint8Array(324));
  });

  test("spoils the sector for which there was no data in time", () => {
    const host = createTapeHost({ mode }).setUp();
    expect(host.run(...writeCommand(1, 3, 1))).toEqual([0x40, 0x10, 0, 0, 0, 36, 3]);
    expect(host.drive.spoiled).toEqual([35]);
    expect(host.drive.written.size).toBe(0);
  });

  test("is refused at once on a protected cartridge", () => {
    const host = createTapeHost({ mode }).setUp();
    host.drive.writeProtected = true;
    host.dma(FromMemory, Buffer0, 1024);
    const beganNs = host.nowNs;
    expect(host.run(...writeCommand(1, 3, 1))).toEqual([0x40, 0x02, 0, 0, 0, 36, 3]);
    expect(host.nowNs - beganNs).toBeLessThan(1e6);
    expect(host.drive.written.size).toBe(0);
  });

  test("stays refused when the tape changes its motion meanwhile", () => {
    const host = createTapeHost({ mode }).setUp();
    host.drive.writeProtected = true;
    host.dma(FromMemory, Buffer0, 1024);
    host.send(...writeCommand(1, 3, 1));
    host.drive.run(false);
    host.drive.run(true);
    expect(host.interrupt(1)).toBe(true);
    expect(host.result().slice(0, 3)).toEqual([0x40, 0x02, 0]);
    expect(host.drive.written.size).toBe(0);
  });

  test("a tape that stops inside a sector leaves that one spoiled", () => {
    const host = createTapeHost({ mode }).setUp();
    fill(host, 4);
    host.dma(FromMemory, Buffer0, 4096);
    host.send(...writeCommand(1, 3, 4));
    host.pass((host.drive.mark(1, 4).dataNs + 1e5 - host.nowNs) / 1e6);
    host.drive.run(false);
    expect(host.interrupt(1000)).toBe(false);
    expect([[...host.drive.written.keys()], host.drive.spoiled]).toEqual([[35], [36]]);
  });
});

describe("FORMAT TRACK", () => {
  const ids = Uint8Array.from({ length: 128 }, (_, at) => [9, 2, 1 + (at >> 2), 3][at & 3]!);
  const format = [0x4d, 0, 3, 32, 233, 0x6b];

  const formatter = (sectors = 32) => {
    const host = createTapeHost().setUp();
    host.sim.writeMemory(Buffer0, ids);
    host.dma(FromMemory, Buffer0, sectors * 4);
    return host;
  };

  test("lasts from one index to the next", () => {
    const host = formatter();
    expect(host.run(...format).slice(0, 3)).toEqual([0, 0, 0]);
    const [first, second] = [host.drive.segmentNs(1), host.drive.segmentNs(2)];
    expect(host.drive.formats).toEqual([{ fromNs: first, ids, filler: 0x6b }]);
    expect(host.nowNs).toBeGreaterThan(second);
    expect(host.nowNs).toBeLessThan(second + 1e5);
    expect(host.dmaCount()).toBe(0xffff);
  });

  test("takes no more ids than DMA gives, whatever SC says", () => {
    const host = formatter();
    const command = format.with(3, 128);
    expect(host.run(...command).slice(0, 3)).toEqual([0, 0, 0]);
    expect(host.drive.formats[0]?.ids).toEqual(ids);
  });

  test("takes no more ids than fit between two indexes", () => {
    const host = formatter(40);
    const command = format.with(3, 40);
    expect(host.run(...command).slice(0, 3)).toEqual([0, 0, 0]);
    expect(host.dmaCount()).toBe(40 * 4 - 34 * 4 - 1);
  });

  test("needs its ids in time, and a cartridge that may be written", () => {
    const masked = createTapeHost().setUp();
    expect(masked.run(...format).slice(0, 3)).toEqual([0x40, 0x10, 0]);
    const guarded = formatter();
    guarded.drive.writeProtected = true;
    expect(guarded.run(...format).slice(0, 3)).toEqual([0x40, 0x02, 0]);
    expect([...masked.drive.formats, ...guarded.drive.formats]).toEqual([]);
  });

  test("hangs when no second index comes", () => {
    const host = formatter();
    host.send(...format);
    host.pass((host.drive.segmentNs(1) - host.nowNs) / 1e6 + 100);
    host.drive.run(false);
    expect(host.interrupt(5000)).toBe(false);
    expect(host.drive.formats).toEqual([]);
  });

  test("without DMA takes its ids from the processor", () => {
    const host = createTapeHost().setUp(true);
    host.send(...format);
    let given = 0;
    for (let looks = 0; given < ids.length && looks < 1e6; looks++)
      if ((host.msr & 0xf0) === 0xb0) host.out(5, ids[given++]!);
    expect(given).toBe(128);
    expect(host.msr & 0xf0).toBe(0x30);
    host.pass(1000);
    expect(host.result().slice(0, 3)).toEqual([0, 0, 0]);
    expect(host.drive.formats).toEqual([{ fromNs: host.drive.segmentNs(1), ids, filler: 0x6b }]);
  });

  test("without DMA fails when the processor is late", () => {
    const host = createTapeHost().setUp(true);
    host.send(...format);
    for (let given = 0; given < 60; ) if ((host.msr & 0xf0) === 0xb0) host.out(5, ids[given++]!);
    host.pass(1000);
    expect(host.result().slice(0, 3)).toEqual([0x40, 0x10, 0]);
    expect(host.drive.formats).toEqual([]);
  });
});
