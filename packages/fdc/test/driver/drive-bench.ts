import { createGeometry, type GeometryNumbers, type QicStandard } from "@floppytape/qic-format";
import {
  type DriveOptions,
  type DriveStore,
  type DriveTraceRecord,
  openDrive,
} from "../../src/index.js";
import {
  createMemoryMedium,
  createSimulator,
  type Simulator,
  type SimulatorOptions,
  type TapeMedium,
} from "../../src/sim/index.js";

/** A cartridge for tests: as short as it may be. */
export function smallMedium(
  numbers: Partial<GeometryNumbers> & {
    standard?: QicStandard;
    wide?: boolean;
    feet?: number;
    formatted?: boolean;
  } = {},
): TapeMedium {
  const { standard = "QIC-80", wide = false, feet = 205, formatted = true, ...rest } = numbers;
  const geometry = createGeometry({
    formatCode: 4,
    segmentsPerTrack: 12,
    tracksPerCartridge: 3,
    ...rest,
  });
  return createMemoryMedium({ type: { standard, wide, feet, geometry }, formatted });
}

export interface Bench {
  readonly simulator: Simulator;
  readonly store: DriveStore;
  readonly records: DriveTraceRecord[];
}

/** An open drive in a simulator. */
export async function openBench(
  options: SimulatorOptions = {},
  drive: DriveOptions = {},
): Promise<Bench> {
  const simulator = createSimulator({ cartridge: smallMedium(), ...options });
  const records: DriveTraceRecord[] = [];
  const trace = { level: 5, add: (record: DriveTraceRecord) => void records.push(record) };
  const store = await openDrive(simulator.hardware, { trace, ...drive });
  return { simulator, store, records };
}
