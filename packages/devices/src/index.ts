export { type CreateImageOptions, createImage } from "./create-image.js";
export type { DeviceSpec, DeviceTarget } from "./device-spec.js";
export { type DriveName, driveForBlank } from "./drive-for-blank.js";
export type { ObserveStore } from "./held-image.js";
export { type LocatedDevice, type LocateOptions, locateDevice } from "./locate-device.js";
export { type Lock, type LockWait, lockFile } from "./lock-file.js";
export { nodeOfDevName } from "./node-names.js";
export { type OpenMachine, type OpenMachineOptions, openMachine } from "./open-machine.js";
export { type OpenStore, type OpenStoreOptions, openStore } from "./open-store.js";
export { type OpenOptions, type OpenTape, openTape } from "./open-tape.js";
export {
  closingWith,
  type OpenUnit,
  type OpenUnitOptions,
  openTapeUnit,
  type UnitKind,
  unitOpener,
} from "./open-tape-unit.js";
export { type ParseOptions, parseDeviceString } from "./parse-device-string.js";
export type { RunningDrive } from "./running-drive.js";
export { findInTapecap, type TapecapMatch } from "./tapecap-lookup.js";
