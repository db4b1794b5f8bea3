import { readFileSync } from "node:fs";
import type { ChipName } from "@floppytape/fdc";
import {
  createFaults,
  type DriveModel,
  type DriveModelName,
  driveModels,
  type Faults,
  NoFaults,
  readFaultScript,
} from "@floppytape/fdc/sim";
import { TapeError } from "@floppytape/magtape";
import { type CartridgeType, cartridgeTypeNamed, cartridgeTypes } from "@floppytape/qic-format";
import { chosenOption } from "./device-options.js";
import type { DeviceSpec } from "./device-spec.js";
import { type DriveDeviceOptions, driveOptionsOf } from "./drive-device-options.js";
import { naming } from "./file-error.js";

/** What the options of a `sim:` device string ask for. */
export interface SimulatedDriveOptions {
  readonly use: DriveDeviceOptions;
  /** Default: one for the cartridge's standard. */
  readonly drive: DriveModel | undefined;
  readonly chip: ChipName | undefined;
  readonly faults: Faults;
  readonly seed: number;
  /** What the cartridge is, where its headers do not tell. */
  readonly cartridge: CartridgeType | undefined;
}

const chips: readonly ChipName[] = [
  "8272A",
  "82072",
  "82077",
  "82077AA",
  "82078",
  "82078-1",
  "Ditto EZ",
];

/**
 * @throws {TapeError} `EINVAL` for an option that there is not, or a value that it can't have; `ENOENT` and
 *   the like for a fault script that can't be read.
 */
export async function simulatorOptionsOf(spec: DeviceSpec): Promise<SimulatedDriveOptions> {
  const use = driveOptionsOf(spec, ["drive", "chip", "faults", "seed", "cartridge"]);
  const { drive, chip, faults, cartridge } = spec.options;
  const seed = seedOf(spec);
  const driveNames = Object.keys(driveModels) as DriveModelName[];
  const typeNames = cartridgeTypes.map(({ name }) => name);
  return {
    use,
    seed,
    drive: drive === undefined ? undefined : driveModels[chosenOption(spec, "drive", driveNames)],
    chip: chip === undefined ? undefined : chosenOption(spec, "chip", chips),
    faults: faults === undefined ? NoFaults : await faultsIn(faults, seed),
    cartridge:
      cartridge === undefined
        ? undefined
        : cartridgeTypeNamed(chosenOption(spec, "cartridge", typeNames)),
  };
}

function seedOf({ options, text }: DeviceSpec): number {
  const { seed = "1" } = options;
  if (/^\d{1,10}$/.test(seed) && Number(seed) <= 0xffffffff) return Number(seed);
  throw new TapeError(
    "EINVAL",
    `device "${text}": seed is a whole number up to 4294967295, not "${seed}"`,
    { device: text, option: "seed" },
  );
}

/** The fault script in a file. */
async function faultsIn(path: string, seed: number): Promise<Faults> {
  return naming(path, "cannot be used as a fault script", async () =>
    createFaults(readFaultScript(readFileSync(path, "utf8")), { seed }),
  );
}
