import { CartridgeError } from "@floppytape/cartridge";
import { type DriveOptions, type DriveStore, FdcError, openDrive } from "@floppytape/fdc";
import {
  createSimulator,
  type DriveModelName,
  driveModels,
  type FaultKind,
  type Simulator,
  type SimulatorOptions,
  type TapeMedium,
} from "@floppytape/fdc/sim";
import { TapeError } from "@floppytape/magtape";
import { HangError } from "../campaign.js";
import type { Random } from "../seeded-random.js";
import type { SwitchedFaults } from "./fault-plan.js";

/** Drives that format QIC-80, and wake up in different ways. */
const models: readonly DriveModelName[] = ["colorado-dj20", "archive-xl9250i", "iomega-3200"];
const chips = ["82077AA", "82078", "82077"] as const;

/** The longest that any call may take, in virtual time: many passes over the longest of tapes. */
const LongestMs = 12 * 3600 * 1000;

/** A machine with the cartridge in its drive; every one of them begins with the power being switched on. */
export interface DriveRoom {
  readonly simulator: Simulator;
  readonly drive: DriveStore;
}

/** What stays the same whenever the power is switched on again. */
export interface RoomOptions {
  readonly medium: TapeMedium;
  readonly faults: SwitchedFaults;
  readonly machine: Pick<SimulatorOptions, "chip" | "drive" | "dmaAddresses" | "seed">;
  readonly driver: DriveOptions;
}

/** Where another card in the machine disturbs DMA, and where it does not. */
const disturbed = 0x1a0000;
const undisturbed = 0x10000;

/** A machine as chance gives it; with `busFault` one whose memory is at the bad place. */
export function someMachine(random: Random, kind: FaultKind) {
  return {
    machine: {
      chip: random.pick(chips),
      drive: driveModels[random.pick(models)],
      seed: random.below(1000),
      ...(kind === "busFault" && { dmaAddresses: [disturbed, undisturbed] }),
    },
    driver: {
      // byte by byte costs as much as a hundred other runs
      transfer: random.oneIn(128) ? "pio" : "dma",
      buffers: random.pick([3, 4, 8, 16]),
      startPolicy: random.oneIn(6) ? "original" : "stream",
      // to search all units costs more than the rest
      ...(!random.oneIn(32) && { unit: 0 }),
    },
  } as const;
}

/** Switches a machine on and opens its drive. Fails as `openDrive` does while faults are switched on. */
export async function enter(options: RoomOptions): Promise<DriveRoom> {
  const { medium, faults, machine, driver } = options;
  const simulator = createSimulator({ cartridge: medium, faults, ...machine });
  const drive = await timed(simulator.clock, () => openDrive(simulator.hardware, driver));
  return { simulator, drive };
}

/** Ends a machine as a program would; what does not work any more is switched off. */
export async function leave({ simulator, drive }: DriveRoom): Promise<void> {
  await attempt(simulator.clock, () => drive.close());
}

type Clock = Simulator["clock"];

/** Runs a step; resolves with its error where that is one of the documented kinds. */
export async function attempt(
  clock: Clock,
  body: () => Promise<unknown>,
): Promise<Error | undefined> {
  try {
    await timed(clock, body);
    return undefined;
  } catch (error) {
    if (!isDocumented(error)) throw error;
    return error;
  }
}

/** @throws {HangError} when it took more virtual time than any tape explains. */
async function timed<T>(clock: Clock, body: () => Promise<T>): Promise<T> {
  const before = clock.nowNs;
  try {
    return await body();
  } finally {
    const ms = (clock.nowNs - before) / 1e6;
    // biome-ignore lint/correctness/noUnsafeFinally: what happened is of no interest after a hang
    if (ms > LongestMs) throw new HangError(`a call took ${Math.round(ms / 1000)} s of tape time`);
  }
}

export function isDocumented(error: unknown): error is Error {
  return error instanceof CartridgeError || error instanceof TapeError || error instanceof FdcError;
}
