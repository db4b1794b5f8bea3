import { TapeError } from "@floppytape/magtape";
import type { DeviceSpec, DeviceTarget } from "./device-spec.js";

/** What can be done without the back end. */
const waysOut: Readonly<Record<Exclude<DeviceTarget["kind"], "image" | "sim" | "qtest">, string>> =
  {
    fdc: "a controller needs @floppytape/portio-native, which this version does not have; use an image of the cartridge",
    "os-node":
      "a tape node of the operating system needs @floppytape/portio-native, which this version does not have; name an image file instead",
    "record-image":
      "a record image has records and no segments of a cartridge; ftmt, floppytape tape and floppytape rmt use it",
    remote:
      "a remote tape has no segments of a cartridge for us; ftmt, floppytape tape and floppytape rmt use it, or run the command on that machine",
    tapecap: "a name of a tapecap file has to be looked up first",
  };

/** The error for a target that nothing here can open: `ENXIO`, with the way out. */
export function missingBackEnd({ text, target }: DeviceSpec): TapeError {
  const reason =
    target.kind in waysOut
      ? waysOut[target.kind as keyof typeof waysOut]
      : "an image file was expected";
  return new TapeError("ENXIO", `${text}: ${reason}`, { device: text, backEnd: target.kind });
}
