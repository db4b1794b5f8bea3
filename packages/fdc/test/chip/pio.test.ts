/** Without DMA: bytes fall due with the time, and are lost when nobody takes them. */
import { describe, expect, test } from "vitest";
import { FakeTape } from "./fake-tape.js";
import { createTapeHost, type RegisterHost, readCommand } from "./register-host.js";

/** Takes bytes as they are offered; the way of `exchange` loops. */
function take(host: RegisterHost<FakeTape>, count: number): number[] {
  const bytes: number[] = [];
  for (let looks = 0; bytes.length < count && looks < 2e6; looks++) {
    const msr = host.msr & 0xf0;
    if (msr === 0xf0) bytes.push(host.in(5));
    else if (msr === 0xd0) break;
  }
  return bytes;
}

function give(host: RegisterHost<FakeTape>, bytes: Uint8Array): number {
  let given = 0;
  for (let looks = 0; given < bytes.length && looks < 2e6; looks++) {
    const msr = host.msr & 0xf0;
    if (msr === 0xb0) host.out(5, bytes[given++]!);
    else if (msr === 0xd0) break;
  }
  return given;
}

function passTo(host: RegisterHost<FakeTape>, atNs: number): void {
  host.pass((atNs - host.nowNs) / 1e6);
}

describe("READ", () => {
  test("gives the bytes of its sectors and ends at EOT", () => {
    const host = createTapeHost().setUp(true);
    host.send(...readCommand(0, 4, 3));
    const bytes = Uint8Array.from(take(host, 3072));
    for (let n = 0; n < 3; n++)
      expect(bytes.subarray(n * 1024, (n + 1) * 1024)).toEqual(FakeTape.pattern(4 + n));
    host.pass(1);
    expect(host.level).toBe(true);
    expect(host.result()).toEqual([0x40, 0x80, 0, 1, 0, 1, 3]);
    expect(host.level).toBe(false);
  });

  test("asks from the threshold on, until nothing is left", () => {
    const host = createTapeHost().setUp(true);
    host.send(...readCommand(0, 4, 1));
    const { dataNs } = host.drive.mark(0, 4);
    const arrived = (bytes: number) => passTo(host, dataNs + bytes * 8000 + 2000);
    // Threshold 8: nine of sixteen bytes.
    arrived(8);
    expect(host.msr).toBe(0x30);
    expect(host.interrupts).toBe(1);
    arrived(9);
    expect(host.level).toBe(true);
    for (let n = 0; n < 9; n++) {
      expect(host.msr).toBe(0xf0);
      host.in(5);
    }
    expect(host.level).toBe(false);
    arrived(12);
    expect(host.msr).toBe(0xf0);
    for (let n = 0; n < 3; n++) host.in(5);
    expect(host.msr).toBe(0x30);
  });

  test.each([1, 8, 16])("loses bytes when a request waits too long: threshold %i", (threshold) => {
    const late = (us: number) => {
      const host = createTapeHost().setUp(true);
      host.ask(0x13, 0, threshold - 1, 0);
      host.send(...readCommand(0, 4, 1));
      const requestNs = host.drive.mark(0, 4).dataNs + (17 - threshold) * 8000;
      passTo(host, requestNs + us * 1000);
      return host.msr & 0xf0;
    };
    const allowedUs = threshold * 8 - 1.5;
    expect(late(allowedUs - 2)).toBe(0xf0);
    expect(late(allowedUs + 2)).toBe(0xd0);
  });

  test("reports where it lost them", () => {
    const host = createTapeHost().setUp(true);
    host.send(...readCommand(0, 4, 3));
    take(host, 1500);
    host.pass(5);
    expect(host.result()).toEqual([0x40, 0x10, 0, 0, 0, 6, 3]);
  });

  test("waits for the last bytes to be taken", () => {
    const host = createTapeHost().setUp(true);
    host.send(...readCommand(0, 4, 1));
    take(host, 1020);
    host.pass(20);
    expect(host.msr).toBe(0xf0);
    expect(take(host, 4)).toEqual([...FakeTape.pattern(4).subarray(1020)]);
    host.pass(1);
    expect(host.result()).toEqual([0x40, 0x80, 0, 1, 0, 1, 3]);
  });

  test("tells bad data only after its bytes", () => {
    const host = createTapeHost({ tape: { sectors: { 5: { dataCrcGood: false } } } }).setUp(true);
    host.send(...readCommand(0, 4, 3));
    expect(take(host, 3072)).toHaveLength(2048);
    expect(host.result()).toEqual([0x40, 0x20, 0x20, 0, 0, 6, 3]);
  });

  test("a chip without FIFO needs every byte at once, and gives all at 500 kbit/s", () => {
    const host = createTapeHost({ chip: "8272A", tape: { rate: 500 } });
    host.reset();
    host.out(7, 0);
    host.ask(0x03, 0xe1, 3);
    host.send(...readCommand(0, 4, 2));
    expect(Uint8Array.from(take(host, 2048)).subarray(1024)).toEqual(FakeTape.pattern(5));
    host.pass(1);
    expect(host.result()).toEqual([0x40, 0x80, 0, 1, 0, 1, 3]);
  });
});

describe("WRITE", () => {
  const bytes = Uint8Array.from({ length: 3072 }, (_, at) => (at * 3 + 1) & 0xff);
  const command = () => readCommand(1, 4, 3).with(0, 0x45);

  test("takes the bytes of its sectors, the first before the sector comes", () => {
    const host = createTapeHost().setUp(true);
    host.send(...command());
    expect(host.interrupt(0)).toBe(true);
    expect(give(host, bytes)).toBe(3072);
    host.pass(5);
    expect(host.result()).toEqual([0x40, 0x80, 0, 1, 0, 1, 3]);
    for (let n = 0; n < 3; n++)
      expect(host.drive.written.get(36 + n)?.bytes).toEqual(bytes.slice(n * 1024, (n + 1) * 1024));
  });

  test("asks until the FIFO is full, then again below the threshold", () => {
    const host = createTapeHost().setUp(true);
    host.send(...command());
    for (let n = 0; n < 16; n++) {
      expect(host.msr).toBe(0xb0);
      host.out(5, bytes[n]!);
    }
    expect(host.msr).toBe(0x30);
    const { dataNs } = host.drive.mark(1, 4);
    // Threshold 8: asked for again when nine of sixteen bytes have gone.
    passTo(host, dataNs + 7 * 8000 + 1000);
    expect(host.msr).toBe(0x30);
    passTo(host, dataNs + 8 * 8000 + 1000);
    expect(host.msr).toBe(0xb0);
  });

  test("bytes that nobody asked for are lost", () => {
    const host = createTapeHost().setUp(true);
    host.send(...readCommand(0, 4, 1).with(0, 0x45));
    for (let byte = 0; byte < 20; byte++) host.out(5, byte);
    const rest = new Uint8Array(1024).fill(0xee);
    expect(give(host, rest)).toBe(1024 - 16);
    host.interrupt();
    const { bytes } = host.drive.written.get(4)!;
    expect([...bytes.subarray(0, 18)]).toEqual([...Array(16).keys(), 0xee, 0xee]);
  });

  test("without bytes spoils the sector", () => {
    const host = createTapeHost().setUp(true);
    host.send(...command());
    give(host, bytes.subarray(0, 1500));
    host.pass(20);
    expect(host.result()).toEqual([0x40, 0x10, 0, 0, 0, 38, 3]);
    expect([[...host.drive.written.keys()], host.drive.spoiled]).toEqual([[36], [37]]);
  });
});
