import assert from "node:assert/strict";
import { CartridgeError } from "@floppytape/cartridge";
import { type DriveStore, FdcError, openDrive } from "@floppytape/fdc";
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

/** The longest that any call may take, in virtual time: many times a pass over the longest of tapes. */
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
  readonly transfer: "dma" | "pio";
}

/** A machine as chance gives it; with `busFault` one whose memory is at the bad place. */
export function someMachine(random: Random, kind: FaultKind) {
  return {
    machine: {
      chip: random.pick(chips),
      drive: driveModels[random.pick(models)],
      seed: random.below(1000),
      ...(kind === "busFault" && { dmaAddresses: [0x1a0000, 0x10000] }),
    },
    transfer: random.oneIn(16) ? "pio" : "dma",
  } as const;
}

/** Switches a machine on and opens its drive. Fails as `openDrive` does while faults are switched on. */
export async function enter(options: RoomOptions): Promise<DriveRoom> {
  const { medium, faults, machine, transfer } = options;
  const simulator = createSimulator({ cartridge: medium, faults, ...machine });
  const drive = await openDrive(simulator.hardware, { transfer });
  return { simulator, drive };
}

/**
 * Runs a step; resolves with its error where that is one of the documented kinds.
 * @throws {HangError} when it took more virtual time than any tape explains.
 */
export async function attempt(
  clock: { readonly nowNs: number } | undefined,
  body: () => Promise<void>,
): Promise<Error | undefined> {
  const before = clock?.nowNs ?? 0;
  try {
    await body();
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError || !isDocumented(error)) throw error;
    return error;
  } finally {
    const ms = ((clock?.nowNs ?? 0) - before) / 1e6;
    if (ms > LongestMs) throw new HangError(`a call took ${Math.round(ms / 1000)} s of tape time`);
  }
}

function isDocumented(error: unknown): error is Error {
  return error instanceof CartridgeError || error instanceof TapeError || error instanceof FdcError;
}
