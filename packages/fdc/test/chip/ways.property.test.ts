/** By DMA in sectors or bursts, or by the processor: what is moved and said is the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SectorMark } from "../../src/sim/index.js";
import { FakeTape, type FakeTapeOptions } from "./fake-tape.js";
import { createTapeHost, readCommand } from "./register-host.js";

const troubles: readonly Partial<SectorMark>[] = [
  { dataCrcGood: false },
  { idCrcGood: false },
  { dataMark: "deleted" },
  { dataMark: "missing" },
];

const run = fc.record({
  sector: fc.integer({ min: 4, max: 20 }),
  count: fc.integer({ min: 1, max: 6 }),
  trouble: fc.option(
    fc.record({ place: fc.integer({ min: 4, max: 25 }), what: fc.constantFrom(...troubles) }),
    { nil: undefined },
  ),
  lost: fc.option(fc.integer({ min: 4, max: 25 }), { nil: undefined }),
  threshold: fc.integer({ min: 1, max: 16 }),
});

interface Moved {
  bytes: Uint8Array;
  result: number[];
}

function tapeOf({
  trouble,
  lost,
}: {
  trouble?: { place: number; what: object } | undefined;
  lost?: number | undefined;
}): FakeTapeOptions {
  return {
    sectors: trouble ? { [trouble.place]: trouble.what } : {},
    lost: lost === undefined ? [] : [lost],
  };
}

test("reads", () => {
  fc.assert(
    fc.property(run, (given) => {
      const { sector, count, threshold } = given;
      const tape = tapeOf(given);
      const byDma = (mode: "sector" | "fifo"): Moved => {
        const host = createTapeHost({ mode, tape }).setUp();
        host.ask(0x13, 0, threshold - 1, 0);
        host.dma(0x44, 0x10000, count * 1024);
        const result = host.run(...readCommand(0, sector, count));
        const left = (host.dmaCount() + 1) & 0xffff;
        return { bytes: host.memory(0x10000, count * 1024 - left), result };
      };
      const byProcessor = (): Moved => {
        const host = createTapeHost({ tape }).setUp(true);
        host.ask(0x13, 0, threshold - 1, 0);
        host.send(...readCommand(0, sector, count));
        const bytes: number[] = [];
        for (let looks = 0; looks < 2e6; looks++) {
          const msr = host.msr & 0xf0;
          if (msr === 0xf0) bytes.push(host.in(5));
          else if (msr === 0xd0) return { bytes: Uint8Array.from(bytes), result: host.result() };
        }
        throw new Error("no end");
      };
      const expected = byDma("sector");
      for (let at = 0; at < expected.bytes.length; at += 1024)
        expect(expected.bytes.subarray(at, at + 1024)).toEqual(
          FakeTape.pattern(sector + at / 1024),
        );
      expect(byDma("fifo")).toEqual(expected);
      const pio = byProcessor();
      // Without terminal count the chip calls the same end abnormal.
      if (pio.result[1] === 0x80) pio.result.splice(0, 2, 0, 0);
      expect(pio).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});

test("writes", () => {
  fc.assert(
    fc.property(run, (given) => {
      const { sector, count, threshold } = given;
      const tape = tapeOf(given);
      const bytes = Uint8Array.from({ length: count * 1024 }, (_, at) => (at * 7 + count) & 0xff);
      const command = readCommand(0, sector, count).with(0, 0x45);
      const byDma = (mode: "sector" | "fifo") => {
        const host = createTapeHost({ mode, tape }).setUp();
        host.ask(0x13, 0, threshold - 1, 0);
        host.sim.writeMemory(0x10000, bytes);
        host.dma(0x48, 0x10000, bytes.length);
        return { result: host.run(...command), written: host.drive.written };
      };
      const byProcessor = () => {
        const host = createTapeHost({ tape }).setUp(true);
        host.ask(0x13, 0, threshold - 1, 0);
        host.send(...command);
        for (let looks = 0, given = 0; looks < 2e6; looks++) {
          const msr = host.msr & 0xf0;
          if (msr === 0xb0) host.out(5, bytes[given++]!);
          else if (msr === 0xd0) return { result: host.result(), written: host.drive.written };
        }
        throw new Error("no end");
      };
      const expected = byDma("sector");
      expect(byDma("fifo")).toEqual(expected);
      const pio = byProcessor();
      if (pio.result[1] === 0x80) pio.result.splice(0, 2, 0, 0);
      expect(pio).toEqual(expected);
    }),
    { numRuns: 12 },
  );
});
