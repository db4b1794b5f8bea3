import type { TapeProfile } from "@floppytape/magtape";
import type { DeviceSpec } from "./device-spec.js";
import { parseDeviceString } from "./parse-device-string.js";

/** Where variables are looked up, and whether a tapecap file is. */
export interface LocateOptions {
  /** Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a device string names, names of a tapecap file replaced by what they stand for. */
export interface LocatedDevice {
  readonly spec: DeviceSpec;
  /** How the tape behaves where a tapecap entry says so. */
  readonly profile: TapeProfile | undefined;
}

/**
 * Takes a device string apart and replaces a name of a tapecap file by its device.
 * @throws {TapeError} `EINVAL` for a string that is none, or an entry that is wrong.
 */
export async function locateDevice(
  device: string | DeviceSpec,
  _options: LocateOptions = {},
): Promise<LocatedDevice> {
  if (typeof device !== "string") return { spec: device, profile: undefined };
  return { spec: parseDeviceString(device), profile: undefined };
}
