import type { QicStandard } from "@floppytape/qic-format";
import type { DeviceSpec } from "./device-spec.js";
import { locateDevice } from "./locate-device.js";

/** A drive, before it is opened. */
export interface DriveName {
  /** The id that it reports. */
  readonly vendorId: number;
  readonly name: string;
}

/**
 * The drive in which `createImage` would format a new cartridge of this standard; undefined where the
 * device has none, as a bare image, or where only opening it tells.
 * @throws {TapeError} `EINVAL` for options that the device does not have.
 */
export async function driveForBlank(
  device: string | DeviceSpec,
  standard: QicStandard,
): Promise<DriveName | undefined> {
  const { spec } = await locateDevice(device);
  if (spec.target.kind !== "sim") return undefined;
  const { driveModelFor, driveNameOf, simulatorOptionsOf } = await import("./simulator-parts.js");
  const { vendorId, name } = (await simulatorOptionsOf(spec)).drive ?? driveModelFor(standard);
  return { vendorId, name: driveNameOf(vendorId) ?? name };
}
