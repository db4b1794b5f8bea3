import { describe, expect, test } from "vitest";
import { FdcError, type Hardware } from "../../src/index.js";
import {
  recordHardware,
  replayHardware,
  type TraceRecord,
  traceLine,
} from "../../src/trace/index.js";

/** A machine whose ports count what is read, with one buffer and an interrupt that always comes. */
function countingMachine(): Hardware {
  let us = 0;
  let reads = 0;
  const memory = new Uint8Array(64);
  return {
    io: {
      inb: async () => {
        us++;
        return reads++ & 0xff;
      },
      outb: async () => {
        us++;
      },
    },
    clock: {
      standsStill: true,
      now: () => us / 1000,
      sleep: async (pause) => {
        us += pause * 1000;
      },
    },
    irq: { clear() {}, wait: async (irq) => irq === 6 },
    dma: [
      {
        address: 0x10000,
        sizeBytes: 64,
        load: async (offset, into) => into.set(memory.subarray(offset, offset + into.length)),
        store: async (offset, bytes) => memory.set(bytes, offset),
      },
    ],
  };
}

async function exercise({ io, clock, irq, dma }: Hardware): Promise<unknown[]> {
  const into = new Uint8Array(3);
  irq?.clear(6);
  await io.outb(0x3f2, 0x0c);
  await dma?.[0]?.store(2, Uint8Array.of(7, 8, 9));
  await clock.sleep(2.5);
  const answers = [await io.inb(0x3f4), await io.inb(0x3f5), await irq?.wait(6, 100)];
  await dma?.[0]?.load(1, into);
  return [...answers, await irq?.wait(5, 20), [...into], clock.now()];
}

async function recorded(bytes: boolean): Promise<{ records: TraceRecord[]; answers: unknown[] }> {
  const records: TraceRecord[] = [];
  const hardware = recordHardware(countingMachine(), (record) => records.push(record), { bytes });
  return { answers: await exercise(hardware), records };
}

test("a recorded machine answers as the machine does", async () => {
  expect((await recorded(true)).answers).toEqual(await exercise(countingMachine()));
});

test("every access is one record, in order, with its time", async () => {
  const { records } = await recorded(true);
  expect(records.map((record) => traceLine(record))).toEqual([
    "0 begin 1 still irq 10000+64",
    "0 clear 6",
    "0.001 out 3f2 0c",
    "0.001 store 0 2+3 b710a619:070809",
    "2.501 sleep 2.5",
    "2.502 in 3f4 00",
    "2.503 in 3f5 01",
    "2.503 wait 6 100 rose",
    "2.503 load 0 1+3 389f9240:000708",
    "2.503 wait 5 20 none",
  ]);
});

test("without its bytes memory is recorded as length and hash", async () => {
  const { records } = await recorded(false);
  expect(records.filter((record) => "bytes" in record)).toEqual([]);
  expect(traceLine(records[3]!)).toBe("0.001 store 0 2+3 b710a619");
});

test("a clock that goes on by itself is recorded", async () => {
  let ms = 0;
  const records: TraceRecord[] = [];
  const { clock } = recordHardware(
    {
      io: { inb: async () => 0xff, outb: async () => {} },
      clock: { standsStill: false, now: () => ms++, sleep: async () => {} },
    },
    (record) => records.push(record),
  );
  expect([clock.now(), clock.now()]).toEqual([1, 2]);
  expect(records.map(({ kind, atMs }) => [kind, atMs])).toEqual([
    ["begin", 0],
    ["now", 1],
    ["now", 2],
  ]);
  const replayed = replayHardware(records);
  expect([replayed.clock.now(), replayed.clock.now(), replayed.clock.now()]).toEqual([1, 2, 2]);
  expect([replayed.dma, replayed.irq]).toEqual([undefined, undefined]);
});

describe("a replayed machine", () => {
  test("gives the same answers to the same questions", async () => {
    const { answers, records } = await recorded(true);
    const replayed = replayHardware(records);
    expect(await exercise(replayed)).toEqual(answers);
    expect(replayed.remaining).toBe(0);
    replayed.finish();
  });

  test("refuses the first access that differs, and everything after it", async () => {
    const replayed = replayHardware((await recorded(true)).records);
    replayed.irq?.clear(6);
    const differs = { code: "TRACE_DIFFERS", details: { record: 3 } };
    await expect(replayed.io.outb(0x3f2, 0x1c)).rejects.toMatchObject(differs);
    await expect(replayed.io.outb(0x3f2, 0x0c)).rejects.toMatchObject(differs);
    await expect(replayed.io.outb(0x3f2, 0x0c)).rejects.toThrow(
      'record 3 is "0.001 out 3f2 0c", but asked is "out 3f2 1c"',
    );
  });

  test("refuses other bytes for the same place", async () => {
    const replayed = replayHardware((await recorded(true)).records);
    replayed.irq?.clear(6);
    await replayed.io.outb(0x3f2, 0x0c);
    const store = replayed.dma?.[0]?.store(2, Uint8Array.of(7, 8, 8));
    await expect(store).rejects.toMatchObject({ code: "TRACE_DIFFERS" });
  });

  test("says what was not asked for", async () => {
    const replayed = replayHardware((await recorded(true)).records);
    expect(() => replayed.finish()).toThrow(
      /^9 records were not asked for, the first is 2: "0 clear 6"$/,
    );
  });

  test("ends where the trace ends", async () => {
    const replayed = replayHardware((await recorded(true)).records.slice(0, 1));
    await expect(replayed.io.inb(0x3f4)).rejects.toThrow(
      /^record 2 is behind the end of the trace/,
    );
  });

  test("cannot give bytes that were not recorded", async () => {
    const replayed = replayHardware((await recorded(false)).records);
    await expect(exercise(replayed)).rejects.toMatchObject({ code: "BAD_TRACE" });
  });

  test("needs to know the machine", () => {
    expect(() => replayHardware([{ kind: "now", atMs: 1 }])).toThrow(FdcError);
    expect(() => replayHardware([])).toThrow(/must begin with/);
  });
});
