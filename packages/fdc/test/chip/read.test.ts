/** How READ and VERIFY end, and what they say then. */
import { describe, expect, test } from "vitest";
import { FakeTape } from "./fake-tape.js";
import {
  createTapeHost,
  type RegisterHost,
  readCommand,
  type TapeHostOptions,
} from "./register-host.js";

const Buffer0 = 0x10000;
const ToMemory = 0x44;

function reader(options: TapeHostOptions = {}): RegisterHost<FakeTape> {
  return createTapeHost(options).setUp();
}

/** Reads by DMA with room for `sectors`. */
function read(host: RegisterHost<FakeTape>, command: number[], sectors: number): number[] {
  host.dma(ToMemory, Buffer0, sectors * 1024);
  return host.run(...command);
}

function expectSectors(
  host: RegisterHost<FakeTape>,
  segment: number,
  sector: number,
  count: number,
) {
  for (let n = 0; n < count; n++)
    expect(host.memory(Buffer0 + n * 1024, 1024)).toEqual(
      FakeTape.pattern(segment * 32 + sector + n),
    );
}

describe.each(["sector", "fifo"] as const)("READ, one event a %s", (mode) => {
  test.each([
    {
      how: "EOT and terminal count together",
      sectors: 3,
      dma: 3,
      eot: 7,
      st: [0, 0, 0],
      c: 1,
      r: 1,
      left: 0xffff,
    },
    {
      how: "terminal count below EOT",
      sectors: 3,
      dma: 3,
      eot: 128,
      st: [0, 0, 0],
      c: 0,
      r: 8,
      left: 0xffff,
    },
    {
      how: "EOT without terminal count",
      sectors: 3,
      dma: 5,
      eot: 7,
      st: [0x40, 0x80, 0],
      c: 1,
      r: 1,
      left: 2047,
    },
  ])("ends by $how", ({ sectors, dma, eot, st, c, r, left }) => {
    const host = reader({ mode });
    expect(read(host, readCommand(0, 4, sectors, eot), dma)).toEqual([...st, c, 0, r, 3]);
    expectSectors(host, 0, 4, sectors);
    expect(host.dmaCount()).toBe(left);
    expect(host.memory(Buffer0 + sectors * 1024, 16)).toEqual(new Uint8Array(16));
  });

  test("stops after a sector with a bad data CRC, whose bytes have come", () => {
    const host = reader({ mode, tape: { sectors: { 36: { dataCrcGood: false } } } });
    expect(read(host, readCommand(1, 2, 8), 8)).toEqual([0x40, 0x20, 0x20, 0, 0, 37, 3]);
    expectSectors(host, 1, 2, 3);
    expect(host.dmaCount()).toBe(5 * 1024 - 1);
  });

  test("stops at a bad id before its data", () => {
    const host = reader({ mode, tape: { sectors: { 36: { idCrcGood: false } } } });
    expect(read(host, readCommand(1, 2, 8), 8)).toEqual([0x40, 0x20, 0, 0, 0, 37, 3]);
    expect(host.dmaCount()).toBe(6 * 1024 - 1);
  });

  test("stops at a missing data mark", () => {
    const host = reader({ mode, tape: { sectors: { 36: { dataMark: "missing" } } } });
    expect(read(host, readCommand(1, 2, 8), 8)).toEqual([0x40, 0x01, 0x01, 0, 0, 37, 3]);
  });

  test("ends well after a sector with a deleted mark, and flags it", () => {
    const host = reader({ mode, tape: { sectors: { 36: { dataMark: "deleted" } } } });
    expect(read(host, readCommand(1, 2, 8), 8)).toEqual([0, 0, 0x40, 0, 0, 38, 3]);
    expectSectors(host, 1, 2, 3);
    expect(host.dmaCount()).toBe(5 * 1024 - 1);
  });

  test("with SK leaves sectors with deleted marks out", () => {
    const host = reader({ mode, tape: { sectors: { 36: { dataMark: "deleted" } } } });
    const command = readCommand(1, 2, 4);
    command[0] = 0x66;
    expect(read(host, command, 3)).toEqual([0, 0, 0x40, 1, 0, 1, 3]);
    expectSectors(host, 1, 2, 2);
    expect(host.memory(Buffer0 + 2048, 1024)).toEqual(FakeTape.pattern(37));
  });

  test("fills no more than the count says when that ends inside a sector", () => {
    const host = reader({ mode });
    host.dma(ToMemory, Buffer0, 1500);
    expect(host.run(...readCommand(0, 4, 8))).toEqual([0, 0, 0, 0, 0, 7, 3]);
    expectSectors(host, 0, 4, 1);
    expect(host.memory(Buffer0 + 1024, 476)).toEqual(FakeTape.pattern(5).subarray(0, 476));
    expect(host.memory(Buffer0 + 1500, 16)).toEqual(new Uint8Array(16));
  });

  test("loses data while its channel is masked", () => {
    const host = reader({ mode });
    host.dma(ToMemory, Buffer0, 1024);
    host.sim.outb(0x0a, 6);
    expect(host.run(...readCommand(0, 4, 1))).toEqual([0x40, 0x10, 0, 0, 0, 5, 3]);
  });

  test("loses data while DMAGATE is off, and says so to nobody", () => {
    const host = reader({ mode });
    host.dma(ToMemory, Buffer0, 1024);
    host.out(2, 0x04);
    host.send(...readCommand(0, 4, 1));
    expect(host.interrupt(1000)).toBe(false);
    expect(host.result()).toEqual([0x40, 0x10, 0, 0, 0, 5, 3]);
  });
});

describe("a sector that is not found", () => {
  test("ends the search at the second index", () => {
    const host = reader({ tape: { lost: [37] } });
    const result = read(host, readCommand(1, 5, 1), 1);
    expect(result).toEqual([0x40, 0x04, 0, 0, 0, 38, 3]);
    expect(host.nowNs).toBeGreaterThan(host.drive.segmentNs(2));
    expect(host.nowNs).toBeLessThan(host.drive.segmentNs(2) + 1e6);
  });

  test.each([0.2, 1.2])(
    "counts the index pulses that have passed when the drive changes after %d segments",
    (segments) => {
      const host = reader({ tape: { lost: [133] } });
      host.pass((host.drive.segmentNs(4.5) - host.nowNs) / 1e6);
      host.dma(ToMemory, Buffer0, 1024);
      host.send(...readCommand(4, 5, 1));
      host.pass(host.drive.segmentNs(segments) / 1e6);
      host.drive.changed();
      expect(host.interrupt()).toBe(true);
      expect(host.nowNs).toBe(host.drive.segmentNs(6));
    },
  );

  test("flags cylinders that are others, and bad ones", () => {
    const elsewhere = reader();
    expect(read(elsewhere, readCommand(400, 5, 1), 1)).toEqual([0x40, 0x04, 0x10, 100, 0, 6, 3]);
    const id = { cylinder: 0xff, head: 0, record: 7, sizeCode: 3 } as const;
    const bad = reader({ tape: { sectors: { 12: { id } } } });
    expect(read(bad, readCommand(400, 5, 1), 1)).toEqual([0x40, 0x04, 0x12, 100, 0, 6, 3]);
  });

  test("at a wrong rate there are no marks at all", () => {
    const host = reader();
    host.out(7, 0);
    expect(read(host, readCommand(1, 5, 1), 1)).toEqual([0x40, 0x01, 0, 0, 0, 38, 3]);
    expect(host.run(0x4a, 0)).toEqual([0x40, 0x01, 0, 0, 0, 0, 0]);
  });

  test("waits for ever while the tape stands, and goes on when it runs again", () => {
    const host = reader();
    host.drive.run(false);
    host.dma(ToMemory, Buffer0, 2048);
    host.send(...readCommand(14, 8, 2));
    expect(host.interrupt(5000)).toBe(false);
    expect(host.msr).toBe(0x10);
    host.drive.run(true);
    expect(host.interrupt()).toBe(true);
    expect(host.result()).toEqual([0, 0, 0, 4, 0, 1, 3]);
    expectSectors(host, 14, 8, 2);
  });

  test("sees nothing of a drive that is not selected", () => {
    const host = reader();
    host.dma(ToMemory, Buffer0, 1024);
    host.send(...readCommand(1, 5, 1));
    host.out(2, 0x0d);
    expect(host.interrupt(1000)).toBe(false);
    host.out(2, 0x0c);
    expect(host.interrupt(1000)).toBe(true);
    expect(host.result()).toEqual([0x40, 0x04, 0, 0, 0, 38, 3]);
  });

  test("a tape that stops in the middle of a run leaves the chip waiting", () => {
    const host = reader();
    host.dma(ToMemory, Buffer0, 4096);
    host.send(...readCommand(1, 0, 4));
    host.pass((host.drive.mark(1, 2).dataNs + 1e5 - host.nowNs) / 1e6);
    host.drive.run(false);
    expect(host.interrupt(5000)).toBe(false);
    expect(host.dmaCount()).toBe(2047);
    host.reset();
    expect(host.msr).toBe(0x80);
  });
});

describe("READ ID", () => {
  test("gives the next good id", () => {
    const host = reader({ tape: { sectors: { 32: { idCrcGood: false } }, lost: [33] } });
    host.pass((host.drive.segmentNs(1) - host.nowNs) / 1e6);
    expect(host.run(0x4a, 0)).toEqual([0, 0, 0, 0, 0, 35, 3]);
    expect(host.nowNs).toBeGreaterThanOrEqual(host.drive.mark(1, 2).atNs);
  });

  test("tells bad ids from none", () => {
    const all = Array.from({ length: 96 }, (_, place) => place);
    const bad = reader({
      tape: { sectors: Object.fromEntries(all.map((place) => [place, { idCrcGood: false }])) },
    });
    expect(bad.run(0x4a, 0).slice(0, 3)).toEqual([0x40, 0x04, 0]);
    const none = reader({ tape: { lost: all } });
    expect(none.run(0x4a, 0)).toEqual([0x40, 0x01, 0, 0, 0, 0, 0]);
  });

  test("sees nothing in single density", () => {
    expect(reader().run(0x0a, 0)).toEqual([0x40, 0x01, 0, 0, 0, 0, 0]);
  });
});

describe("READ DELETED", () => {
  test("is READ with the marks the other way round", () => {
    const host = reader({ tape: { sectors: { 4: { dataMark: "deleted" } } } });
    const command = readCommand(0, 4, 3);
    command[0] = 0x4c;
    expect(read(host, command, 3)).toEqual([0, 0, 0x40, 0, 0, 7, 3]);
    expectSectors(host, 0, 4, 2);
  });
});

describe("VERIFY", () => {
  const verify = (host: RegisterHost<FakeTape>, ec: boolean, count: number, sectors: number) => {
    const command = readCommand(1, 0, sectors);
    command[0] = 0x56;
    if (ec) command[1] = 0x80;
    command[8] = ec ? count : 0xff;
    return host.run(...command);
  };

  test("goes to EOT, or for as many sectors as EC says, and moves nothing", () => {
    const host = reader();
    host.dma(ToMemory, Buffer0, 4096);
    expect(verify(host, false, 0, 32)).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(verify(reader(), true, 32, 32)).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(verify(reader(), true, 10, 32)).toEqual([0, 0, 0, 0, 0, 43, 3]);
    expect(verify(reader(), true, 33, 32)).toEqual([0x40, 0x80, 0, 1, 0, 1, 3]);
    expect(host.dmaCount()).toBe(4095);
  });

  test("finds bad data", () => {
    const host = reader({ tape: { sectors: { 40: { dataCrcGood: false } } } });
    expect(verify(host, true, 32, 32)).toEqual([0x40, 0x20, 0x20, 0, 0, 41, 3]);
  });

  test.each(["8272A", "82072", "Ditto EZ"] as const)("is no command on an %s", (chip) => {
    expect(createTapeHost({ chip }).ask(0x56)).toEqual([0x80]);
  });
});

describe("multi-track", () => {
  test("counts heads before cylinders", () => {
    const host = reader();
    const command = readCommand(0, 4, 3);
    command[0] = 0xc6;
    expect(read(host, command, 3)).toEqual([0, 0, 0, 0, 1, 1, 3]);
  });
});

describe("Ditto EZ", () => {
  const set = (options: TapeHostOptions) => {
    const host = createTapeHost({ chip: "Ditto EZ", ...options });
    host.reset();
    host.out(7, 3);
    host.ask(0x03, 0xc1, 2);
    return host;
  };

  test("names the sector that follows", () => {
    expect(read(set({}), readCommand(1, 2, 8), 8)).toEqual([0, 0, 0, 0, 0, 43, 3]);
    const later = set({});
    later.pass(3 * 361.6);
    expect(read(later, readCommand(3, 28, 4), 4)).toEqual([0, 0, 0, 1, 0, 1, 3]);
  });

  test("does not transfer a sector with a bad CRC", () => {
    const host = set({ tape: { sectors: { 36: { dataCrcGood: false } } } });
    expect(read(host, readCommand(1, 2, 8), 8)).toEqual([0x40, 0x20, 0x20, 0, 0, 37, 3]);
    expect(host.dmaCount()).toBe(6 * 1024 - 1);
  });
});

describe("the DMA controller", () => {
  test("wraps at the end of its page", () => {
    const host = reader();
    host.dma(ToMemory, 0x1fe00, 1024);
    host.run(...readCommand(0, 4, 1));
    const sector = FakeTape.pattern(4);
    expect(host.memory(0x1fe00, 512)).toEqual(sector.subarray(0, 512));
    expect(host.memory(0x10000, 512)).toEqual(sector.subarray(512));
    expect(host.memory(0x20000, 512)).toEqual(new Uint8Array(512));
  });

  test("masks a channel at terminal count and shows that once", () => {
    const host = reader();
    read(host, readCommand(0, 4, 1), 1);
    expect([host.sim.inb(8), host.sim.inb(8)]).toEqual([4, 0]);
    expect(host.run(...readCommand(0, 9, 1))[1]).toBe(0x10);
  });

  test("begins again by itself when told to", () => {
    const host = reader();
    host.dma(0x54, Buffer0, 2048);
    expect(host.run(...readCommand(0, 4, 2))).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(host.dmaCount()).toBe(2047);
    host.run(...readCommand(0, 6, 2));
    expectSectors(host, 0, 6, 2);
  });

  test("counts down when told to", () => {
    const host = reader();
    host.dma(0x64, Buffer0 + 1023, 1024);
    host.run(...readCommand(0, 4, 1));
    expect(host.memory(Buffer0, 1024)).toEqual(FakeTape.pattern(4).reverse());
  });

  test("verify mode moves nothing but counts", () => {
    const host = reader();
    host.dma(0x40, Buffer0, 1024);
    expect(host.run(...readCommand(0, 4, 1))).toEqual([0, 0, 0, 1, 0, 1, 3]);
    expect(host.memory(Buffer0, 1024)).toEqual(new Uint8Array(1024));
    expect(host.dmaCount()).toBe(0xffff);
  });

  test("has four channels with pages of their own, and one flip-flop", () => {
    const { sim } = createTapeHost();
    const pages = [0x87, 0x83, 0x81, 0x82];
    sim.outb(0x0c, 0);
    for (let port = 0; port < 8; port++)
      for (const byte of [port + 1, port + 16]) sim.outb(port, byte);
    pages.forEach((port, channel) => {
      sim.outb(port, 0x20 + channel);
    });
    for (let port = 0; port < 8; port++)
      expect([sim.inb(port), sim.inb(port)]).toEqual([port + 1, port + 16]);
    expect(pages.map((port) => sim.inb(port))).toEqual([0x20, 0x21, 0x22, 0x23]);
    sim.inb(0);
    sim.outb(0x0d, 0);
    expect(sim.inb(0)).toBe(1);
  });
});
