import type { TapeProfile } from "@floppytape/magtape";
import type { DeviceSpec } from "./device-spec.js";
import { parseDeviceString } from "./parse-device-string.js";

export interface LocateOptions {
  /** Where variables are looked up. Default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a device string names, a name of a tapecap file replaced by what it stands for. */
export interface LocatedDevice {
  readonly spec: DeviceSpec;
  /** File and record that the name chooses in brackets, counted from 1; undefined: none. */
  readonly place:
    | { readonly file: number | "eot" | undefined; readonly record: number | undefined }
    | undefined;
  /** It is a name of a tapecap file. */
  readonly configured: boolean;
  /** The profile of the device with what the tapecap entry says of it. */
  profileOf(base: TapeProfile): TapeProfile;
}

/**
 * Takes a device string apart and replaces a name of a tapecap file by its device.
 * @throws {TapeError} `EINVAL` for a string that is none, or an entry that is wrong.
 */
export async function locateDevice(
  device: string | DeviceSpec,
  { env = process.env }: LocateOptions = {},
): Promise<LocatedDevice> {
  const plain = { place: undefined, configured: false, profileOf: (base: TapeProfile) => base };
  if (typeof device !== "string") return { ...plain, spec: device };
  let asked = false;
  const isTapecapName = () => {
    asked = true;
    return false;
  };
  const spec = parseDeviceString(device, { isTapecapName });
  // Files that are there, sim: and the like need no look at tapecap files, nor what reads them.
  if (!asked) return { ...plain, spec };
  const { locateInTapecap } = await import("./other-tapes.js");
  return locateInTapecap(device, env) ?? { ...plain, spec };
}
