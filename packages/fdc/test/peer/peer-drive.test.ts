/** The drive of the peer, fact by fact as observed. */
import { describe, expect, test } from "vitest";
import { createPeerSimulator, createSyncMemory, type SyncBytes } from "../../src/sim/index.js";
import { PeerHost } from "./peer-host.js";

const SegmentBytes = 32768;

/** An image of so many segments; the first sector may be a header. */
function image(segments: number, header?: { tracks: number; sectors: number }): SyncBytes {
  const bytes = new Uint8Array(segments * SegmentBytes);
  if (header) {
    bytes.set([0x55, 0xaa, 0x55, 0xaa]);
    bytes[28] = header.tracks;
    bytes[29] = header.sectors;
  }
  return createSyncMemory(bytes);
}

function host(bytes = image(10), writeProtected = false): PeerHost {
  return new PeerHost(createPeerSimulator({ cartridge: { image: bytes, writeProtected } })).start();
}

/** The same after the error of switching on was taken note of. */
function readyHost(bytes?: SyncBytes, writeProtected?: boolean): PeerHost {
  const peer = host(bytes, writeProtected);
  peer.error();
  return peer;
}

function readId(peer: PeerHost): number[] {
  peer.interrupted();
  peer.send([0x4a, 0]);
  peer.waitInterrupt(10);
  return peer.result(7);
}

describe("status and reports", () => {
  test.each([
    [image(1), false, 0x67],
    [image(0), false, 0x47],
    [image(1), true, 0x6f],
  ])("power-on error, no new cartridge", (bytes, protect, status) => {
    const peer = host(bytes, protect);
    expect(peer.driveStatus()).toBe(status);
    expect(peer.error()).toBe(0x011a);
    expect(peer.driveStatus()).toBe(status & ~2);
  });

  test("a cartridge that is inserted later is new until the error is asked for", () => {
    const peer = new PeerHost(createPeerSimulator()).start();
    expect(peer.driveStatus()).toBe(0x03);
    peer.error();
    peer.machine.drive.insert({ image: image(1) });
    expect(peer.driveStatus()).toBe(0x75);
    expect(peer.error()).toBe(0);
    expect(peer.driveStatus()).toBe(0x65);
    peer.machine.drive.eject();
    expect(peer.driveStatus()).toBe(0x01);
  });

  test("who and what it is", () => {
    const peer = readyHost();
    expect(peer.report(32, 16)).toBe(0x014e);
    expect(peer.report(8, 8)).toBe(0xd0);
    expect(peer.report(9, 8)).toBe(0x02);
    expect(peer.report(33, 8)).toBe(0x22);
    expect(peer.report(37, 16)).toBe(0);
    expect(peer.report(51, 8)).toBe(0);
  });

  test("tape status without a cartridge is an error and no answer", () => {
    const peer = new PeerHost(createPeerSimulator()).start();
    peer.error();
    expect(peer.report(33, 8)).toBeUndefined();
    expect(peer.error()).toBe(0x2102);
  });

  test("the answer to a next bit is there before the seek is acknowledged, the stop bit stays", () => {
    const peer = readyHost();
    peer.drive(6);
    expect(peer.trackZero()).toBe(true);
    expect(peer.bits(8)).toBe(0x65);
    peer.seek(2);
    expect([peer.trackZero(), peer.trackZero()]).toEqual([true, true]);
    peer.ms(3);
    peer.seek(2);
    expect(peer.trackZero()).toBe(false);
  });

  test("a command in the middle of an answer is an error, and carried out", () => {
    const peer = readyHost();
    peer.drive(6);
    peer.bits(2);
    peer.ms(3);
    peer.drive(36);
    expect(peer.report(37, 16)).toBe(150);
    expect(peer.error()).toBe(0x2408);
    peer.drive(6);
    peer.drive(57);
    expect(peer.trackZero()).toBe(true);
    expect(peer.error()).toBe(0x0708);
  });

  test("diagnostic mode is asked for twice", () => {
    const peer = readyHost();
    peer.drive(28);
    peer.drive(28);
    expect(peer.report(9, 8)).toBe(0xa5);
    expect(peer.report(37, 8)).toBe(4);
    expect(peer.report(40, 16)).toBe(0x4c1c);
    expect(peer.report(31, 8)).toBe(0x4a);
    peer.drive(30);
    expect(peer.report(40, 16)).toBeUndefined();
    expect(peer.report(9, 8)).toBe(0x02);
    peer.drive(28);
    peer.drive(30);
    expect(peer.error()).toBe(0x1c09);
    peer.drive(28);
    peer.drive(29);
    expect(peer.error()).toBe(0x1c09);
    expect(peer.report(37, 16)).toBe(0); // no diagnostic mode
  });

  test("two seeks without a pause are one command", () => {
    const peer = readyHost();
    peer.seek(4);
    peer.seek(4);
    peer.ms(3);
    expect([peer.trackZero(), peer.bits(8)]).toEqual([true, 0xd0]);
  });

  test("a command takes effect 2.5 ms after its seek", () => {
    const peer = readyHost();
    peer.seek(6);
    peer.ms(1.5);
    expect(peer.trackZero()).toBe(false);
    peer.ms(1);
    expect(peer.trackZero()).toBe(true);
  });

  test("rates that it has and others", () => {
    const peer = readyHost();
    peer.drive(27, 3);
    expect(peer.report(8, 8)).toBe(0xd8);
    for (const code of [0, 1, 9]) {
      peer.drive(27, code);
      expect(peer.error()).toBe(0x1b1f);
    }
    peer.drive(50, 1);
    expect(peer.error()).toBe(0x321f);
  });

  test("one pulse in the place of a parameter, and 79 of a recalibration", () => {
    const peer = readyHost();
    peer.drive(13);
    expect(peer.error()).toBe(undefined); // the seven pulses are the track
    peer.drive(13);
    peer.drive(1);
    expect(peer.error()).toBe(0x0d06);
    peer.drive(13);
    expect(peer.recalibrate()).toEqual([0x20, 0]);
    peer.ms(3);
    expect(peer.error()).toBe(0x0d07);
  });

  test("errors that nothing but a reset replaces", () => {
    const peer = readyHost();
    peer.drive(19);
    peer.drive(13, 28);
    expect(peer.error()).toBe(0x1306);
    peer.drive(20);
    peer.drive(1);
    expect(peer.driveStatus()).toBe(0x77);
    expect(peer.error()).toBe(0x011b);
  });
});

describe("motion", () => {
  test("tracks begin at their first segment and turn beginning and end round", () => {
    const peer = readyHost();
    peer.drive(13, 1);
    expect(peer.driveStatus()).toBe(0xa4);
    peer.ms(60);
    expect(peer.driveStatus()).toBe(0xa5);
    expect(readId(peer)).toEqual([0, 0, 0, 37, 0, 65, 3]);
    peer.drive(13, 28);
    expect(peer.error()).toBe(0x0d07);
  });

  test("a number of segments that was told moves the tracks, as far as the tape goes", () => {
    const peer = readyHost(image(1, { tracks: 254, sectors: 128 }));
    peer.drive(38, 0xf, 0xc, 0);
    expect(peer.report(37, 16)).toBe(207);
    peer.drive(13, 1);
    expect(readId(peer)).toEqual([0, 0, 0, 51, 0, 97, 3]); // segment 207
    peer.drive(13, 27);
    expect(readId(peer)).toEqual([0, 0, 0, 29, 4, 97, 3]); // segment 4199
  });

  test("skips, pauses and the load point take time by distance", () => {
    const peer = readyHost();
    const readyAfter = (ms: number) => {
      peer.ms(ms);
      return (peer.driveStatus()! & 1) === 1;
    };
    peer.drive(26, 15, 1); // 32 segments
    expect([readyAfter(10), readyAfter(0)]).toEqual([false, true]); // 96 ms, a report takes longer
    expect(readId(peer).slice(3)).toEqual([8, 0, 1, 3]);
    peer.drive(25, 1, 0);
    expect([readyAfter(20), readyAfter(0)]).toEqual([false, true]); // 60 ms at least
    peer.drive(3);
    expect(readId(peer).slice(3)).toEqual([7, 0, 1, 3]); // 32 - 2 - 2
    peer.drive(14);
    expect(readId(peer).slice(3)).toEqual([0, 0, 1, 3]);
  });

  test("a pause at the beginning of a track lands on the one before", () => {
    const peer = readyHost();
    peer.drive(13, 1);
    peer.drive(3);
    peer.ms(60);
    expect(readId(peer).slice(3)).toEqual([37, 0, 1, 3]); // segment 148
    expect(peer.driveStatus()! & 0xc0).toBe(0); // in the middle of track 0
  });

  test("a pass ends a segment's time behind the last sector of its track", () => {
    const peer = readyHost();
    peer.drive(26, 3, 9); // segment 148
    peer.ms(750);
    peer.drive(10);
    const started = peer.machine.clock.nowNs;
    expect(peer.driveStatus()! & 1).toBe(0);
    peer.waitReady();
    const seconds = (peer.machine.clock.nowNs - started) / 1e9;
    expect(seconds).toBeGreaterThan(3 * 0.524);
    expect(seconds).toBeLessThan(3 * 0.524 + 0.3);
    expect(peer.driveStatus()).toBe(0xa5);
  });

  test("winding is 32 times as fast, and shows where it is", () => {
    const peer = readyHost();
    peer.drive(12);
    peer.ms(800);
    const [, , , cylinder = 0] = readId(peer);
    expect(cylinder).toBeGreaterThan(10);
    expect(cylinder).toBeLessThan(15);
    peer.waitReady(3000);
    expect(peer.driveStatus()).toBe(0xa5);
    peer.drive(13, 1);
    peer.drive(11);
    peer.waitReady(3000);
    expect(peer.driveStatus()).toBe(0x65);
  });

  test("what may move, and what may not", () => {
    const peer = host();
    peer.drive(10); // the error of switching on is pending
    expect(peer.error()).toBe(0x011a);
    expect(peer.driveStatus()! & 1).toBe(1);
    peer.drive(10);
    peer.drive(10);
    expect(peer.error()).toBe(0x0a01);
    peer.drive(11); // allowed while the tape runs
    expect(peer.error()).toBe(0);
    peer.drive(18);
    peer.machine.drive.insert({ image: image(1) });
    peer.drive(11);
    expect(peer.driveStatus()! & 2).toBe(2);
    expect(peer.error()).toBe(0x0b0d);
    peer.machine.drive.insert({ image: image(0) });
    peer.error();
    peer.drive(10);
    expect(peer.error()).toBe(0x0a13);
    peer.machine.drive.eject();
    peer.drive(12);
    expect(peer.error()).toBe(0x0c02);
  });
});

describe("transfers", () => {
  test.each([
    [149, 128, 600],
    [169, 128, 680],
    [0, 128, 600],
    [149, 31, 600],
    [254, 64, 510],
  ])("a header with %i and %i puts the second head at segment %i", (tracks, sectors, segment) => {
    const bytes = image(1, { tracks, sectors });
    bytes.write(segment * SegmentBytes, Uint8Array.of(77));
    const peer = readyHost(bytes);
    peer.drive(10);
    peer.dma(0x44, 1024);
    expect(peer.transfer(0x46, 0, 1, 1, 1)[0]).toBe(0);
    const into = new Uint8Array(1);
    peer.machine.readMemory(0x10000, into);
    expect(into[0]).toBe(77);
  });

  test("a sector is found wherever the head is, as soon as the tape runs", () => {
    const bytes = image(600);
    bytes.write(599 * SegmentBytes + 3 * 1024, Uint8Array.of(1, 2, 3));
    const peer = readyHost(bytes);
    peer.dma(0x44, 1024);
    expect(peer.transfer(0x46, 149, 0, 100, 100)).toEqual([]); // waits for ever
    peer.drive(10);
    peer.start();
    peer.drive(10);
    peer.dma(0x44, 1024);
    expect(peer.transfer(0x46, 149, 0, 100, 100)).toEqual([0, 0, 0, 150, 0, 1, 3]);
    const into = new Uint8Array(3);
    peer.machine.readMemory(0x10000, into);
    expect([...into]).toEqual([1, 2, 3]);
    expect(readId(peer).slice(3, 6)).toEqual([149, 0, 100]); // the clock stops at the end of track 0
  });

  test("behind the end of the image there are zeros, behind the last record nothing", () => {
    const peer = readyHost();
    peer.machine.writeMemory(0x10000, Uint8Array.of(9));
    peer.drive(10);
    peer.dma(0x44, 1024);
    expect(peer.transfer(0x46, 50, 8, 1, 1)[0]).toBe(0);
    const into = Uint8Array.of(1);
    peer.machine.readMemory(0x10000, into);
    expect(into[0]).toBe(0);
    expect(peer.transfer(0x46, 0, 0, 129, 129).slice(0, 3)).toEqual([0x40, 0x04, 0]);
  });

  test("without a cartridge no sector is found", () => {
    const peer = new PeerHost(createPeerSimulator()).start();
    peer.dma(0x44, 1024);
    expect(peer.transfer(0x46, 0, 0, 1, 1).slice(0, 3)).toEqual([0x40, 0x04, 0]);
  });

  test("a written sector is in the image; a header that is written changes the grid", () => {
    const bytes = image(1);
    const peer = readyHost(bytes);
    peer.drive(10);
    const header = new Uint8Array(1024);
    header.set([0x55, 0xaa, 0x55, 0xaa]);
    header.set([254, 128], 28);
    peer.machine.writeMemory(0x10000, header);
    peer.dma(0x48, 1024);
    expect(peer.transfer(0x45, 0, 0, 1, 1)[0]).toBe(0);
    const written = new Uint8Array(1024);
    bytes.read(0, written);
    expect(written).toEqual(header);
    peer.dma(0x48, 1024);
    peer.transfer(0x45, 0, 1, 1, 1);
    expect(bytes.sizeBytes).toBe(1020 * SegmentBytes + 1024);
  });

  test("a protected cartridge is not written", () => {
    const peer = readyHost(image(1), true);
    peer.drive(10);
    peer.dma(0x48, 1024);
    expect(peer.transfer(0x45, 0, 0, 1, 1).slice(0, 2)).toEqual([0x40, 0x02]);
    peer.drive(18);
    peer.drive(15);
    expect(peer.error()).toBe(0x0f05);
  });

  test.each([32, 128])("formatting with %i sectors writes the 32 that have ids", (sectors) => {
    const bytes = image(0);
    const peer = readyHost(bytes);
    peer.drive(16);
    expect(peer.driveStatus()! & 0x20).toBe(0x20);
    expect(bytes.sizeBytes).toBe(0);
    const ids = new Uint8Array(128);
    for (let sector = 0; sector < 32; sector++) ids.set([1, 0, sector + 33, 3], sector * 4);
    peer.machine.writeMemory(0x10000, ids);
    peer.dma(0x48, 128);
    peer.interrupted();
    peer.send([0x4d, 0, 3, sectors, 233, 0x6b]);
    expect(peer.waitInterrupt(20)).toBe(true);
    const [st0, st1, , ...last] = peer.result(7);
    expect([st0, st1]).toEqual([0, 0]);
    expect(last).toEqual(sectors === 32 ? [1, 0, 64, 3] : [255, 255, 255, 255]);
    expect(bytes.sizeBytes).toBe(6 * SegmentBytes);
  });

  test("while the tape runs every READ ID takes the head one sector on", () => {
    const peer = readyHost();
    peer.drive(10);
    const before = readId(peer)[5]!;
    const records = [1, 2, 3].map(() => readId(peer)[5]! - before);
    expect(records).toEqual([1, 2, 3]);
  });
});
