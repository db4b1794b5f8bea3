/** Virtual times of a simulated drive: a source that makes data at its own pace, and whole cartridges. */
import { SegmentBytes } from "@floppytape/ecc";
import { type DriveOptions, type DriveStore, openDrive, tapeSpeed } from "@floppytape/fdc";
import {
  createMemoryMedium,
  createSimulator,
  type Simulator,
  type SimulatorOptions,
} from "@floppytape/fdc/sim";
import { type CartridgeType, cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";

/** User data of a segment: the three sectors of parity apart. */
export const SegmentUserBytes = 29 * 1024;
/** What the goals allow for the turn at the end of a track. */
const turnMs = 2000;

/** QIC-80 at 1 Mbit/s, the tape that the goals are about. */
const type = cartridgeTypeNamed("qic80-307")!;
const { segmentMs } = tapeSpeed("QIC-80", 1000)!;

export interface SourcePlan extends Pick<DriveOptions, "startPolicy"> {
  /** The source's rate as a multiple of the tape's. */
  readonly rate: number;
  readonly segments: number;
  readonly buffers: number;
}

export interface StreamedWrite {
  /** The time that source or tape need at least, as a share of what it took until all was on tape. */
  readonly effective: number;
  /** The same for the source alone, from when the pool could have been full until it had no more. */
  readonly effectiveAfterFill: number;
  /** Stops that nobody asked for, those at the ends of tracks apart, as the drive counted them. */
  readonly repositions: number;
}

export interface WholeRead {
  /** In kbit/s, as the drive was switched. */
  readonly rate: number;
  readonly seconds: number;
  /** Motion alone, and the turns at the ends of tracks. */
  readonly leastSeconds: number;
}

/** Writes segments that the source makes one after the other; it makes none while it is kept waiting. */
export async function writeFrom({
  rate,
  segments,
  ...options
}: SourcePlan): Promise<StreamedWrite> {
  const { store, simulator, nowMs } = await openFormatted(type, options);
  const sectors = new Uint8Array(SegmentBytes);
  const beganMs = nowMs();
  let filledMs = beganMs;
  for (let segment = 0; segment < segments; segment++) {
    await store.letTimePass(segmentMs / rate);
    await store.writeSegment(segment, sectors, { skip: 0 });
    if (segment === options.buffers) filledMs = nowMs();
  }
  const madeMs = nowMs();
  const { repositions } = simulator.drive.counters;
  await store.flush();
  const writtenMs = nowMs();
  const { segmentsWritten, hardErrors } = store.counters;
  await store.close();
  if (segmentsWritten !== segments || hardErrors !== 0)
    throw new Error(`${segmentsWritten} of ${segments} segments were written`);
  return {
    effective: leastMs(segments, rate) / (writtenMs - beganMs),
    effectiveAfterFill: leastMs(segments - 1 - options.buffers, rate) / (madeMs - filledMs),
    repositions,
  };
}

/** Reads all segments of a cartridge. */
export async function readWhole(
  cartridge: CartridgeType,
  machine: SimulatorOptions,
  options: DriveOptions,
): Promise<WholeRead> {
  const { store, nowMs } = await openFormatted(cartridge, options, machine);
  await store.motion("rewind");
  const count = segmentCountOf(cartridge.geometry);
  const into = new Uint8Array(8 * SegmentBytes);
  const beganMs = nowMs();
  for (let first = 0; first < count; first += 8) {
    const { unreadable } = await store.readRun(first, Math.min(8, count - first), into);
    if (unreadable.some((map) => map !== 0)) throw new Error(`segment ${first} is damaged`);
  }
  const seconds = (nowMs() - beganMs) / 1000;
  const leastSeconds = store.passMs! / 1000;
  const { rate } = store;
  await store.close();
  return { rate, seconds, leastSeconds };
}

interface OpenDrive {
  readonly store: DriveStore;
  readonly simulator: Simulator;
  readonly nowMs: () => number;
}

async function openFormatted(
  cartridge: CartridgeType,
  options: DriveOptions,
  machine: SimulatorOptions = {},
): Promise<OpenDrive> {
  const simulator = createSimulator({
    ...machine,
    cartridge: createMemoryMedium({ type: cartridge, formatted: true }),
  });
  const store = await openDrive(simulator.hardware, options);
  store.useGeometry(cartridge.geometry);
  return { store, simulator, nowMs: () => simulator.clock.nowNs / 1e6 };
}

/** Source and tape at the same time: the slower of them decides. */
function leastMs(segments: number, rate: number): number {
  const turns = Math.floor(segments / type.geometry.segmentsPerTrack);
  return Math.max((segments * segmentMs) / rate, segments * segmentMs + turns * turnMs);
}
