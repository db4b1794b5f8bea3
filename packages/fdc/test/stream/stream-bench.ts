import { SegmentBytes } from "@floppytape/ecc";
import { createGeometry, type GeometryNumbers, type QicStandard } from "@floppytape/qic-format";
import {
  type DriveOptions,
  type DriveStore,
  type DriveTraceRecord,
  openDrive,
} from "../../src/index.js";
import {
  createFaults,
  createMemoryMedium,
  createSimulator,
  type FaultScript,
  type Simulator,
  type SimulatorOptions,
  type TapeMedium,
} from "../../src/sim/index.js";

export interface StreamBench {
  readonly simulator: Simulator;
  readonly store: DriveStore;
  readonly medium: TapeMedium;
  readonly records: DriveTraceRecord[];
  /** Milliseconds of virtual time. */
  now(): number;
}

export interface StreamBenchOptions extends DriveOptions, Partial<GeometryNumbers> {
  standard?: QicStandard;
  feet?: number;
  script?: FaultScript;
  machine?: SimulatorOptions;
  /** Nobody reads a header: the store does not learn the geometry. */
  unknownGeometry?: boolean;
  /** Highest trace level that is recorded; default none. */
  traceLevel?: number;
}

/** An open drive over a formatted cartridge, by default QIC-80 with 3 tracks of 60 segments. */
export async function openStream(options: StreamBenchOptions = {}): Promise<StreamBench> {
  const { standard = "QIC-80", feet = 205, script, machine, traceLevel = -1, ...drive } = options;
  const { formatCode = 4, segmentsPerTrack = 60, tracksPerCartridge = 3 } = options;
  const geometry = createGeometry({ formatCode, segmentsPerTrack, tracksPerCartridge });
  const type = { standard, wide: false, feet, geometry };
  const medium = machine?.cartridge ?? createMemoryMedium({ type, formatted: true });
  const faults = script === undefined ? {} : { faults: createFaults(script, { seed: 7 }) };
  const simulator = createSimulator({ ...faults, ...machine, cartridge: medium });
  const records: DriveTraceRecord[] = [];
  const trace = { level: traceLevel, add: (record: DriveTraceRecord) => void records.push(record) };
  const store = await openDrive(simulator.hardware, { trace, ...drive });
  if (!options.unknownGeometry) store.useGeometry(medium.type.geometry);
  return { simulator, store, medium, records, now: () => simulator.clock.nowNs / 1e6 };
}

/** Contents that differ from sector to sector, and from segment to segment. */
export function patternOf(segment: number, seed = 0): Uint8Array {
  const pattern = new Uint8Array(SegmentBytes);
  for (let i = 0; i < SegmentBytes; i++) pattern[i] = (i >>> 10) * 7 + i * 3 + segment * 41 + seed;
  return pattern;
}

/** Puts contents on the cartridge without a drive. */
export function record(medium: TapeMedium, segment: number, bytes: Uint8Array): void {
  for (let sector = 0; sector < 32; sector++)
    medium.writeSector(segment, sector, bytes, sector * 1024, false);
}

/** What the cartridge holds. */
export function recorded(medium: TapeMedium, segment: number): Uint8Array {
  const bytes = new Uint8Array(SegmentBytes);
  for (let sector = 0; sector < 32; sector++)
    medium.readSector(segment, sector, bytes, sector * 1024);
  return bytes;
}
