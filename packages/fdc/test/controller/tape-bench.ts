import { createGeometry, type SectorId, sectorIdOf } from "@floppytape/qic-format";
import {
  type ChipName,
  type Controller,
  type ControllerOptions,
  type DriveTraceRecord,
  findDrive,
  openController,
  type TapeDrive,
  type TransferRequest,
} from "../../src/index.js";
import {
  createFaults,
  createMemoryMedium,
  createSimulator,
  type FaultScript,
  type Simulator,
  type SimulatorOptions,
} from "../../src/sim/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 12, tracksPerCartridge: 4 });
const type = { standard: "QIC-80", wide: false, feet: 205, geometry } as const;

export interface TapeBench {
  readonly simulator: Simulator;
  readonly controller: Controller;
  readonly drive: TapeDrive;
  readonly records: DriveTraceRecord[];
  /** Runs the tape from the beginning of track 0 until this segment, from 1 on, comes next. */
  runTo(segment: number): Promise<void>;
  /** Runs on until this segment comes next. */
  arriveAt(segment: number): Promise<void>;
  /** Stops and goes back to the beginning. */
  rewind(): Promise<void>;
  /** A run of sectors in a segment of track 0. */
  request(
    kind: TransferRequest["kind"],
    segment: number,
    count: number,
    where?: { sector?: number; buffer?: number },
  ): TransferRequest;
}

export function idOf(segment: number, sector = 0): SectorId {
  return sectorIdOf(segment, sector, geometry);
}

/** A controller and a drive with a formatted cartridge at its beginning, at 500 kbit/s. */
export async function openBench(
  chip: ChipName,
  { script = [], ...simulated }: SimulatorOptions & { script?: FaultScript } = {},
  options: ControllerOptions = {},
): Promise<TapeBench> {
  const faults = createFaults(script, { seed: 1 });
  const cartridge = createMemoryMedium({ type, formatted: true });
  const simulator = createSimulator({ chip, cartridge, faults, ...simulated });
  const { hardware } = simulator;
  const records: DriveTraceRecord[] = [];
  const trace = { level: 6, add: (record: DriveTraceRecord) => void records.push(record) };
  const controller = await openController(hardware, { trace, ...options });
  const rate = chip === "Ditto EZ" ? 1000 : 500;
  await controller.setRate(rate, 125);
  const drive = await findDrive(controller, { clock: hardware.clock });
  await drive.error();
  await drive.selectRate(rate);
  await drive.command("seek-load-point");
  await drive.waitReady(60_000);
  async function arriveAt(segment: number) {
    const before = idOf(segment - 1);
    for (let ids = 0; ids < 1000; ids++) {
      const seen = await controller.readId(5000);
      if (!("id" in seen)) continue;
      const { cylinder, record } = seen.id;
      if (cylinder === before.cylinder && record >= before.record && record < before.record + 32)
        return;
    }
    throw new Error(`segment ${segment} never came`);
  }
  return {
    simulator,
    controller,
    drive,
    records,
    arriveAt,
    async runTo(segment) {
      await drive.command("logical-forward");
      await arriveAt(segment);
    },
    async rewind() {
      await drive.command("stop-tape");
      await drive.waitReady(10_000);
      await drive.command("seek-load-point");
      await drive.waitReady(60_000);
    },
    request: (kind, segment, count, { sector = 0, buffer = 0 } = {}) => ({
      kind,
      id: idOf(segment, sector),
      count,
      buffer,
      offset: 0,
    }),
  };
}

/** Bytes that tell one sector from every other. */
export function patternOf(segment: number, sectors = 32): Uint8Array {
  return new Uint8Array(sectors * 1024).map((_, at) => (at * 7 + (at >> 10) * 13 + segment) & 0xff);
}
