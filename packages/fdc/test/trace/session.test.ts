/** Traces of our own driver at work, in the simulator and with a foreign drive. */
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type Hardware, openDrive } from "../../src/index.js";
import {
  createMemoryMedium,
  createPeerSimulator,
  createSimulator,
  createSyncMemory,
} from "../../src/sim/index.js";
import {
  explainTrace,
  readTrace,
  recordHardware,
  replayHardware,
  type TraceGroup,
  type TraceRecord,
  traceLine,
  traceView,
} from "../../src/trace/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 12, tracksPerCartridge: 2 });

/** Detects, loads, writes a segment and reads it. */
async function session(hardware: Hardware): Promise<{ read: Uint8Array; name: string }> {
  const store = await openDrive(hardware, { unit: 0 });
  store.useGeometry(geometry);
  await store.writeSegment(3, new Uint8Array(32768).fill(0x5a), { skip: 0 });
  await store.flush();
  const read = new Uint8Array(32768);
  await store.readRun(3, 1, read);
  const { name } = store.identity;
  await store.close();
  return { read, name };
}

const machines: readonly (readonly [string, () => Hardware])[] = [
  [
    "our simulator",
    () =>
      createSimulator({
        cartridge: createMemoryMedium({
          type: { standard: "QIC-80", wide: false, feet: 205, geometry },
          formatted: true,
        }),
      }).hardware,
  ],
  [
    "a foreign drive",
    () =>
      createPeerSimulator({
        unit: 0,
        cartridge: { image: createSyncMemory(new Uint8Array(24 * 32768)) },
      }).hardware,
  ],
];

async function record(machine: () => Hardware) {
  const records: TraceRecord[] = [];
  const result = await session(
    recordHardware(machine(), (entry) => records.push(entry), { bytes: true }),
  );
  return { records, result };
}

function* all(groups: Iterable<TraceGroup>): Generator<TraceGroup> {
  for (const group of groups) {
    yield group;
    yield* all(group.parts);
  }
}

test.each(machines)(
  "a session with %s is the same when it is replayed from its file",
  async (_, machine) => {
    const { records, result } = await record(machine);
    expect(result.read[32767]).toBe(0x5a);
    const file = records.map((entry) => traceLine(entry)).join("\n");
    const replayed = replayHardware(readTrace(file));
    expect(await session(replayed)).toEqual(result);
    replayed.finish();
  },
);

test.each(machines)("a session with %s is explained without a remainder", async (_, machine) => {
  const { records } = await record(machine);
  const groups = [...explainTrace(records)];
  expect([...all(groups)].flatMap((group) => group.records).sort((a, b) => a - b)).toEqual(
    records.map((__, place) => place),
  );
  const odd = [...all(groups)].filter(
    ({ kind, name }) =>
      kind === "other" || name === "fdc.unknown" || name === "drive.unknown-command",
  );
  expect(odd.map(({ text }) => text)).toEqual([]);
  const steps = groups.filter(({ name }) => name === "fdc.seek");
  expect(steps).toEqual([]); // every seek is part of a command of the drive
});

test("what the driver means to do is what the trace says", async () => {
  const { records } = await record(machines[0]![1]);
  const texts = [...explainTrace(records)].map(({ text }) => text);
  const order = [
    "simulated machine, interrupts, DMA buffers at 010000h, 018000h",
    "VERSION: answer 90",
    "report-drive-status: 67h = ready, error pending, cartridge present, referenced, at the beginning",
    expect.stringMatching(/^report-vendor-id: 11c4h = Colorado/),
    "report-error-code: 011ah = drive was switched on (error 26, from soft-reset)",
    "report-tape-status: 32h = QIC-80, variable length, 550 oersted",
    expect.stringMatching(/^select-rate-or-format \d$/),
    "seek-head-to-track 0",
    "logical-forward",
    "DMA channel 2: 32768 bytes at 018000h, memory to controller",
    expect.stringMatching(/^WRITE DATA unit 0, cylinder 0 head 0 record 97 to 128: normal end/),
    "pause",
    expect.stringMatching(/^READ DATA unit 0, cylinder 0 head 0 record 97 to 128: normal end/),
    expect.stringMatching(/^32768 bytes out of buffer/),
  ];
  let from = 0;
  for (const text of order) {
    const at = texts.findIndex((candidate, place) => {
      if (place < from) return false;
      return typeof text === "string" ? candidate === text : text.asymmetricMatch(candidate);
    });
    expect(at, String(text)).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

test("without accesses the view has one line a group", async () => {
  const { records } = await record(machines[1]![1]);
  const groups = [...explainTrace(records)];
  expect([...traceView(groups)]).toHaveLength(groups.length);
});
