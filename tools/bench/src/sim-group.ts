/** How fast virtual time goes: whole cartridges through the registers of the simulated drive. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatCartridge } from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import { openDrive } from "@floppytape/fdc";
import {
  createImageMedium,
  createMemoryMedium,
  createSimulator,
  createSyncMemory,
  type SimulatorOptions,
  type TapeMedium,
} from "@floppytape/fdc/sim";
import { cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";
import { createZftape } from "@floppytape/zftape";
import { judge } from "./goal.js";
import type { BenchContext, GroupReport } from "./group.js";
import { heldMiB } from "./held-memory.js";
import { withFolder } from "./image-file.js";
import { recordImage } from "./recorded-image.js";
import { measureTable } from "./result-table.js";
import type { Contender } from "./rounds.js";

/** Sixteen blocks of zftape's default size: what is read stays in the cache, as with an archiver. */
const ReadBytes = 16 * 10240;

const Sectors = "read a volume";
const Segments = "read all segments";
const Fifo = "read segments, FIFO-exact";
const Format = "format and verify";

/** The tape of a pass over the whole cartridge, in seconds. */
interface Pass {
  readonly seconds: number;
}

const type = cartridgeTypeNamed("qic80-307")!;
const segmentCount = segmentCountOf(type.geometry);

/** Opens the drive, does the work, closes it; how much time went by for the tape. */
async function pass(
  options: SimulatorOptions,
  work: (drive: Awaited<ReturnType<typeof openDrive>>) => Promise<void>,
): Promise<Pass> {
  const simulator = createSimulator(options);
  const drive = await openDrive(simulator.hardware);
  const before = simulator.clock.nowNs;
  await work(drive);
  const seconds = (simulator.clock.nowNs - before) / 1e9;
  await drive.close();
  return { seconds };
}

function readVolume(cartridge: TapeMedium, volumeBytes: number): Promise<Pass> {
  return pass({ cartridge }, async (drive) => {
    const unit = await createZftape(drive).open("nqft", "r");
    const into = new Uint8Array(ReadBytes);
    let read = 0;
    for (;;) {
      const got = await unit.read(into);
      if (got === 0) break;
      read += got;
    }
    if (read !== volumeBytes) throw new Error(`read ${read} bytes of ${volumeBytes}`);
  });
}

function readSegments(options: SimulatorOptions, count: number): Promise<Pass> {
  return pass(options, async (drive) => {
    drive.useGeometry(type.geometry);
    const into = new Uint8Array(8 * SegmentBytes);
    for (let segment = 0; segment < count; segment += 8) {
      const { unreadable } = await drive.readRun(segment, 8, into);
      if (unreadable.some((map) => map !== 0)) throw new Error(`segment ${segment} is damaged`);
    }
  });
}

async function formatPass(): Promise<Pass> {
  const cartridge = createMemoryMedium({ type });
  return pass({ cartridge }, async (drive) => {
    const { badSectors } = await formatCartridge(drive, { type });
    if ([...badSectors.entries()].length > 0) throw new Error("a sound tape has bad sectors");
  });
}

/**
 * Time that the processor spent on this process: real time on a machine that does nothing else, and what other
 * programs do does not decide whether an absolute goal is met. Collecting garbage beside the program counts.
 */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** A contender that reports virtual seconds; each run is one whole pass. */
function contender(name: string, seconds: number, run: () => Promise<Pass>): Contender {
  return { name, amount: seconds, run };
}

export async function simGroup({ rounds, quick, say }: BenchContext): Promise<GroupReport> {
  return withFolder(async (folder) => {
    say("sim: recording a cartridge");
    const path = join(folder, "recorded.img");
    const { volumeBytes } = await recordImage(path, type.name);
    const bytes = createSyncMemory(readFileSync(path));
    const medium = () => createImageMedium(bytes, { geometry: type.geometry, type });
    const fifoSegments = quick ? 40 : 200;

    say("sim: virtual time");
    const whole = await readVolume(medium(), volumeBytes);
    const raw = await readSegments({ cartridge: medium() }, segmentCount);
    const fifo = await readSegments({ cartridge: medium(), mode: "fifo" }, fifoSegments);
    const formatted = await formatPass();
    const table = await measureTable(
      {
        title: `${type.name} at 1 Mbit/s`,
        unit: "s/s",
        anchors: [Sectors],
        contenders: [
          contender(Sectors, whole.seconds, () => readVolume(medium(), volumeBytes)),
          contender(Segments, raw.seconds, () =>
            readSegments({ cartridge: medium() }, segmentCount),
          ),
          contender(Fifo, fifo.seconds, () =>
            readSegments({ cartridge: medium(), mode: "fifo" }, fifoSegments),
          ),
          contender(Format, formatted.seconds, formatPass),
        ],
      },
      { ...rounds, minimumMs: 1, now: processorMs },
    );
    const rate = (name: string) =>
      table.rows.find((row) => row.name === name)?.median ?? Number.NaN;

    say("sim: memory");
    const unformatted = await heldMiB(async () =>
      createSimulator({ cartridge: createMemoryMedium({ type }) }),
    );
    const filled = await heldMiB(async () => {
      const simulator = createSimulator({ cartridge: createMemoryMedium({ type }) });
      const drive = await openDrive(simulator.hardware);
      await formatCartridge(drive, { type });
      await drive.close();
      return simulator;
    });
    return {
      tables: [table],
      grids: [],
      notes: [
        `${Sectors}: ports, DMA, interrupts, driver, ECC and zftape, ${Math.round(whole.seconds)} s of tape; ` +
          `${Segments}: without ECC and zftape; FIFO-exact: every FIFO request is an event; real time is processor time`,
      ],
      outcomes: [
        judge(
          {
            id: "S1",
            statement: "simulated seconds in a real one, QIC-80 at 1 Mbit/s, sequential read",
            comparison: "at least",
            threshold: 8000,
            unit: "x",
          },
          rate(Sectors),
        ),
        judge(
          {
            id: "S2",
            statement: "format and verify a 307.5 ft QIC-80 cartridge",
            comparison: "at most",
            threshold: 1000,
            unit: "ms",
          },
          (formatted.seconds / rate(Format)) * 1000,
        ),
        judge(
          {
            id: "S3",
            statement: "the same with every FIFO request an event",
            comparison: "at least",
            threshold: 500,
            unit: "x",
          },
          rate(Fifo),
        ),
        judge(
          {
            id: "S4",
            statement: "memory of a simulator with an unformatted cartridge",
            comparison: "at most",
            threshold: 16,
            unit: "MiB",
          },
          unformatted,
        ),
        judge(
          {
            id: "S4",
            statement: "memory of a simulator with a formatted, empty cartridge and its driver",
            comparison: "at most",
            threshold: 16,
            unit: "MiB",
          },
          filled,
        ),
      ],
    };
  });
}
